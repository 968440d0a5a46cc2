"""One captured case, to be looked at in the five steps."""

from __future__ import annotations

import json
from pathlib import Path

from wizard.commands.target import UsageError
from wizard.engine.case import Case
from wizard.engine.case_error import CaseError
from wizard.engine.case_format import read_case
from wizard.engine.case_stream import NUMBERS


def read(file: str) -> Case:
    """The case in a file. Raises UsageError, naming the place."""
    try:
        return read_case(json.loads(Path(file).read_bytes(), **NUMBERS))  # of bytes it takes the encoding, too
    except OSError as error:
        what = f"{file} cannot be read: {error.strerror}"
    except CaseError as error:
        what = f"{file}: {error}"
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        what = f"{file} is no JSON: {error}"
    raise UsageError(what, "Name a file that `role-wizard capture` wrote; `role-wizard check` takes many at once.")
