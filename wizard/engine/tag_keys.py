"""The keys of tags: those passed in this call, the caller's and the role's.

Pass session tags in AWS STS; Controlling access to and for IAM users and roles using tags. A tag key's name is
compared without regard to letters' case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.engine.case import UNKNOWN
from wizard.engine.fact import Fact, Open
from wizard.engine.typed import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wizard.engine.context import Context


def _tag(tags: Mapping[str, str], name: str) -> Fact:
    if name in tags:
        return (tags[name],)
    lower = name.lower()
    return next(((value,) for key, value in tags.items() if key.lower() == lower), None)


def _request_tag(context: Context, name: str) -> Fact:
    return _tag(context.passed_tags, name)


def _principal_tag(context: Context, name: str) -> Fact:
    if context.web is not None:
        return None
    if context.caller is None or context.caller.tags is UNKNOWN:
        return Open(f"aws:PrincipalTag/{name}")
    return _tag(context.caller.tags, name)


def _resource_tag(context: Context, name: str) -> Fact:
    if context.role.tags is UNKNOWN:
        return Open(f"aws:ResourceTag/{name}")
    return _tag(context.role.tags, name)


def _tag_keys(context: Context) -> Fact:
    return tuple(context.passed_tags) or None


def _transitive_tag_keys(context: Context) -> Fact:
    return context.transitive_tag_keys or None


TAGGED: Final[Mapping[str, Callable[[Context, str], Fact]]] = {
    "aws:requesttag": _request_tag,
    "aws:principaltag": _principal_tag,
    "aws:resourcetag": _resource_tag,
    "iam:resourcetag": _resource_tag,
}
"""By what stands before the slash, in lower case; the tag's key stands behind it."""

TAG_KEYS: Final[Mapping[str, Callable[[Context], Fact]]] = {
    "aws:TagKeys": _tag_keys,
    "sts:TransitiveTagKeys": _transitive_tag_keys,
}
"""The lists of tag keys, as AWS writes them."""
