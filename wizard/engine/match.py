"""Actions and resources: whether an element of a statement covers the request.

IAM JSON policy elements: Action, Resource.
"""

from __future__ import annotations

from functools import lru_cache

from wizard.engine.case import UNKNOWN
from wizard.engine.context import Context, Open
from wizard.engine.decision import ElementVerdict, Truth
from wizard.engine.frozen import frozen
from wizard.engine.pattern import (
    Template,
    expand,
    glob,
    glob_parts,
    part_by_part,
    plain_variable,
    template,
    variables,
)
from wizard.engine.typed import Final

NOTHING: Final[frozenset[str]] = frozenset()


@frozen
class Actions:
    """An Action or NotAction element."""

    negated: bool
    pointer: str
    patterns: tuple[str, ...]
    values: tuple[str, ...]

    @lru_cache(maxsize=64)  # noqa: B019  # the cache is bounded, and equal elements share it
    def verdict(self, action: str) -> ElementVerdict:
        """Whether the element covers an action; letters' case does not count."""
        lower = action.lower()
        hit = any(glob(pattern, lower) for pattern in self.patterns)
        return ElementVerdict(
            "NotAction" if self.negated else "Action",
            self.pointer,
            hit is not self.negated,
            None,
            None,
            self.values,
            (action,),
        )


def strings(value: object) -> tuple[str, ...]:
    """A string or the strings of a list."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))
    return ()


def compile_actions(element: object, pointer: str, *, negated: bool) -> Actions:
    """Read an Action or NotAction element."""
    return _actions(strings(element), pointer, negated)


@lru_cache(maxsize=64)
def _actions(values: tuple[str, ...], pointer: str, negated: bool) -> Actions:
    patterns = (template(text.lower(), wildcards=True, variables=False) for text in values)
    return Actions(negated, pointer, tuple(one for one in patterns if isinstance(one, str)), values)


@frozen
class Resources:
    """A Resource or NotResource element."""

    negated: bool
    pointer: str
    templates: tuple[Template, ...]
    values: tuple[str, ...]
    mistake: str | None

    def verdict(self, context: Context, *, complete: bool) -> ElementVerdict:
        """Whether the element covers the role; ``complete``: an ARN with fewer than six parts is completed."""
        role_arn = context.request.role_arn
        hit: Truth = False
        believed: str | None = None
        unknowns: set[str] = set()
        for one in self.templates:
            text = expand(one, context.variable)
            if text is UNKNOWN:
                unknowns.update(
                    found.name
                    for found in (context.fact(variable.key) for variable in variables(one))
                    if isinstance(found, Open)
                )
            elif text is not None and covers(text, role_arn, complete=complete):
                hit = True
                if _past_colon(text, role_arn, complete=complete):
                    believed = "A star that ends a part of a resource's ARN may match past the colon."
                break
        if not hit and unknowns:
            hit = None
        return ElementVerdict(
            "NotResource" if self.negated else "Resource",
            self.pointer,
            None if hit is None else hit is not self.negated,
            None,
            None,
            self.values,
            (role_arn,),
            frozenset(unknowns) if hit is None else NOTHING,
            self.mistake,
            believed,
        )


@lru_cache(maxsize=64)
def covers(pattern: str, arn: str, *, complete: bool) -> bool:
    """Whether one compiled Resource value covers an ARN."""
    if pattern == _ANY:
        return True
    parts = pattern.split(":", 5)
    if len(parts) > 2 and (_ANY in parts[2] or _SINGLE in parts[2]):
        return False  # the service takes no wildcard
    return glob_parts(pattern, arn) or (complete and glob_parts(_completed(pattern), arn))


def _completed(pattern: str) -> str:
    """An ARN with fewer than six parts, with stars for the others."""
    parts = pattern.split(":", 5)
    return ":".join(parts + [_ANY] * (6 - len(parts))) if parts[0] == "arn" else pattern


@lru_cache(maxsize=64)
def _past_colon(pattern: str, arn: str, *, complete: bool) -> bool:
    """Whether a pattern that covers an ARN does so only by reaching past a colon."""
    if pattern == _ANY or part_by_part(pattern, arn):
        return False
    return not (complete and part_by_part(_completed(pattern), arn))


_ANY: Final = str(template("*", wildcards=True, variables=False))
_SINGLE: Final = str(template("?", wildcards=True, variables=False))


def compile_resources(element: object, pointer: str, *, negated: bool, with_variables: bool) -> Resources:
    """Read a Resource or NotResource element."""
    return _resources(strings(element), pointer, negated, with_variables)


@lru_cache(maxsize=64)
def _resources(values: tuple[str, ...], pointer: str, negated: bool, with_variables: bool) -> Resources:
    mistake = None if with_variables else plain_variable(values)
    for text in values:
        parts = text.split(":", 5)
        if len(parts) > 2 and ("*" in parts[2] or "?" in parts[2]):
            mistake = "A resource's ARN takes no wildcard in its service part."
    return Resources(
        negated, pointer, tuple(_resource_template(text, with_variables) for text in values), values, mistake
    )


def _resource_template(text: str, with_variables: bool) -> Template:
    """Variables stand only after the fifth colon; before it their signs are ordinary characters."""
    parts = text.split(":", 5)
    if not with_variables or len(parts) < 6:
        return template(text, wildcards=True, variables=False)
    head = template(":".join(parts[:5]) + ":", wildcards=True, variables=False)
    tail = template(parts[5], wildcards=True, variables=True)
    if isinstance(head, str) and isinstance(tail, str):
        return head + tail
    return (*([head] if isinstance(head, str) else head), *([tail] if isinstance(tail, str) else tail))
