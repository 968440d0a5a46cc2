"""The forms in which `check` gives its answers: text and JSON Lines, and by name those that a CI service reads.

Each takes the answers as they come and yields text, so that memory stays the same however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from wizard.commands.check_answer import Answer, objects
from wizard.engine.typed import Final, cast

_WORDS: Final = {"allowed": "ALLOWED", "depends": "DEPENDS"}


def _json(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        yield json.dumps(answer.report, ensure_ascii=False) + "\n"


def _text(answers: Iterable[Answer]) -> Iterator[str]:
    total = as_wished = 0
    for answer in answers:
        total += 1
        as_wished += answer.standing == "as wished"
        yield "\n".join(_in_words(answer)) + "\n"
    if total > 1:
        yield f"{as_wished:,} of {total:,} cases are allowed, or as their `expected` says.\n"


def _in_words(answer: Answer) -> Iterator[str]:
    found = answer.report
    if answer.standing == "unreadable":
        yield f"UNREADABLE {answer.name}: {found['error']}"
        return
    decision = str(found["decision"])
    word = _WORDS.get(decision, "DENIED")
    detail = "" if word != "DENIED" else f" ({decision.replace('_', ' ')}, by {_listed(found, 'blocked_by')})"
    yield f"{word} {answer.name}{detail}"
    if answer.standing == "unexpected":
        yield f"  expected {answer.expected}"
    if decision == "depends":
        yield f"  depends on {_unknown(found, 'depends_on') or 'nothing that is named'}"
    for cause in objects(found, "causes"):
        line = f", line {cause['line']}" if cause.get("line") else ""
        place = f" [{cause['policy']}{line}]" if cause.get("policy") else ""
        yield f"  {cause['code']} {cause['message']}{place}"
    for rank, plan in enumerate(objects(found, "plans")):
        yield f"  {'·' if rank else '★'} repair: {plan['title']}{_passed(plan)}{_proof(plan)}"
    yield from (f"  {line}" for line in answer.trace)


def _passed(plan: dict[str, object]) -> str:
    """What a corrected request would carry."""
    fields = [
        field
        for change in objects(plan, "changes")
        for field in cast(dict[str, object], change.get("set") or {}).items()
    ]
    said = [
        f"{name} = {value}" for name, value in fields if isinstance(value, str | int) and not isinstance(value, bool)
    ]
    return f" ({', '.join(said)})" if said else ""


def _proof(plan: dict[str, object]) -> str:
    if plan.get("verified"):
        return ""
    still_open = _unknown(plan, "verified_if")
    return f" (not proved; open: {still_open})" if still_open else " (not enough on its own)"


def _unknown(found: dict[str, object], name: str) -> str:
    """What is not known, as people call it."""
    from wizard.repair.unknowns import unknowns_named

    return ", ".join(unknowns_named(cast(list[str], found.get(name) or [])))


def _listed(found: dict[str, object], name: str) -> str:
    return ", ".join(cast(list[str], found.get(name) or [])).replace("_", " ") or "nothing"


def _junit(answers: Iterable[Answer]) -> Iterator[str]:
    from wizard.commands.check_in_ci import junit

    return junit(answers)


def _github(answers: Iterable[Answer]) -> Iterator[str]:
    from wizard.commands.check_in_ci import github

    return github(answers)


FORMATS: Final[dict[str, Callable[[Iterable[Answer]], Iterator[str]]]] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
    "github": _github,
}
"""By the name that ``--format`` takes."""
