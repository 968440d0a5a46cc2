"""Whom a trust policy should name so that the caller comes in: the narrowest first.

A principal that is a slip is put right where it stands; else the caller joins a statement that lacks nothing else, or
gets one of its own. ("AWS JSON policy elements: Principal")
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.arn import is_account_id
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.repair import edit
from wizard.repair.named import MEANT, Miss, named_by
from wizard.repair.near_miss import is_slip
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import SSO_PATH, Party, caller_of, party
from wizard.repair.place import statement as statement_at
from wizard.repair.request_repairs import for_condition
from wizard.repair.trust_causes import Gap, allow_gaps

MFA = "aws:MultiFactorAuthPresent"


def whom(situation: Situation, text: str, gap: Gap | None) -> tuple[Option, ...]:
    """Ways to name a caller of sts:AssumeRole; ``gap`` is the nearest statement, if there is one."""
    caller = caller_of(situation.case)
    if caller is None or caller.kind in ("root", "other"):
        return ()
    nearest = _nearest(situation, gap)
    found: list[Option] = []
    if caller.named is not None:
        found += _beside(situation, text, caller, nearest)
        found.append(_exactly(situation, text, caller, nearest))
    found.append(_account_and_arn(situation, text, caller, nearest))
    if caller.kind == "session" and (caller.named is None or _means_a_session(nearest)):
        found.append(_this_session(situation, text, caller, nearest))
    if caller.kind == "user":
        found.append(_account_and_mfa(situation, text, caller, nearest))
    found.append(_account(situation, text, caller, nearest))
    return tuple(found)


def new_statement(
    situation: Situation, principal: str, condition: Mapping[str, object] | None = None
) -> dict[str, object]:
    """A statement that lets a principal do all that this call needs."""
    wanted: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": one_or_list(situation.actions),
    }
    if condition:
        wanted["Condition"] = condition
    return wanted


def without_ghost(situation: Situation, ghost: str) -> tuple[Option, ...]:
    """A policy that IAM refuses to save because a principal does not exist: compared as text it may be made later."""
    text = situation.trust_text
    document = situation.trust_policy
    if text is None or document is None:
        return ()
    for pointer, statement in document.statements:
        for one in named_by(statement, pointer):
            other = party(one.name)
            if one.name != ghost or other.kind not in ("user", "role"):
                continue
            if len(named_by(statement, pointer)) > 1 and one.pointer.rpartition("/")[2].isdecimal():
                after = edit.remove(text, one.pointer)
                title, why = f"Leave {other} out", "For when it is gone for good."
            else:
                after = edit.replace(text, one.pointer, other.root)
                after = edit.set_condition(after, pointer, "ArnEquals", "aws:PrincipalArn", ghost)
                title = f"Trust account {other.account}, and in it only {other}"
                why = "The ARN is compared as text, so that the principal may be made later."
            return (Option(title, why, (situation.trust_change(after),), ("trust_principal_nonexistent",)),)
    return ()


@frozen
class _Nearest:
    """What the nearest statement says of the caller. In ``slip`` and ``other`` its conditions can be met."""

    gap: Gap | None  # None: no statement allows anything
    slip: Miss | None = None  # the principal that was probably meant to be the caller
    other: str | None = None  # where it stands, if it is for another account: who joins it is bound by its conditions

    @property
    def cured(self) -> tuple[str, ...]:
        """What ends once the caller is named."""
        missed = self.gap.principal if self.gap is not None else None
        return (missed.cause,) if missed is not None else ("trust_policy_empty",)


def _nearest(situation: Situation, gap: Gap | None) -> _Nearest:
    """Another account is no slip: who comes from there would be locked out, the role's own account not least."""
    missed = gap.principal if gap is not None else None
    if gap is None or missed is None or not all(for_condition(situation, test) for test in gap.conditions):
        return _Nearest(gap)
    other = gap.action is None and missed.cause == "trust_principal_wrong_account"
    slip = missed if missed.weight < MEANT and missed.named.name != "*" else None
    if slip is not None and slip.cause == "trust_principal_typo" and _somebody_else(slip, caller_of(situation.case)):
        slip = None
    return _Nearest(gap, slip, gap.statement.pointer if other else None)


def _somebody_else(slip: Miss, caller: Party | None) -> bool:
    """Whether the names are two, however alike: ci-2 is not ci-1, no role is a user, and each would be locked out."""
    other = party(slip.named.name.strip())
    if caller is None or other.kind not in ("user", "role"):
        return False
    if (other.kind == "user") is not (caller.kind == "user"):
        return True
    return other.name != caller.name and not is_slip(other.name, caller.name)


