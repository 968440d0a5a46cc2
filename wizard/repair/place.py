"""From a verdict back to the text it was about: the statement, its line, and the making of a cause with its place."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.case import Unknown
from wizard.engine.decision import ElementVerdict, Layer, StatementVerdict
from wizard.engine.document import Document
from wizard.repair import catalogue
from wizard.repair.cause import Cause, NearMiss


def statement(document: Document | Unknown | None, pointer: str) -> Mapping[str, object]:
    """The statement at a pointer; empty where there is none."""
    found = document.node(pointer) if isinstance(document, Document) else None
    return found if isinstance(found, Mapping) else {}


def line(document: Document | Unknown | None, pointer: str | None) -> int | None:
    """The line (from 1) on which a node begins."""
    if not isinstance(document, Document) or pointer is None:
        return None
    return document.place(pointer).line


def cause(
    name: str,
    layer: Layer,
    message: str,
    *,
    policy: str | None = None,
    document: Document | Unknown | None = None,
    pointer: str | None = None,
    near_miss: NearMiss | None = None,
) -> Cause:
    """A cause, with its code from the catalogue and its line from the document."""
    code = catalogue.code(name)
    return Cause(code, name, layer, message, policy, pointer, line(document, pointer), near_miss)


def element(statement: StatementVerdict, *names: str) -> ElementVerdict | None:
    """The verdict on an element of a statement, by any of its names."""
    return next((found for found in statement.elements if found.element in names), None)


def conditions(statement: StatementVerdict) -> tuple[ElementVerdict, ...]:
    """The verdicts on a statement's conditions, in order."""
    return tuple(found for found in statement.elements if found.element == "Condition")


def label(sid: str | None, pointer: str) -> str:
    """How to speak of a statement: by its Sid, else by its number."""
    if sid:
        return f"statement {sid}"
    last = pointer.rpartition("/")[2]
    return f"statement {int(last) + 1}" if last.isdecimal() else "the statement"
