"""The role's half of the case: trust policy, settings, own permissions, and names near a missing one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from wizard.aws import managed_by, policies, web_identity
from wizard.aws.abreast import abreast
from wizard.aws.caller import tags_of
from wizard.aws.calls import GET_ROLE, LIST_ROLES
from wizard.aws.gateway import ManagedBy, Reading, RolePermissions
from wizard.aws.live import Side, policy_text
from wizard.aws.reader import Reader, Sides
from wizard.engine.arn import Arn, parse_arn
from wizard.engine.case import UNKNOWN, Policies, Role, Unknown
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.repair.near_miss import is_typo

NEAR_NAMES = 5


@frozen
class RoleFacts:
    """The role of the case, and what is shown beside it."""

    role: Role
    permissions: RolePermissions | Unknown = UNKNOWN
    managed_by: ManagedBy | None = None
    near: tuple[str, ...] = ()


def read(reader: Reader, sides: Sides, arn: str, by_token: bool = False) -> RoleFacts:
    """All that can be read about the role ``arn``, the role side's credentials asked first.

    ``by_token``: a token is to assume it, so that the account's OIDC providers matter.
    """
    role = parse_arn(arn)
    what = f"trust policy of role {role.name if role else arn}"
    if role is None or role.kind != "role":
        note = Reading(what, "trust_policy", "not_asked", GET_ROLE.action, "this is not the ARN of a role")
        reader.note(note)
        return RoleFacts(Role())
    asked = sides.of(role.account, first=sides.role)
    found: tuple[Role, ManagedBy | None] | Unknown | None = reader.read(
        what,
        "trust_policy",
        GET_ROLE,
        asked,
        lambda side: _role(side.call(GET_ROLE, RoleName=role.name)["Role"]),
        absent=None,
        account=role.account,
    )
    if found is None:
        return RoleFacts(Role(exists=False), near=_near(reader, asked, role))
    own = permissions(reader, asked, role)
    facts, owner = found if found is not UNKNOWN else (Role(), None)
    if by_token:
        facts = replace(facts, oidc_providers=web_identity.providers(reader, asked, role.account))
    return RoleFacts(facts, own, owner)


def _role(answer: dict[str, Any]) -> tuple[Role, ManagedBy | None]:
    """GetRole's answer as the case's role, and who owns it."""
    tags = tags_of(answer)
    role = Role(
        exists=True,
        arn=answer["Arn"],
        role_id=answer["RoleId"],
        max_session_duration=answer.get("MaxSessionDuration", 3600),
        tags=tags,
        trust_policy=Document.from_text(policy_text(answer["AssumeRolePolicyDocument"])),
    )
    return role, managed_by.recognise(answer["Arn"], tags, answer.get("Description", ""))


def permissions(reader: Reader, sides: Sequence[Side], role: Arn) -> RolePermissions | Unknown:
    """What the role itself may do. Takes no part in the decision."""
    kinds = abreast(
        [
            partial(policies.inline, reader, sides, "role", role.name, role.account, None),
            partial(policies.managed, reader, sides, "role", role.name, role.account, None),
        ]
    )
    if all(kind is UNKNOWN for kind in kinds):
        return UNKNOWN
    inline, attached = (_or_unreadable(kind, role) for kind in kinds)
    return RolePermissions(inline, attached)


def _or_unreadable(found: Policies | Unknown, role: Arn) -> Policies:
    joined = policies.joined([found, ()], [f"policies of role {role.name}", ""], "role")
    return () if joined is UNKNOWN else joined


def _near(reader: Reader, sides: Sequence[Side], role: Arn) -> tuple[str, ...]:
    """ARNs of the account's roles whose names are close to the missing one's, or the same on another path."""

    def ask(side: Side) -> tuple[str, ...]:
        arns = [found["Arn"] for found in side.pages(LIST_ROLES, "Roles")]
        near = [arn for arn in arns if is_typo(role.name, arn.rpartition("/")[2])]
        return tuple(near[:NEAR_NAMES])

    found: tuple[str, ...] | Unknown = reader.read(
        f"roles of account {role.account}", None, LIST_ROLES, sides, ask, account=role.account
    )
    return () if found is UNKNOWN else found