def _exactly(situation: Situation, text: str, caller: Party, nearest: _Nearest) -> Option:
    assert caller.named is not None
    title = f"Trust {caller} of {caller.account}"
    if nearest.slip is not None:
        other = _short(nearest.slip.named.name)
        same = other == f"{caller} of {caller.account}"
        title += " by its full ARN" if same else f" in place of {other}"
    after = _naming(situation, text, caller.named, nearest)
    why = "The narrowest repair: one principal by its exact ARN, and nobody else."
    if caller.kind in ("session", "role"):
        why = "The narrowest repair that lasts: the role by its exact ARN, for all its sessions."
    if nearest.slip is not None and _may_exist(nearest.slip, caller):
        why = "For when it was a slip. Whoever has that name is put out."
    return Option(title, why, (situation.trust_change(after),), nearest.cured)


def _beside(situation: Situation, text: str, caller: Party, nearest: _Nearest) -> tuple[Option, ...]:
    """The caller beside the user or role whose name is so like his: somebody's, since IAM saves no other."""
    slip = nearest.slip
    if slip is None or caller.named is None or not _may_exist(slip, caller):
        return ()
    after = edit.add_principal(text, slip.named.pointer.partition("/Principal")[0], "AWS", caller.named)
    title = f"Trust {caller} of {caller.account} beside {_short(slip.named.name)}"
    why = f"Puts nobody out: IAM saves no name that nobody has, so that {party(slip.named.name).name} is somebody."
    return (Option(title, why, (situation.trust_change(after),), nearest.cured),)


def _may_exist(slip: Miss, caller: Party) -> bool:
    """Whether there can be both: a name stands once in an account, whatever its path and the case of its letters.
    ("IAM and AWS STS quotas", name requirements)"""
    other = party(slip.named.name)
    if slip.cause != "trust_principal_typo" or other.kind not in ("user", "role") or "/" in other.name:
        return False
    twice = (other.kind, other.account, other.name.lower()) == (caller.kind, caller.account, caller.name.lower())
    return is_account_id(other.account) and not twice


def _naming(situation: Situation, text: str, arn: str, nearest: _Nearest) -> str:
    """One more name: in the place of a slip, among the principals of a statement that fits, or in one of its own."""
    if nearest.slip is not None:
        return _renamed(text, nearest.slip, arn)
    if (host := _host(situation, nearest)) is not None:
        return edit.add_principal(text, host, "AWS", arn)
    if (nameless := _nameless(situation)) is not None:
        return edit.put(text, nameless, "Principal", {"AWS": arn})
    return edit.add_statement(text, new_statement(situation, arn))


def _means_a_session(nearest: _Nearest) -> bool:
    """Whether a session stands where the caller was meant, another one or one misspelt."""
    return nearest.slip is not None and ":assumed-role/" in nearest.slip.named.name


def _this_session(situation: Situation, text: str, caller: Party, nearest: _Nearest) -> Option:
    after = _naming(situation, text, caller.arn, nearest)
    title = f"Trust the session {caller.session} of {caller}, and no other"
    why = "A session's ARN has no path in it; a session of another name stays out."
    return Option(title, why, (situation.trust_change(after),), nearest.cured, rank=1)


def _account_and_arn(situation: Situation, text: str, caller: Party, nearest: _Nearest) -> Option:
    pattern = caller.sso_pattern
    operator, arn = ("ArnLike", pattern) if pattern else ("ArnEquals", caller.named)
    asked: str | list[str] = arn if arn is not None else _whatever_path(caller)
    operator = operator if arn is not None else "ArnLike"
    after = _account_under(situation, text, caller, nearest, operator, "aws:PrincipalArn", asked)
    title = f"Trust account {caller.account}, and in it only {caller}"
    why = "Outlives a principal that is deleted and made again, since the ARN is compared as text."
    if isinstance(asked, list):
        why = "The role's path is not known here. An account has each name once: on any path it is this role."
    elif pattern:
        why = "Outlives a new provisioning by Identity Center, which changes the role's suffix."
    return Option(title, why, (situation.trust_change(after),), nearest.cured)


def _whatever_path(caller: Party) -> str | list[str]:
    """The ARN of a role whose path is not known, as patterns that no other role fits: its name stands once in IAM."""
    roles = f"arn:{caller.partition}:iam::{caller.account}:role/"
    if caller.is_sso:
        return f"{roles}{SSO_PATH.strip('/')}/*{caller.name.rpartition('_')[0]}_*"
    return [roles + caller.name, f"{roles}*/{caller.name}"]


