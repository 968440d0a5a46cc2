"""The letters that IAM takes in the text of a policy: none beyond U+00FF. In JSON any other can stand as its escape.

("UpdateAssumeRolePolicy", IAM API Reference: PolicyDocument)
"""

from __future__ import annotations

import json
import re

from wizard.engine.typed import Final

_BEYOND: Final = r"[^\t\n\r\x20-\xff]"


def beyond_latin(text: str) -> re.Match[str] | None:
    """The first letter of a JSON text that IAM does not take. (None of them is in ASCII: those JSON has as escapes.)"""
    return None if text.isascii() else re.search(_BEYOND, text)


def in_latin(text: str) -> str:
    """A JSON text that IAM takes: what it would not, which can only stand in strings, is escaped."""
    return text if text.isascii() else re.sub(_BEYOND, lambda found: escaped(found[0]), text)


def escaped(letter: str) -> str:
    """A letter as JSON escapes it."""
    return json.dumps(letter)[1:-1]
