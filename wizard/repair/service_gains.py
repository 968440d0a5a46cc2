"""AWS services that a trust policy names beside the caller, and that a condition taken away would let in.

A service's call carries none of the caller's keys, and aws:SourceArn and aws:SourceAccount are what keep it from
acting for strangers. ("The confused deputy problem")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.engine.case import Case
from wizard.engine.match import strings
from wizard.repair.change import Grant
from wizard.repair.variants import statements


def service_gains(before: Case, after: Case, what: str) -> Iterator[Grant]:
    """Each service that may now do ``what`` without a key that was tested of it before."""
    then = [statement for _, statement in statements(before)]
    told: set[Grant] = set()
    for _, statement in statements(after):
        tested = _keys(statement)
        for service in _services(statement):
            held = [_keys(one) for one in then if service in _services(one)]
            if not held or any(keys <= tested for keys in held):
                continue
            gone = min((keys - tested for keys in held), key=len)
            grant = Grant(service, f"{what} without {' and '.join(sorted(gone))}", 2)
            if grant not in told:
                told.add(grant)
                yield grant


def _services(statement: Mapping[str, object]) -> tuple[str, ...]:
    principal = statement.get("Principal")
    if statement.get("Effect") != "Allow" or not isinstance(principal, dict):
        return ()
    return strings(principal.get("Service"))


def _keys(statement: Mapping[str, object]) -> frozenset[str]:
    """Every key that a statement tests, as it is written."""
    condition = statement.get("Condition")
    blocks = condition.values() if isinstance(condition, dict) else ()
    return frozenset(str(key) for block in blocks if isinstance(block, dict) for key in block)
