"""Whether two texts are the same policy to IAM: it keeps what a policy says, not how its author laid it out.

IAM drops a trust policy's white space, writes a lone value of a list without the list, an account's twelve digits as
its root ARN, and may order principals anew. The guard must not take that for somebody else's change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.engine.document import Document
from wizard.engine.typed import Final

_ACCOUNT: Final = re.compile(r"\d{12}")


def same_policy(one: str | None, other: str | None) -> bool:
    """Whether both say the same (or both are absent). Text that does not parse must agree to the byte."""
    if one == other:
        return True
    if one is None or other is None:
        return False
    read, wanted = Document.from_text(one), Document.from_text(other)
    if read.value is None or wanted.value is None or read.reading.mistakes or wanted.reading.mistakes:
        return False
    return _kept(read.value) == _kept(wanted.value)


def _kept(value: object, key: str = "") -> object:
    """A value as IAM keeps it; lists of words in one order."""
    if key == "Statement":
        return [_kept(item) for item in (value if isinstance(value, list) else [value])]
    if isinstance(value, Mapping):
        return {name: _kept(item, name) for name, item in value.items()}
    if isinstance(value, list):
        items = sorted((_kept(item, key) for item in value), key=repr)
        return items[0] if len(items) == 1 else items
    if key == "AWS" and isinstance(value, str) and _ACCOUNT.fullmatch(value):
        return f"arn:aws:iam::{value}:root"
    return value
