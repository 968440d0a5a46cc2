"""Why a principal that a trust statement names is not the caller: the near misses.

("AWS JSON policy elements: Principal")
"""

from __future__ import annotations

import re

from wizard.engine.arn import is_account_id
from wizard.engine.pattern import wild
from wizard.repair.cause import NearMiss
from wizard.repair.named import UNRELATED, Miss, Named
from wizard.repair.near_miss import is_typo, near
from wizard.repair.parties import SSO_PATH, SSO_PREFIX, Party, party
from wizard.repair.shown import shown

_UNIQUE_ID = r"A(?:IDA|ROA|GPA|NPA|IPA|KIA|SIA)[A-Z0-9]{12,}"


def miss(named: Named, caller: Party, unique_id: str | None = None) -> Miss:
    """Why this principal does not match a caller of sts:AssumeRole, who has a unique id."""
    if named.kind not in ("AWS", *_KINDS):
        message = f"The trust policy names {named.name} under {named.kind}, which is no kind of principal."
        return Miss("trust_principal_wrong_type", 4.0, message, named)
    if named.kind != "AWS":
        return Miss(
            "trust_principal_wrong_type",
            4.0,
            f"The trust policy lets {_kind(named.kind)} in ({named.name}), and {caller} is an IAM principal.",
            named,
        )
    name = named.name.strip()
    if re.fullmatch(_UNIQUE_ID, name):
        return _deleted(named, caller, unique_id)
    if is_account_id(name):
        return _account(named, party(f"arn:{caller.partition}:iam::{name}:root"), caller)
    if name.isdecimal() and is_typo(name, caller.account):
        message = f"The trust policy names {name}, which has not the twelve digits of {caller.account}."
        return _near("trust_principal_wrong_account", 0.6, named, caller.account, message)
    if "*" in name or "?" in name:
        return _wildcard(named, caller)
    other = party(name)
    wanted = caller.named or caller.arn
    if other.kind == "root":
        return _account(named, other, caller)
    if re.sub(r"[\s-]", "", name) == caller.account or (other.kind == "other" and is_typo(name, caller.root)):
        message = f"The trust policy names {shown(named.name)}, which is no account; the caller's is {caller.root}."
        return _near("trust_principal_typo", 0.5, named, caller.root, message)
    if other.partition != caller.partition and (other.account, other.name) == (caller.account, caller.name):
        return _near("wrong_partition", 0.4, named, wanted, f"{name} lies in another partition than {caller}.")
    if len(other.account) != 12 and (other.name == caller.name or is_typo(name, wanted)):
        return _typo(named, wanted, 0.5)
    if other.account == caller.account:
        return _same_account(named, other, caller)
    if other.name == caller.name or _same_permission_set(other, caller):
        return _near(
            "trust_principal_wrong_account",
            0.5,
            named,
            wanted,
            f"The trust policy names {other} of account {other.account or '(none)'}; "
            f"the caller is {caller} of {caller.account}.",
        )
    if is_typo(name, wanted):
        return _typo(named, wanted, 0.5)
    return _unrelated(named, caller)


def path_unknown(named: tuple[Named, ...], caller: Party) -> Miss | None:
    """A role of the caller's name, where the path of the caller's own role is not known."""
    one = next((one for one in named if party(one.name).name == caller.name), None)
    if one is None:
        return None
    if caller.is_sso and SSO_PATH not in one.name:
        return Miss("trust_principal_sso_path", 0.4, _sso_message(one, caller), one)
    if (other := party(one.name)).kind == "session":
        message = f"The trust policy names the session {other.session} of {other}; whether it calls is not known."
        return Miss("trust_principal_other_session", 0.9, message, one)
    message = (
        f"The trust policy names {one.name}; whether that is the caller's role hangs on its path, which is not known."
    )
    return Miss("trust_principal_typo", 0.9, message, one)


