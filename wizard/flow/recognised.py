"""What a pasted text is, told by its own shape: a policy of some kind, or the answer of an AWS CLI command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.aws.pasted import document_text
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.engine.json_fault import fault_told, parsed

WITH_PRINCIPAL: Final[tuple[Layer, ...]] = ("trust_policy", "resource_control_policy", "vpc_endpoint_policy")
OF_RESOURCES: Final[tuple[Layer, ...]] = ("resource_control_policy", "vpc_endpoint_policy")
WITHOUT: Final[tuple[Layer, ...]] = (
    "identity_policy",
    "permissions_boundary",
    "session_policy",
    "service_control_policy",
)
ANY: Final[tuple[Layer, ...]] = (*WITH_PRINCIPAL, *WITHOUT)

_VERSION: Final = "aws iam get-policy-version --policy-arn ARN --version-id ID"
_LISTS: Final[Mapping[str, str]] = {
    "AttachedPolicies": _VERSION,
    "PolicyNames": "aws iam get-user-policy --user-name USER --policy-name NAME",
    "Policies": _VERSION,
    "Policy": _VERSION,
    "Versions": _VERSION,
    "Roles": "aws iam get-role --role-name NAME",
    "Groups": "aws iam get-group-policy --group-name GROUP --policy-name NAME",
    "User": "aws iam get-user-policy --user-name USER --policy-name NAME",
}
"""Answers that name policies, or hold many, and the command whose answer holds one."""
_NO_POLICY: Final = "That is JSON, and no policy: a policy"
_ORGANIZATIONS: Final[Mapping[str, Layer]] = {
    "SERVICE_CONTROL_POLICY": "service_control_policy",
    "RESOURCE_CONTROL_POLICY": "resource_control_policy",
}


@frozen
class Recognised:
    """As policies of which layers a text can be taken, the likeliest first; of none, `what` says why.

    ``of``: the ARN or the name of whom an answer is about, where it says so.
    """

    layers: tuple[Layer, ...]
    what: str
    of: str | None = None


def recognised(text: str) -> Recognised:
    """What a text is. Never raises."""
    try:
        value = parsed(text)
    except (ValueError, RecursionError) as error:
        return Recognised(
            (), f"That is no JSON: {fault_told(error)}. Give the whole policy, or the whole answer of the AWS CLI."
        )
    if not isinstance(value, dict):
        return Recognised((), f"{_NO_POLICY} is an object.")
    return _answer(value, text) or _document(Document.from_text(document_text(text)))


def _answer(value: Mapping[str, object], text: str) -> Recognised | None:
    """The answer of a command, by the names that it gives to things; None where it is a bare document."""
    if "Statement" in value:
        return None
    match value:
        case {"Role": {"AssumeRolePolicyDocument": _, **role}}:
            return Recognised(
                ("trust_policy",), "the answer of get-role, with the trust policy", _name(role.get("Arn"))
            )
        case {"PolicyDocument": _, "RoleName": name}:
            return Recognised(
                ("identity_policy",), "the answer of get-role-policy, with a role's own policy", _name(name)
            )
        case {"PolicyDocument": _, "UserName": name}:
            return Recognised(("identity_policy",), "the answer of get-user-policy, with a user's policy", _name(name))
        case {"PolicyDocument": _, "GroupName": _}:
            return Recognised(("identity_policy",), "the answer of get-group-policy, with a group's policy")
        case {"PolicyVersion": {"Document": _}}:
            found = _document(Document.from_text(document_text(text)))
            return (
                found
                if not found.layers
                else Recognised(found.layers, f"the answer of get-policy-version: {found.what}")
            )
        case {"Policy": {"Content": _, "PolicySummary": {"Type": str(kind)}}} if kind in _ORGANIZATIONS:
            layer = _ORGANIZATIONS[kind]
            return Recognised((layer,), f"the answer of describe-policy, with a {layer.replace('_', ' ')}")
        case {"Policy": {"Content": _}}:
            return None
    command = next((command for name, command in _LISTS.items() if name in value), None)
    if command is None:
        return None
    return Recognised((), f"That answer is not one policy. Paste the answer of `{command}`.")


def _document(document: Document) -> Recognised:
    """A policy's kind, by what its statements have: AWS saves none that has another's elements."""
    statements = [statement for _, statement in document.statements]
    if not statements and not (isinstance(document.value, Mapping) and "Statement" in document.value):
        return Recognised((), f"{_NO_POLICY} has a Statement.")
    with_principal = [one for one in statements if "Principal" in one or "NotPrincipal" in one]
    if not statements or 0 < len(with_principal) < len(statements):
        return Recognised(ANY, "a policy whose kind cannot be told")
    if not with_principal:
        return Recognised(WITHOUT, "a policy without a Principal, and so no trust policy")
    if any("Resource" in one or "NotResource" in one for one in statements):
        return Recognised((*OF_RESOURCES, "trust_policy"), "a policy with both a Principal and a Resource")
    return Recognised(("trust_policy",), "a policy with a Principal and no Resource: a trust policy")


def _name(value: object) -> str | None:
    return value if isinstance(value, str) else None
