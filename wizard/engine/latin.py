"""The letters that IAM takes in the text of a policy: none beyond U+00FF. In JSON any other can stand as its escape.

("UpdateAssumeRolePolicy", IAM API Reference: PolicyDocument)
"""

from __future__ import annotations

import json
import re

from wizard.engine.typed import Final

BEYOND: Final = re.compile(r"[^\t\n\r\x20-\xff]")
"""A letter that IAM does not take."""


def in_latin(text: str) -> str:
    """A JSON text that IAM takes: what it would not, which can only stand in strings, is escaped."""
    return text if text.isascii() else BEYOND.sub(lambda found: escaped(found[0]), text)


def escaped(letter: str) -> str:
    """A letter as JSON escapes it."""
    return json.dumps(letter)[1:-1]
