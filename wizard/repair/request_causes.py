"""What is wrong with the call itself: what the engine found, near role names, and credentials of somebody else."""

from __future__ import annotations

import re

from wizard.engine.case import Case
from wizard.engine.decision import Decision, RequestProblem
from wizard.engine.document import Document
from wizard.repair.cause import Cause
from wizard.repair.evidence import observed_caller
from wizard.repair.named import named_by
from wizard.repair.near_miss import distance, is_typo, near
from wizard.repair.parties import caller_of, role_name
from wizard.repair.place import cause

_INSTANCE = r"i-[0-9a-f]{8,17}"


def problem_causes(case: Case, decision: Decision, near_roles: tuple[str, ...]) -> list[Cause]:
    """The engine's request problems as causes."""
    return [_problem(case, problem, near_roles) for problem in decision.problems]


def credential_causes(case: Case) -> list[Cause]:
    """Signs that the call was made by somebody else than meant."""
    caller = caller_of(case)
    if caller is None:
        return []
    seen = observed_caller(case)
    if seen is not None and seen.account and (seen.account, seen.name) != (caller.account, caller.name):
        message = f"AWS answered {seen}, and not {caller}: other credentials were used than meant."
        return [cause("wrong_credentials_used", "request", message, near_miss=near(seen.arn, caller.arn))]
    if caller.session and re.fullmatch(_INSTANCE, caller.session) and _trusts_only_tokens(case):
        message = (
            f"The call was made with the instance's role {caller.name}; the role is meant for a web identity token, "
            "which the program did not use."
        )
        return [cause("wrong_credentials_used", "request", message)]
    return []


def near_role(wanted: str, candidates: tuple[str, ...]) -> str | None:
    """The candidate most like a role's ARN; candidates may be ARNs or names."""
    name = role_name(wanted)
    close = [one for one in candidates if is_typo(role_name(one), name) or role_name(one) == name]
    best = min(close, key=lambda one: distance(role_name(one).lower(), name.lower()), default=None)
    if best is None or best.startswith("arn:"):
        return best
    return wanted[: len(wanted) - len(wanted.split(":", 5)[-1])] + f"role/{best.removeprefix('role/')}"


def _problem(case: Case, problem: RequestProblem, near_roles: tuple[str, ...]) -> Cause:
    message, near_miss = problem.message, None
    if problem.name == "role_arn_malformed" and problem.message.startswith("It"):
        message = f"What the call asks for is not the ARN of a role. {message}"
    request = case.request
    if request is not None:
        other = _better_arn(case, problem, near_roles)
        if other is not None and other != request.role_arn:
            near_miss = near(request.role_arn, other)
            if problem.name == "role_not_found":
                message = f"{message.rstrip('.')}; there is {role_name(other)}."
    policy = "trust policy" if problem.layer == "trust_policy" else None
    return cause(problem.name, problem.layer, message, policy=policy, near_miss=near_miss)


def _better_arn(case: Case, problem: RequestProblem, near_roles: tuple[str, ...]) -> str | None:
    if case.request is None:
        return None
    if problem.name == "role_not_found":
        return near_role(case.request.role_arn, near_roles)
    if problem.name in ("role_arn_path_missing", "role_arn_malformed", "wrong_partition") and case.role is not None:
        return case.role.arn
    return None


def _trusts_only_tokens(case: Case) -> bool:
    document = case.role.trust_policy if case.role is not None else None
    if not isinstance(document, Document):
        return False
    kinds = {
        one.kind
        for pointer, statement in document.statements
        if statement.get("Effect") == "Allow"
        for one in named_by(statement, pointer)
    }
    return kinds == {"Federated"}
