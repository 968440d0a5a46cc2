"""`role-wizard capture`: gathers and saves the case, for a colleague, a ticket or a test."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from wizard import exit_status
from wizard.aws.gateway import Aws, Target
from wizard.commands import mfa_code
from wizard.commands.target import UsageError
from wizard.engine.case_writing import write_case
from wizard.repair.profile_repairs import profile_problems


def run(target: Target, *, output: str, redact: bool, connect: Callable[[Target], Aws] | None = None) -> int:
    """Write the case to ``output`` (``-``: standard output). Raises AwsFailure, UsageError."""
    if connect is None:
        from wizard.aws import connection

        connect = partial(connection.connect, ask_code=mfa_code.ask)
    path = Path(output)
    if output != "-" and path.is_dir():
        raise UsageError(f"{output} is a folder", "Name a file: `-o case.json`.")
    gathered = connect(target).gather(target, lambda reading: None)
    known = gathered.case
    if known.profile is not None and (redact or not profile_problems(known)):
        known = replace(known, profile=None)  # the files name more than this one case
    case: object = write_case(known)
    if redact:
        from wizard.commands.redact import redacted

        case = redacted(case)
    text = json.dumps(case, indent=2, ensure_ascii=False) + "\n"
    if output == "-":
        sys.stdout.write(text)
        return exit_status.AS_WISHED
    _write(path, text)
    unread = sum(reading.outcome in ("denied", "failed", "not_asked") for reading in gathered.readings)
    rest = f"; {unread} reads left something unknown" if unread else ""
    ways = f"`role-wizard check {output}` decides it; `role-wizard --case {output}` shows it."
    print(f"Saved {output}{rest}. {ways}", file=sys.stderr)
    return exit_status.AS_WISHED


def _write(path: Path, text: str) -> None:
    """The whole file or none, for the owner's eyes until it is passed on. Raises UsageError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}", "Name a file in a folder of yours.") from error
