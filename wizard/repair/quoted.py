"""A text in the double quotes of YAML and of Terraform's language, which escape alike what no file should hold."""

from __future__ import annotations

_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """The text as one word: whatever is not printed (YAML takes U+0085 for a line's end) stands by its number."""
    return f'"{"".join(map(_letter, text))}"'


def _letter(letter: str) -> str:
    if letter.isprintable() or letter in _ESCAPED:
        return _ESCAPED.get(letter, letter)
    number = ord(letter)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
