"""`role-wizard check`: decides saved cases, in input order, as they come.

A case with ``expected`` is a test of itself: it is as wished when the answer is the expected one, whatever that is.
"""

from __future__ import annotations

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper

from wizard import exit_status
from wizard.commands.check_answer import Answer, Standing
from wizard.commands.check_formats import FORMATS
from wizard.engine.case import Case
from wizard.engine.case_format import CaseError, stream
from wizard.engine.decide import decide
from wizard.engine.typed import Final, TextIO, cast
from wizard.repair.report import report


def run(files: list[str], *, format: str, trace: bool, stdout: TextIO, stdin: TextIO) -> int:
    """Answer every case of the files (``-``: standard input) and return the exit status."""
    standings: set[Standing] = set()

    def answered() -> Iterator[Answer]:
        for answer in _answers(files, stdin, trace):
            standings.add(answer.standing)
            if answer.number == 0:
                print(f"role-wizard: {answer.name}: {answer.report['error']}\n{answer.next_step}", file=sys.stderr)
            if answer.number != 0 or format != "text":  # for a person it is no answer
                yield answer

    for text in FORMATS[format](answered()):
        stdout.write(text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8"))
        stdout.flush()
    if "unreadable" in standings:
        return exit_status.USAGE
    if standings & {"denied", "unexpected"}:
        return exit_status.ANSWER_IS_NO
    return exit_status.UNDECIDED if "undecided" in standings else exit_status.AS_WISHED


def _answers(files: list[str], stdin: TextIO, trace: bool) -> Iterator[Answer]:
    for name in files:
        try:
            if name == "-":
                raw = getattr(stdin, "buffer", None)
                yield from _answers_of(raw if isinstance(raw, BufferedReader) else stdin, name, trace)
            else:
                with open(name, "rb") as raw:  # noqa: PTH123  pathlib takes as long to import as all the engine
                    yield from _answers_of(raw, name, trace)
        except OSError as error:
            if _is_error(name.encode(errors="replace")):
                way = "Give it behind --error: `role-wizard check --error TEXT`."
                yield _unreadable("the word in place of a file", "this is a pasted error, and no case", way)
                continue
            why = f"the file cannot be read: {error.strerror or error}"
            yield _unreadable(name or "an empty name", why, "Name a file that holds cases, or - for standard input.")


def _answers_of(raw: BufferedReader | TextIO, name: str, trace: bool) -> Iterator[Answer]:
    if not isinstance(raw, BufferedReader):
        yield from _answers_in(raw, name, trace)
    elif _is_hand_over(raw.peek(_HEAD)[:_HEAD]):
        yield _unreadable(name, "this is a hand-over, and no case", f"`role-wizard resume {name}` takes it up.")
    elif _is_error(raw.peek(_HEAD)[:_HEAD]):
        given = "-" if name == "-" else f"- < {name}"
        yield _unreadable(name, "this is a pasted error, and no case", f"`role-wizard check --error {given}` reads it.")
    else:
        yield from _answers_in(_as_text(raw), name, trace)


_HEAD: Final = 4096


def _is_error(head: bytes) -> bool:
    """Whether a file begins as an error text does, and as no JSON."""
    if head.removeprefix(BOM_UTF8).lstrip()[:1] in (b"{", b"[", b""):
        return False
    return any(words in head for words in (b"AccessDenied", b"An error occurred", b"not authorized to perform"))


def _is_hand_over(head: bytes) -> bool:
    """Whether a file begins as the Markdown of a hand-over does (``repair/handoff.py``)."""
    return head.startswith(b"# ") and b"\n## Why it is denied\n" in head


def _unreadable(name: str, why: str, next_step: str) -> Answer:
    return Answer(name, 0, name, "unreadable", {"name": name, "error": why}, next_step=next_step)


def _as_text(raw: BufferedReader) -> TextIO:
    """The file as text, in the encoding that JSON's first bytes betray: some shells redirect into UTF-16."""
    return TextIOWrapper(raw, encoding=json.detect_encoding(raw.peek(4)[:4]), errors="replace")


def _answers_in(file: TextIO, name: str, trace: bool) -> Iterator[Answer]:
    for number, case in enumerate(stream(file), 1):
        yield _answer(name, number, case, trace)


def _answer(file: str, number: int, case: Case | CaseError, trace: bool) -> Answer:
    if isinstance(case, Case):
        try:
            return _answer_of(file, number, case, trace)
        except RecursionError:
            case = CaseError("", "something in it is nested too deeply", case.name)
    name = case.name or f"{file}, case {number}"
    return Answer(file, number, name, "unreadable", {"name": case.name, "error": str(case)})


def _answer_of(file: str, number: int, case: Case, trace: bool) -> Answer:
    found = report(case)
    name = case.name or f"{file}, case {number}"
    lines: tuple[str, ...] = ()
    if trace:
        from wizard.engine.trace import trace as trace_of

        lines = tuple(trace_of(decide(case), case))
        found = {**found, "trace": list(lines)}
    return Answer(file, number, name, _standing(case, found), found, lines, _expected(case))


def _standing(case: Case, found: dict[str, object]) -> Standing:
    decision = found["decision"]
    if case.expected is not None:
        wanted = case.expected
        causes = [cast(dict[str, object], one)["cause"] for one in cast(list[object], found["causes"])]
        same = wanted.decision in (None, decision)
        if wanted.causes is not None:
            same = same and causes[: len(wanted.causes)] == list(wanted.causes)
        return "as wished" if same else "unexpected"
    return "as wished" if decision == "allowed" else "undecided" if decision == "depends" else "denied"


def _expected(case: Case) -> str | None:
    if case.expected is None:
        return None
    causes = ", ".join(case.expected.causes or ())
    return f"{case.expected.decision or 'any decision'}{f' ({causes})' if causes else ''}"
