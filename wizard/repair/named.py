"""Whom a statement names, and that one of them is not the caller.

Each miss has a weight: how unlikely it is that the author meant this caller.
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.frozen import frozen
from wizard.repair.cause import NearMiss
from wizard.repair.layout import escape

UNRELATED = 3.0
MEANT = 1.0
"""Below this the author most probably meant this caller."""


@frozen
class Named:
    """One principal as a statement writes it."""

    kind: str  # "AWS", "Service", "Federated", "CanonicalUser"
    name: str
    pointer: str


@frozen
class Miss:
    """Why one named principal is not the caller."""

    cause: str
    weight: float
    message: str
    named: Named
    near_miss: NearMiss | None = None


def named_by(statement: Mapping[str, object], pointer: str, element: str = "Principal") -> tuple[Named, ...]:
    """Every principal that a statement names, in order."""
    principal = statement.get(element)
    place = f"{pointer}/{element}"
    if isinstance(principal, str):
        return (Named("AWS", principal, place),)
    if not isinstance(principal, Mapping):
        return ()
    found: list[Named] = []
    for kind, names in principal.items():
        here = f"{place}/{escape(str(kind))}"
        if isinstance(names, str):
            found.append(Named(str(kind), names, here))
        elif isinstance(names, list):
            found += [Named(str(kind), str(name), f"{here}/{index}") for index, name in enumerate(names)]
    return tuple(found)