def _same_account(named: Named, other: Party, caller: Party) -> Miss:
    wanted = caller.named or caller.arn
    if other.kind == "session" and caller.kind == "session" and other.name == caller.name:
        return _near(
            "trust_principal_other_session",
            0.4,
            named,
            caller.arn,
            f"The trust policy names the session {other.session} of role {other.name}; this one is {caller.session}.",
        )
    if caller.is_sso and _same_permission_set(other, caller):
        return _near("trust_principal_sso_path", 0.4, named, wanted, _sso_message(named, caller))
    if other.name == caller.name:
        return _typo(named, wanted, 0.45 if other.kind == caller.kind or caller.kind == "session" else 0.7)
    if other.kind == caller.kind or {other.kind, caller.kind} <= {"role", "session"}:
        if is_typo(other.name, caller.name):
            return _typo(named, wanted, 0.5)
    elif is_typo(named.name, wanted) or is_typo(named.name, caller.arn):
        return _typo(named, wanted, 0.6)
    return _unrelated(named, caller)


def _account(named: Named, other: Party, caller: Party) -> Miss:
    if (other.account, other.partition) != (caller.account, caller.partition) and other.account == caller.account:
        message = f"{named.name} lies in another partition than {caller}."
        return _near("wrong_partition", 0.4, named, caller.root, message)
    return _near(
        "trust_principal_wrong_account",
        0.6 if is_typo(other.account, caller.account) else 1.5,
        named,
        caller.root,
        f"The trust policy lets account {other.account} in; the caller's account is {caller.account}.",
    )


def _deleted(named: Named, caller: Party, unique_id: str | None) -> Miss:
    kind = {"AIDA": "user", "AROA": "role"}.get(named.name[:4], "principal")
    fits = kind == ("user" if caller.kind == "user" else "role")
    near_miss = NearMiss(named.name, unique_id, "another unique id") if unique_id and fits else None
    return Miss(
        "trust_principal_deleted",
        0.7 if fits else 2.5,
        f"The trust policy names {named.name}, the id of a {kind} that was deleted.",
        named,
        near_miss,
    )


def _wildcard(named: Named, caller: Party) -> Miss:
    wanted = caller.named or caller.arn
    fits = wild(named.name, wanted) or wild(named.name, caller.arn)
    return Miss(
        "trust_principal_wildcard",
        0.4 if fits else 2.5,
        f"{named.name} has a wildcard inside an ARN, which a Principal element takes literally.",
        named,
        NearMiss(named.name, wanted, "a wildcard does not work here") if fits else None,
    )


def _typo(named: Named, wanted: str, weight: float) -> Miss:
    said = f"The trust policy names {shown(named.name)}; the caller is {wanted}"
    if difference := near(named.name, wanted).unsaid():
        said += f": {difference}"
    return _near("trust_principal_typo", weight, named, wanted, f"{said}.")


def _near(cause: str, weight: float, named: Named, wanted: str, message: str) -> Miss:
    return Miss(cause, weight, message, named, near(named.name, wanted))


def _unrelated(named: Named, caller: Party) -> Miss:
    return Miss(
        "trust_principal_missing",
        UNRELATED,
        f"No statement of the trust policy names {caller.named or caller.arn} or its account {caller.account}.",
        named,
    )


def _same_permission_set(other: Party, caller: Party) -> bool:
    both = other.name.startswith(SSO_PREFIX) and caller.name.startswith(SSO_PREFIX)
    return both and _without_suffix(other.name) == _without_suffix(caller.name)


def _without_suffix(name: str) -> str:
    head, _, suffix = name.rpartition("_")
    return head if len(suffix) == 16 and head != SSO_PREFIX.rstrip("_") else name


def _sso_message(named: Named, caller: Party) -> str:
    if SSO_PATH not in named.name:
        return (
            f"The trust policy names {named.name} without the path {SSO_PATH}…, "
            "under which Identity Center makes its roles."
        )
    if not named.name.endswith(caller.name):
        return f"The trust policy names an earlier {_without_suffix(caller.name)}: Identity Center's suffix differs."
    return f"The trust policy names {named.name}; the role's path is another."


_KINDS = {"Service": "an AWS service", "Federated": "an identity provider", "CanonicalUser": "a canonical user"}


def _kind(kind: str) -> str:
    return _KINDS.get(kind, kind)
