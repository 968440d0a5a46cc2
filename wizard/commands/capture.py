"""`role-wizard capture`: gathers and saves the case, for a colleague, a ticket or a test."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import mkstemp

from wizard import exit_status
from wizard.aws.gateway import Aws, Gathered, Target
from wizard.commands import mfa_code
from wizard.commands.target import UsageError, no_role, refuse_profile_without_role
from wizard.engine.case_writing import write_case
from wizard.engine.decide import decide
from wizard.flow.known import NOT_READ
from wizard.named_file import would_be_lost
from wizard.plain.render import prose
from wizard.repair.profile_repairs import profile_problems
from wizard.standard_streams import FULL

_NAMED = 3


def run(
    target: Target,
    *,
    output: str,
    redact: bool,
    start: str | None = None,
    connect: Callable[[Target], Aws] | None = None,
) -> int:
    """Write the case to ``output`` (``-``: standard output). Raises AwsFailure, UsageError.

    ``start``: the word that the target was read from.
    """
    refuse_profile_without_role(target, start, "capture")
    connect = connect or mfa_code.connect
    if output != "-":
        _refuse_unwritable(output)
    gathered = connect(target).gather(target, lambda reading: None)
    known = gathered.case
    if known.profile is not None and (redact or not profile_problems(known)):
        known = replace(known, profile=None)  # the files name more than this one case
    if known.request is None and known.profile is None:
        raise no_role("capture")
    case: object = write_case(replace(known, redacted=redact))
    if redact:
        from wizard.commands.redact import redacted

        case = redacted(case)
    text = json.dumps(case, indent=2, ensure_ascii=False) + "\n"
    if output == "-":
        sys.stdout.write(text)
        return exit_status.AS_WISHED
    _write(Path(output), text)
    if redact:  # what is said here may be passed on together with the file, and must name no more than that does
        about = ", with accounts and names exchanged"
    else:
        about = f": the case of {known.request.role_arn}" if known.request and known.request.role_arn else ""
    told = [
        f"Saved {output}{about}.{_unread(gathered, named=not redact)}",
        f"`role-wizard check {output}` decides it; `role-wizard --case {output}` shows it.",
    ]
    if not redact:
        told += _way_in(target, gathered)
    if target.error_text is None and decide(known).outcome == "depends":
        told.append(WITH_THE_ERROR)
    print("\n".join(line for each in told for line in prose(each)), file=sys.stderr)
    return exit_status.AS_WISHED


WITH_THE_ERROR = "Where you have AWS's error message, give it as START: the case then holds it, too."


def _way_in(target: Target, gathered: Gathered) -> list[str]:
    """How the role's side is read, too, where nobody could ask it."""
    from wizard.flow.role_side import way_in
    from wizard.flow.session import Session
    from wizard.flow.start import known_profiles

    role = gathered.case.request.role_arn if gathered.case.request is not None else target.role
    way = way_in(Session(replace(target, role=role), gathered=gathered), known_profiles())
    return [way] if way is not None else []


def _unread(gathered: Gathered, *, named: bool) -> str:
    """What could not be read, the first few by name; or only how much."""
    missed = [reading.what for reading in gathered.readings if reading.outcome in NOT_READ]
    names = list(dict.fromkeys(missed))
    if not names:
        return ""
    if not named:
        return f" Not read: {len(names)}."
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f" Not read: {', '.join(names[:_NAMED])}{more}."


def _refuse_unwritable(output: str) -> None:
    """Say what is wrong with the file's name before AWS is asked. Raises UsageError."""
    folder = os.path.dirname(output) or "."  # noqa: PTH120 - pathlib takes an empty name for the folder itself
    if not output or os.path.isdir(output):  # noqa: PTH112
        raise UsageError(f"{output or 'an empty name'} is no file", "Name a file: `-o case.json`.")
    if not os.path.isdir(folder):  # noqa: PTH112
        raise UsageError(f"{output} cannot be written: there is no folder {folder}", f"Make it: mkdir -p {folder}")
    if not os.access(output if os.path.exists(output) else folder, os.W_OK):  # noqa: PTH110
        what = "it is write-protected" if os.path.exists(output) else f"the folder {folder} is write-protected"  # noqa: PTH110
        raise UsageError(f"{output} cannot be written: {what}", _ELSEWHERE)
    if would_be_lost(output):
        raise UsageError(f"{output} exists already, and nothing is overwritten", "Name another file, or remove it.")


_ELSEWHERE = "Name a file in a folder of yours."


def _write(path: Path, text: str) -> None:
    """The whole file or none, for the owner's eyes until it is passed on. Raises UsageError."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - a pipe or a terminal stays one
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
        else:
            _put_in_place(Path(os.path.realpath(path)), text)
    except OSError as error:
        to_do = "Make room, or name a file elsewhere." if error.errno in FULL else _ELSEWHERE
        raise UsageError(f"{path} cannot be written: {error.strerror}", to_do) from error


def _put_in_place(real: Path, text: str) -> None:
    """A new file beside the old one, in its place once it is whole; nothing else is left, whatever ends it."""
    descriptor, name = mkstemp(prefix=".role-wizard-", dir=real.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        beside.replace(real)
    except BaseException:  # Ctrl-C as well
        beside.unlink(missing_ok=True)
        raise
