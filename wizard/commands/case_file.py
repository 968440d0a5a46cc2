"""One captured case, to be looked at in the five steps."""

from __future__ import annotations

import json

from wizard.commands.target import UsageError
from wizard.engine.case import Case
from wizard.engine.case_error import CaseError
from wizard.engine.case_format import read_case
from wizard.engine.case_stream import NUMBERS
from wizard.engine.json_fault import fault_told
from wizard.named_file import Unreadable, content_of


def read(file: str) -> Case:
    """The case in a file. Raises UsageError, naming the place."""
    try:
        return read_case(json.loads(content_of(file), **NUMBERS))  # of bytes it takes the encoding, too
    except Unreadable as error:
        what = str(error)
    except CaseError as error:
        what = f"{file}: {error}"
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        what = f"{file} is no JSON: {fault_told(error)}"
    raise UsageError(what, "Name a file that `role-wizard capture` wrote; `role-wizard check` takes many at once.")
