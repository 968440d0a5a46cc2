"""Values as words of an AWS CLI command that no version of it takes for something else.

Version 1 fetches a parameter that begins like an address, every version reads one that begins like a file, and a value
with a leading hyphen is taken for an option. Within JSON a value is only itself.
("Loading a parameter from a file in the AWS CLI")
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_TAKEN_OTHERWISE = re.compile(r"https?://|fileb?://|-")


def parameter(option: str, name: str, value: str) -> tuple[str, ...]:
    """A call's one parameter: ``option`` as the CLI spells it, ``name`` as AWS does. At most once in a command."""
    if _TAKEN_OTHERWISE.match(value):
        return "--cli-input-json", json.dumps({name: value}, ensure_ascii=False)
    return option, value


def parameter_list(option: str, values: Sequence[str]) -> tuple[str, ...]:
    """A parameter that takes several values."""
    if any(map(_TAKEN_OTHERWISE.match, values)):
        return option, json.dumps(list(values), ensure_ascii=False)
    return option, *values
