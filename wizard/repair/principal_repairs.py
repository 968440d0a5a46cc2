"""Whom a trust policy should name so that the caller comes in: the narrowest first.

A principal that is a slip is put right where it stands; else the caller joins a statement that lacks nothing else, or
gets one of its own. ("AWS JSON policy elements: Principal")
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.case import Unknown
from wizard.engine.document import Document
from wizard.repair import edit
from wizard.repair.named import MEANT, Miss, named_by
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
    found: list[Option] = []
    if caller.named is not None:
        found.append(_exactly(situation, text, caller, gap))
    found.append(_account_and_arn(situation, text, caller, gap))
    if caller.kind == "user":
        found.append(_account_and_mfa(situation, text, caller, gap))
    found.append(_account(situation, text, caller, gap))
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
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    if text is None or not isinstance(document, Document):
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


def _slip(situation: Situation, gap: Gap | None) -> Miss | None:
    """The principal that was probably meant to be the caller, in a statement whose conditions the caller can meet.

    Another account is none: whoever comes from there would be locked out, the role's own account not least.
    """
    missed = gap.principal if gap is not None else None
    if gap is None or missed is None or missed.weight >= MEANT or missed.named.name == "*":
        return None
    return missed if _can_be_met(situation, gap) else None


def _can_be_met(situation: Situation, gap: Gap) -> bool:
    return all(for_condition(situation, test) for test in gap.conditions)


def _of_another_account(situation: Situation, gap: Gap | None) -> Gap | None:
    """A statement for another account, under conditions that this caller can meet: these bind the caller, too."""
    missed = gap.principal if gap is not None else None
    if gap is None or gap.action is not None or missed is None or missed.cause != "trust_principal_wrong_account":
        return None
    return gap if _can_be_met(situation, gap) else None


def _exactly(situation: Situation, text: str, caller: Party, gap: Gap | None) -> Option:
    assert caller.named is not None
    title, slip = f"Trust {caller} of {caller.account}", _slip(situation, gap)
    if slip is not None:
        after = _renamed(text, slip, caller.named)
        other = _short(slip.named.name)
        same = other == f"{caller} of {caller.account}"
        title += " by its full ARN" if same else f" in place of {other}"
    elif (host := _host(situation, gap)) is not None:
        after = edit.add_principal(text, host, "AWS", caller.named)
    else:
        after = edit.add_statement(text, new_statement(situation, caller.named))
    why = "The narrowest repair: one principal by its exact ARN, and nobody else."
    if caller.kind in ("session", "role"):
        why = "The narrowest repair that lasts: the role by its exact ARN, for all its sessions."
    return Option(title, why, (situation.trust_change(after),), _cured(gap))


def _account_and_arn(situation: Situation, text: str, caller: Party, gap: Gap | None) -> Option:
    pattern = caller.sso_pattern
    operator, arn = ("ArnLike", pattern) if pattern else ("ArnEquals", caller.named)
    if arn is None:
        path = f"{SSO_PATH.strip('/')}/*" if caller.is_sso else ""
        name = caller.name.rpartition("_")[0] + "_*" if caller.is_sso else caller.name
        operator, arn = "ArnLike", f"arn:{caller.partition}:iam::{caller.account}:role/{path}{name}"
    after = _account_under(situation, text, caller, gap, operator, "aws:PrincipalArn", arn)
    title = f"Trust account {caller.account}, and in it only {caller}"
    why = "Outlives a principal that is deleted and made again, since the ARN is compared as text."
    if pattern:
        why = "Outlives a new provisioning by Identity Center, which changes the role's suffix."
    return Option(title, why, (situation.trust_change(after),), _cured(gap))


def _account_and_mfa(situation: Situation, text: str, caller: Party, gap: Gap | None) -> Option:
    after = _account_under(situation, text, caller, gap, "Bool", MFA, "true")
    title = f"Trust account {caller.account}, with MFA"
    why = "For when that account's administrator shall decide who may come, and everybody has to use MFA."
    return Option(title, why, (situation.trust_change(after),), _cured(gap), rank=1)


def _account(situation: Situation, text: str, caller: Party, gap: Gap | None) -> Option:
    if (slip := _slip(situation, gap)) is not None:
        after = _renamed(text, slip, caller.root)
    elif (other := _of_another_account(situation, gap)) is not None:
        after = edit.add_principal(text, other.statement.pointer, "AWS", caller.root)
    else:
        after = edit.add_statement(text, new_statement(situation, caller.root))
    title = f"Trust the whole account {caller.account}"
    why = "For when that account's administrator alone shall decide who may come."
    return Option(title, why, (situation.trust_change(after),), _cured(gap), rank=2)


def _account_under(
    situation: Situation, text: str, caller: Party, gap: Gap | None, operator: str, key: str, value: str
) -> str:
    """The caller's account under a condition: in the place of a slip that stands alone, else in a new statement."""
    slip = _slip(situation, gap)
    statement = _sole(situation, slip)
    if slip is None or statement is None:
        asked = _conditions(situation, _of_another_account(situation, gap))
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
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    return pointer if len(named_by(statement_at(document, pointer), pointer)) == 1 else None


def _host(situation: Situation, nearest: Gap | None) -> str | None:
    """An Allow statement that lacks nothing but the caller, and names IAM principals."""
    if nearest is None:
        return None
    if (other := _of_another_account(situation, nearest)) is not None:
        return other.statement.pointer
    document = situation.case.role.trust_policy if situation.case.role is not None else None
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


def _guarded(document: Document | Unknown | None, pointer: str) -> bool:
    """Whether conditions could tie the statement to the principals that it names now."""
    return bool(statement_at(document, pointer).get("Condition"))


def _conditions(situation: Situation, gap: Gap | None) -> dict[str, dict[str, object]]:
    """The conditions of a statement, by operator; those that are none are left out."""
    if gap is None:
        return {}
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    found = statement_at(document, gap.statement.pointer).get("Condition")
    blocks = found.items() if isinstance(found, Mapping) else ()
    return {str(operator): dict(block) for operator, block in blocks if isinstance(block, Mapping)}


def _short(name: str) -> str:
    other = party(name.strip())
    if other.kind == "root":
        return f"account {other.account}"
    if other.kind == "session":
        return f"its session {other.session}"
    return f"{other} of {other.account}" if other.kind in ("user", "role") else name


def _cured(gap: Gap | None) -> tuple[str, ...]:
    return (gap.principal.cause,) if gap is not None and gap.principal is not None else ("trust_policy_empty",)
