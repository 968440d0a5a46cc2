"""A machine's text by its lines: as JSON and config files have them, "\\n", "\\r\\n" or "\\r" ends one.

``str.splitlines`` also parts at U+2028 and its like, which may stand in the middle of a value.
"""

from __future__ import annotations


def text_lines(text: str) -> list[str]:
    """The lines without their ends; none of an empty text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n") if text else []
