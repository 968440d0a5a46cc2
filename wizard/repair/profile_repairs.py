"""A case's profile: what stops it, as causes, and the edits that repair it, as plans."""

from __future__ import annotations

from wizard.engine.case import Case, ProfileFiles
from wizard.engine.decision import Decision
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.profiles.check import check_profile_text
from wizard.profiles.fits import RoleSettings
from wizard.profiles.problem import Problem
from wizard.repair.cause import Cause
from wizard.repair.change import Ask, Change, Plan, ProfileChange
from wizard.repair.parties import role_arn_of
from wizard.repair.variants import tests_of


def profile_problems(case: Case) -> list[Problem]:
    """What stops the case's profile, held against the role where that is known."""
    files = case.profile
    if files is None:
        return []
    return check_profile_text(files.name, files.config_file, files.credentials_file, role=role_settings(case))


def profile_causes(problems: list[Problem]) -> list[Cause]:
    """The problems as causes. ``policy`` says which file the line is of."""
    return [Cause(one.code, one.cause, "profile", one.message, policy=one.file, line=one.line) for one in problems]


def profile_decision(decision: Decision, problems: list[Problem]) -> Decision:
    """The decision with the profile in it: one that does not resolve makes no call.

    One that only passes too little makes a call that AWS refuses on its own account.
    """
    refused = decision.outcome in ("implicit_deny", "explicit_deny", "invalid_request")
    if refused and all(one.code in _PASSES_TOO_LITTLE for one in problems):
        return replace(decision, blocked_by=(*decision.blocked_by, "profile"))
    return replace(decision, outcome="invalid_request", blocked_by=("profile",), depends_on=())


_PASSES_TOO_LITTLE = frozenset({"RW508", "RW509", "RW510"})


def profile_plans(case: Case, problems: list[Problem]) -> list[Plan]:
    """One plan that mends all that can be mended here, or else says who must do what."""
    files = case.profile
    if files is None or not problems:
        return []
    changes: list[Change] = []
    left = problems
    while left and len(changes) <= len(problems) and (mended := _mended(files, left[0])) is not None:
        files, change = mended
        changes.append(change)
        left = profile_problems(replace(case, profile=files))
    changes += [Ask("you", one.repair, "profile") for one in left]
    title = problems[0].repair.rstrip(".")
    cures = tuple(dict.fromkeys(one.cause for one in problems))
    why = "Nothing changes in AWS: only the profile's files."
    return [Plan(title, why, tuple(changes), verified=not left, causes=cures)]


def _mended(files: ProfileFiles, problem: Problem) -> tuple[ProfileFiles, Change] | None:
    """The files with the problem's own fix, where that only sets keys of a section."""
    fix = problem.fix
    if fix is None or fix.section is None or not fix.set:
        return None
    if fix.file == "config":
        after = replace(files, config_file=fix.applied(files.config_file or ""))
    else:
        after = replace(files, credentials_file=fix.applied(files.credentials_file or ""))
    return after, ProfileChange(fix.section, fix.set)


def role_settings(case: Case) -> RoleSettings | None:
    """What the role asks for, as far as the profile has to say it."""
    role = case.role
    if role is None:
        return None
    maximum = role.max_session_duration if isinstance(role.max_session_duration, int) else None
    if not isinstance(role.trust_policy, Document):
        return RoleSettings(role_arn_of(case) or None, None, None, maximum)
    tests = tests_of(case)
    ids = tuple(text for text in tests.get("sts:externalid", ()) if "*" not in text)
    return RoleSettings(role_arn_of(case) or None, any("multifactor" in key for key in tests), ids, maximum)
