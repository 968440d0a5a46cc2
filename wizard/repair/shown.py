"""A text of a policy or a request within a sentence: in quotes where it would not be seen for what it is."""

from __future__ import annotations


def shown(text: str) -> str:
    """The text; in quotes where it is empty or begins or ends with white space, with what cannot be seen escaped."""
    if text and text == text.strip() and text.isprintable():
        return text
    return f"“{''.join(one if one.isprintable() else one.encode('unicode_escape').decode() for one in text)}”"
