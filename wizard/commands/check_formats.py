"""The forms in which `check` gives its answers: text, JSON Lines, JUnit XML, GitHub's workflow commands.

Each takes the answers as they come and yields text, so that memory stays the same however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from wizard.engine.frozen import frozen
from wizard.engine.typed import Final, Literal, cast

Standing = Literal["as wished", "denied", "undecided", "unexpected", "unreadable"]
_WORDS: Final = {"allowed": "ALLOWED", "depends": "DEPENDS"}


@frozen
class Answer:
    """What is said of one case."""

    file: str
    number: int  # within its file, from 1; 0: of the file itself, which could not be read
    name: str
    standing: Standing
    report: dict[str, object]  # as JSON prints it
    trace: tuple[str, ...] = ()
    expected: str | None = None  # in words, where the case says what it wants
    next_step: str = ""  # where a file could not be read


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
        yield f"  depends on {_listed(found, 'depends_on')}"
    for cause in _objects(found, "causes"):
        line = f", line {cause['line']}" if cause.get("line") else ""
        place = f" [{cause['policy']}{line}]" if cause.get("policy") else ""
        yield f"  {cause['code']} {cause['message']}{place}"
    for rank, plan in enumerate(_objects(found, "plans")):
        yield f"  {'·' if rank else '★'} repair: {plan['title']}{_passed(plan)}{_proof(plan)}"
    yield from (f"  {line}" for line in answer.trace)


def _passed(plan: dict[str, object]) -> str:
    """What a corrected request would carry."""
    fields = [
        field
        for change in _objects(plan, "changes")
        for field in cast(dict[str, object], change.get("set") or {}).items()
    ]
    said = [
        f"{name} = {value}" for name, value in fields if isinstance(value, str | int) and not isinstance(value, bool)
    ]
    return f" ({', '.join(said)})" if said else ""


def _proof(plan: dict[str, object]) -> str:
    if plan.get("verified"):
        return ""
    not_known = ", ".join(cast(list[str], plan.get("verified_if") or []))
    return f" (not verified; not known: {not_known})" if not_known else " (not verified)"


def _objects(found: dict[str, object], name: str) -> list[dict[str, object]]:
    return cast(list[dict[str, object]], found.get(name) or [])


def _listed(found: dict[str, object], name: str) -> str:
    return ", ".join(cast(list[str], found.get(name) or [])).replace("_", " ") or "nothing"


def _failure(answer: Answer) -> str | None:
    """Why an answer is not as wished, in one line; None where it is."""
    found = answer.report
    if answer.standing == "as wished":
        return None
    if answer.standing == "unreadable":
        return str(found["error"])
    said = str(found["decision"])
    if answer.standing == "unexpected":
        causes = ", ".join(str(cause["cause"]) for cause in _objects(found, "causes")) or "no cause"
        return f"{said} ({causes}) where {answer.expected} was expected"
    causes = " ".join(str(cause["message"]) for cause in _objects(found, "causes"))
    if answer.standing == "undecided":
        return f"depends on {', '.join(cast(list[str], found['depends_on']))}. {causes}".strip()
    return f"{said}: {causes}".rstrip(": ")


def _junit(answers: Iterable[Answer]) -> Iterator[str]:
    """A suite's counts stand before its cases, so these wait, from the second megabyte on in a temporary file."""
    from collections import Counter
    from tempfile import SpooledTemporaryFile

    counts: Counter[str] = Counter()
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", errors="backslashreplace", newline="") as cases:
        for answer in answers:
            element = {"as wished": "", "unreadable": "error"}.get(answer.standing, "failure")
            counts[element] += 1
            try:
                cases.write(_testcase(answer, element))
            except OSError as error:
                raise NoRoom(error) from error
        sums = f'tests="{counts.total()}" failures="{counts["failure"]}" errors="{counts["error"]}"'
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {sums}>\n'
        yield f'<testsuite name="role-wizard check" {sums} skipped="0">\n'
        cases.seek(0)
        while some := cases.read(1 << 16):
            yield some
    yield "</testsuite>\n</testsuites>\n"


_IN_MEMORY: Final = 1 << 20


class NoRoom(Exception):
    """Nowhere on this machine can the answers wait."""

    kind = "configuration"
    next_step = "Name a folder with room for temporary files in TMPDIR, or take --format json, which needs none."

    def __init__(self, error: OSError) -> None:
        super().__init__(f"the answers cannot be kept until they are counted: {error.strerror or error}")


def _testcase(answer: Answer, element: str) -> str:
    opening = f'<testcase classname="{_xml(answer.file)}" name="{_xml(answer.name)}"'
    if not element:
        return f"{opening}/>\n"
    kind = answer.report.get("decision", answer.standing)
    message, detail = _xml(_failure(answer) or ""), _xml("\n".join(answer.trace))
    return f'{opening}><{element} type="{kind}" message="{message}">{detail}</{element}></testcase>\n'


def _xml(text: str) -> str:
    """Text for XML 1.0; what no XML may hold becomes a replacement character."""
    allowed = "".join(
        one if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one >= "\U00010000" else "�"
        for one in text
    )
    return allowed.translate(_REFERENCES)


_REFERENCES: Final = {
    ord(plain): written
    for plain, written in {
        "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
    }.items()
}  # fmt: skip
"""White space too: a reader makes blanks of what stands plainly in an attribute."""


def _github(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        failure = _failure(answer)
        if failure is not None:
            level = "warning" if answer.standing == "undecided" else "error"
            file = "" if answer.file == "-" else f"file={_property(answer.file)},"
            yield f"::{level} {file}title={_property(answer.name)}::{_data(failure)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Final[dict[str, Callable[[Iterable[Answer]], Iterator[str]]]] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
    "github": _github,
}
"""By the name that ``--format`` takes."""
