"""Where nobody here can look: who can, and the command whose answer would do."""

from __future__ import annotations

import shlex
from typing import Final

from wizard.engine.arn import parse_arn
from wizard.engine.decision import Layer
from wizard.flow import captured_profile
from wizard.flow.known import nothing_read, wanted, who_calls_unread
from wizard.flow.session import Session
from wizard.flow.verdict import joined, layer_names

_NO_ROLE: Final = "The text names no role. Begin with the role's ARN, or with the whole error message."
_NO_CALL: Final = "The case names no role to call. Begin with the role's ARN, too: `role-wizard --case FILE {role}`."
_CALLER_SIDE: Final[tuple[Layer, ...]] = (
    "identity_policy",
    "permissions_boundary",
    "session_policy",
    "service_control_policy",
)


def no_role(session: Session) -> str:
    """What is missing where no role is named, and how to give it. A captured profile's own role is known."""
    if not session.captured or session.judgement is None:
        return _NO_ROLE
    return _NO_CALL.format(role=captured_profile.settings(session.judgement.case).get("role_arn", "ARN"))


def for_the_trust_policy(session: Session) -> str:
    """The answer that holds the trust policy, and who can get it."""
    role = parse_arn(session.role_arn or "")
    name = shlex.quote(role.name) if role is not None else "NAME"
    return f"the answer of `aws iam get-role --role-name {name}`, from {_administrators(session.role_arn)}"


def for_the_caller(session: Session, layer: Layer = "identity_policy") -> str:
    """The answer that holds a policy of the caller's side, and who can get it."""
    caller = parse_arn(session.caller_arn or "")
    if layer == "service_control_policy":
        command = "`aws organizations describe-policy --policy-id ID`"
        return f"the answer of {command}, from whoever administers the organization"
    if layer != "identity_policy":
        command = "`aws iam get-policy-version --policy-arn ARN --version-id ID`"
    elif caller is not None and caller.session_role_name:
        command = f"`aws iam get-role-policy --role-name {shlex.quote(caller.session_role_name)} --policy-name NAME`"
    else:
        name = shlex.quote(caller.name) if caller is not None and caller.kind == "user" else "USER"
        command = f"`aws iam get-user-policy --user-name {name} --policy-name NAME`"
    attached = " (attached: `aws iam get-policy-version`)" if layer == "identity_policy" else ""
    return f"the answer of {command}{attached}, from {_administrators(session.caller_arn)}"


def also_unread(session: Session, but: Layer) -> str:
    """What else of the caller's side stays unknown, a sentence; empty where nothing does. ``but``: told already."""
    open_ = wanted(session)
    layers = tuple(layer for layer in _CALLER_SIDE if layer in open_ and layer != but)
    return f"Not read either: {joined(layer_names(layers))}." if layers else ""


def way_on(session: Session) -> tuple[str, ...]:
    """Where nothing at all was read: why, with the way to sign in, and what to ask for otherwise."""
    if not nothing_read(session):
        return ()
    why = who_calls_unread(session)
    lines = (f"Nothing was read: {why.detail}" if why else "Nothing was read.",)
    if session.role_arn is None:
        return (*lines, no_role(session))
    return (*lines, f"Or ask for {for_the_trust_policy(session)}.") if "trust_policy" in wanted(session) else lines


def _administrators(arn: str | None) -> str:
    parsed = parse_arn(arn or "")
    return f"whoever administers account {parsed.account}" if parsed is not None else "whoever administers its account"
