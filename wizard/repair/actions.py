"""Actions that look like the one that was meant: misspelt, another service's, or a neighbour."""

from __future__ import annotations

from wizard.engine.pattern import wild
from wizard.repair.near_miss import distance

_ASSUMING = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity")


def is_near_action(written: str, wanted: str) -> bool:
    """Whether somebody who wrote one action probably meant the other."""
    a, b = written.lower().strip(), wanted.lower()
    if written.lower() == b:
        return False
    service, _, name = a.partition(":")
    wanted_service, _, wanted_name = b.partition(":")
    if service == wanted_service and name.startswith("assumerole"):
        return wanted_name.startswith("assumerole")
    if wanted_name in (name, a):  # of another service, or without its service
        return True
    return distance(a, b, 3) <= 3


def is_right_elsewhere(written: str) -> bool:
    """Whether an action, or a pattern of some, is a way of assuming a role already, be it another one."""
    return any(wild(written.lower(), action) for action in _ASSUMING)
