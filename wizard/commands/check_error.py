"""`role-wizard check --error`: reads a pasted error and says what it says."""

from __future__ import annotations

import json as json_format
import os
import sys

from wizard import exit_status
from wizard.engine.typed import TextIO
from wizard.repair import catalogue
from wizard.repair.error_text import ErrorReading, read_errors
from wizard.repair.error_text.asides import ENCODED, NO_ERROR, Aside
from wizard.standard_streams import everything

A_CALL = Aside(
    "This is a call, and no error.",
    "Give it to `role-wizard diagnose` as START: it finds out whether AWS would allow it.",
)


def run(text: str, *, json: bool, stdin: TextIO, stdout: TextIO) -> int:
    """Print each error that the text (``-``: standard input) tells of; one JSON object a line on request.

    A text that holds none is answered all the same: by an object of nulls, and the exit status says "no".
    """
    if text == "-":
        text = everything(stdin)
    readings = read_errors(text)
    if json:
        for reading in readings or (ErrorReading(),):
            stdout.write(json_format.dumps(reading.as_json(), ensure_ascii=False) + "\n")
    else:
        for number, reading in enumerate(readings, 1):
            stdout.write(
                _in_words(reading, f"Error {number} of {len(readings)}" if len(readings) > 1 else "This says:")
            )
    if readings:
        return exit_status.AS_WISHED
    nothing = _nothing(text)
    print(f"role-wizard: {nothing.what}\n{nothing.to_do}", file=sys.stderr)
    return exit_status.ANSWER_IS_NO


def _nothing(text: str) -> Aside:
    """What is said of a text in which no error was found."""
    from wizard.flow.pasted_call import pasted_call  # only where nothing was found
    from wizard.named_file import path_of

    if os.path.isfile(path_of(text)):  # noqa: PTH113 - pathlib raises on a long text
        return Aside(f"{text} is a file, and no error.", f"`role-wizard check --error - < {text}` reads it.")
    call = pasted_call(text)
    return NO_ERROR if call.role is None and call.mistaken_role is None else A_CALL


def _in_words(reading: ErrorReading, heading: str) -> str:
    layer = reading.layer_hint.replace("_", " ") if reading.layer_hint else None
    rows = {
        "Call": reading.operation,
        "Error code": reading.error_code,
        "Caller": reading.caller_arn,
        "Role" if reading.may_name_a_role else "Resource": reading.role_arn,
        "Blocked by": layer,
    }
    further = {"Action": reading.action, "Policy": reading.policy_arn, "Request id": reading.request_id}
    if reading.operation and reading.action == f"sts:{reading.operation}":
        del further["Action"]  # the call says it
    lines = [heading]
    if any(rows.values()) or reading.aside is None:
        lines += [f"  {name + ':':12}{value or 'not said'}" for name, value in rows.items()]
    lines += [f"  {name + ':':12}{value}" for name, value in further.items() if value]
    if reading.causes:
        lines.append("  Causes by the message alone, the likeliest first:")
        for name in reading.causes:
            entry = catalogue.by_name(name)
            lines.append(f"    {entry.code} {entry.name}: {entry.sentence}")
    if reading.aside is not None:
        lines += [f"  {reading.aside.what}", f"  {reading.aside.to_do}"]
    elif reading.has_encoded_message:
        lines.append(f"  {ENCODED.to_do}")
    return "\n".join(lines) + "\n"
