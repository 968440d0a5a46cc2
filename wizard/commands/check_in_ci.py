"""The forms of `check`'s answers that CI services read: JUnit XML, and GitHub's workflow commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile

from wizard.commands.check_answer import Answer, objects
from wizard.engine.typed import Final, cast


def _failure(answer: Answer) -> str | None:
    """Why an answer is not as wished, in one line; None where it is."""
    found = answer.report
    if answer.standing == "as wished":
        return None
    if answer.standing == "unreadable":
        return str(found["error"])
    said = str(found["decision"])
    if answer.standing == "unexpected":
        causes = ", ".join(str(cause["cause"]) for cause in objects(found, "causes")) or "no cause"
        return f"{said} ({causes}) where {answer.expected} was expected"
    causes = " ".join(str(cause["message"]) for cause in objects(found, "causes"))
    if answer.standing == "undecided":
        return f"depends on {', '.join(cast(list[str], found['depends_on']))}. {causes}".strip()
    return f"{said}: {causes}".rstrip(": ")


def junit(answers: Iterable[Answer]) -> Iterator[str]:
    """A suite's counts stand before its cases, so these wait, from the second megabyte on in a temporary file."""
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


def github(answers: Iterable[Answer]) -> Iterator[str]:
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
