"""The policies of a user, group or role: inline and attached, each document read on its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from wizard.aws.abreast import Started, abreast
from wizard.aws.calls import LIST_GROUPS_FOR_USER
from wizard.aws.live import Side, policy_text
from wizard.aws.principals import POLICY_CALLS, Kind
from wizard.aws.reader import Reader
from wizard.engine.case import UNKNOWN, Policies, Policy, Unknown
from wizard.engine.decision import Layer
from wizard.engine.document import Document


def of_user(reader: Reader, sides: Sequence[Side], name: str, account: str) -> Policies | Unknown:
    """A user's own policies and those of its groups. What cannot be listed stands as one entry without document."""

    def groups_of(side: Side) -> list[str]:
        return [group["GroupName"] for group in side.pages(LIST_GROUPS_FOR_USER, "Groups", UserName=name)]

    def through_groups() -> Policies | Unknown:
        groups: list[str] | Unknown = reader.read(
            f"groups of user {name}", "identity_policy", LIST_GROUPS_FOR_USER, sides, groups_of, account=account
        )
        if groups is UNKNOWN:
            return UNKNOWN
        return joined(
            abreast([partial(of_principal, reader, sides, "group", group, account) for group in groups]),
            [f"policies of group {group}" for group in groups],
            "group",
        )

    grouped = Started(through_groups)
    own = of_principal(reader, sides, "user", name, account)
    return joined([own, grouped.result()], [f"policies of user {name}", f"policies of the groups of {name}"], "user")


def of_principal(
    reader: Reader,
    sides: Sequence[Side],
    kind: Kind,
    name: str,
    account: str,
    layer: Layer | None = "identity_policy",
) -> Policies | Unknown:
    """The inline and attached policies of one user, group or role."""
    own, attached = abreast(
        [
            partial(inline, reader, sides, kind, name, account, layer),
            partial(managed, reader, sides, kind, name, account, layer),
        ]
    )
    return joined([own, attached], [f"inline policies of {kind} {name}", f"managed policies of {kind} {name}"], kind)


def inline(
    reader: Reader, sides: Sequence[Side], kind: Kind, name: str, account: str, layer: Layer | None
) -> Policies | Unknown:
    """The inline policies."""
    calls = POLICY_CALLS[kind]
    principal = {calls.parameter: name}

    def names(side: Side) -> list[str]:
        return list(side.pages(calls.list_inline, "PolicyNames", **principal))

    def document(policy: str, side: Side) -> Document:
        answer = side.call(calls.get_inline, PolicyName=policy, **principal)
        return Document.from_text(policy_text(answer["PolicyDocument"]))

    def read(policy: str) -> Policy:
        what = f"inline policy {policy} of {kind} {name}"
        found: Document | Unknown = reader.read(what, layer, calls.get_inline, sides, partial(document, policy))
        return Policy(policy, found, kind="inline", source=kind, group=name if kind == "group" else None)

    listed: list[str] | Unknown = reader.read(
        f"inline policies of {kind} {name}", layer, calls.list_inline, sides, names, account=account
    )
    return UNKNOWN if listed is UNKNOWN else tuple(abreast([partial(read, policy) for policy in listed]))


def managed(
    reader: Reader, sides: Sequence[Side], kind: Kind, name: str, account: str, layer: Layer | None
) -> Policies | Unknown:
    """The attached policies, in their default versions."""
    calls = POLICY_CALLS[kind]

    def attachments(side: Side) -> list[tuple[str, str]]:
        found = side.pages(calls.list_attached, "AttachedPolicies", **{calls.parameter: name})
        return [(policy["PolicyName"], policy["PolicyArn"]) for policy in found]

    def read(policy: str, arn: str) -> Policy:
        document = reader.managed_policy(arn, layer, sides)
        return Policy(policy, document, arn, kind="managed", source=kind, group=name if kind == "group" else None)

    listed: list[tuple[str, str]] | Unknown = reader.read(
        f"managed policies of {kind} {name}", layer, calls.list_attached, sides, attachments, account=account
    )
    return UNKNOWN if listed is UNKNOWN else tuple(abreast([partial(read, *policy) for policy in listed]))


def joined(parts: Sequence[Policies | Unknown], names: Sequence[str], source: Kind) -> Policies | Unknown:
    """Several lists as one; an unreadable part becomes an entry without document. UNKNOWN where nothing was read."""
    if parts and all(part is UNKNOWN for part in parts):
        return UNKNOWN
    found: list[Policy] = []
    for part, name in zip(parts, names, strict=True):
        if part is UNKNOWN:
            found.append(Policy(f"{name} (not readable)", UNKNOWN, source=source))
        else:
            found.extend(part)
    return tuple(found)