def _account_and_mfa(situation: Situation, text: str, caller: Party, nearest: _Nearest) -> Option:
    after = _account_under(situation, text, caller, nearest, "Bool", MFA, "true")
    title = f"Trust account {caller.account}, with MFA"
    why = "For when that account's administrator shall decide who may come, and everybody has to use MFA."
    return Option(title, why, (situation.trust_change(after),), nearest.cured, rank=1)


def _account(situation: Situation, text: str, caller: Party, nearest: _Nearest) -> Option:
    if nearest.slip is not None:
        after = _renamed(text, nearest.slip, caller.root)
    elif nearest.other is not None:
        after = edit.add_principal(text, nearest.other, "AWS", caller.root)
    else:
        after = edit.add_statement(text, new_statement(situation, caller.root))
    title = f"Trust the whole account {caller.account}"
    why = "For when that account's administrator alone shall decide who may come."
    return Option(title, why, (situation.trust_change(after),), nearest.cured, rank=2)


def _account_under(
    situation: Situation, text: str, caller: Party, nearest: _Nearest, operator: str, key: str, value: str | list[str]
) -> str:
    """The caller's account under a condition: in the place of a slip that stands alone, else in a new statement."""
    statement = _sole(situation, slip := nearest.slip)
    if slip is None or statement is None:
        asked = _conditions(situation, nearest.other)
        condition = {**asked, operator: {**asked.get(operator, {}), key: value}}
        return edit.add_statement(text, new_statement(situation, caller.root, condition))
    return edit.set_condition(_renamed(text, slip, caller.root), statement, operator, key, value)


def _renamed(text: str, slip: Miss, name: str) -> str:
    """Another name in the place of a slip; a bare string that is no star names nobody, and gets its kind."""
    pointer = slip.named.pointer
    return edit.replace(text, pointer, {"AWS": name} if pointer.endswith("/Principal") else name)


def _sole(situation: Situation, slip: Miss | None) -> str | None:
    """The statement that names nobody but the slip."""
    if slip is None:
        return None
    pointer = slip.named.pointer.partition("/Principal")[0]
    return pointer if len(named_by(statement_at(situation.trust_policy, pointer), pointer)) == 1 else None


def _host(situation: Situation, nearest: _Nearest) -> str | None:
    """An Allow statement that lacks nothing but the caller, and names IAM principals."""
    if nearest.gap is None or nearest.other is not None:
        return nearest.other
    document = situation.trust_policy
    for layer in situation.decision.layers:
        if layer.layer != "trust_policy" or layer.action != situation.actions[0]:
            continue
        for gap in allow_gaps(situation.case, layer):
            pointer = gap.statement.pointer
            named = named_by(statement_at(document, pointer), pointer)
            lacks_only_the_caller = gap.principal is not None and gap.action is None and not gap.conditions
            if lacks_only_the_caller and any(one.kind == "AWS" for one in named) and not _guarded(document, pointer):
                return pointer
    return None


def _nameless(situation: Situation) -> str | None:
    """An Allow statement that lacks nothing but somebody to let in: its conditions are for whoever that is."""
    for layer in situation.decision.layers:
        if layer.layer != "trust_policy" or layer.action != situation.actions[0]:
            continue
        for verdict in (each for policy in layer.policies for each in policy.statements):
            others = [one for one in verdict.elements if one.element not in ("Principal", "NotPrincipal")]
            found = statement_at(situation.trust_policy, verdict.pointer)
            names_nobody = "NotPrincipal" not in found and not named_by(found, verdict.pointer)
            if verdict.effect == "Allow" and names_nobody and all(one.holds is True for one in others):
                return verdict.pointer
    return None


def _guarded(document: Document | None, pointer: str) -> bool:
    """Whether conditions could tie the statement to the principals that it names now."""
    return bool(statement_at(document, pointer).get("Condition"))


def _conditions(situation: Situation, pointer: str | None) -> dict[str, dict[str, object]]:
    """The conditions of a statement, by operator; those that are none are left out."""
    if pointer is None:
        return {}
    found = statement_at(situation.trust_policy, pointer).get("Condition")
    blocks = found.items() if isinstance(found, Mapping) else ()
    return {str(operator): dict(block) for operator, block in blocks if isinstance(block, Mapping)}


def _short(name: str) -> str:
    other = party(name.strip())
    if other.kind == "root":
        return f"account {other.account}"
    if other.kind == "session":
        return f"its session {other.session}"
    return f"{other} of {other.account}" if other.kind in ("user", "role") else name
