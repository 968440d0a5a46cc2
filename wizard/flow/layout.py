"""A policy laid out anew, for the editor's *format*: four spaces, one element a line, the author's order kept."""

from __future__ import annotations

from wizard.engine.document import Document
from wizard.engine.json_text import tokens

LONG = 80
"""Characters of one line from which on it is spread over several."""


def laid_out(text: str) -> str | None:
    """The text with its white space made anew; None where it does not parse or says a key twice."""
    document = Document.from_text(text)
    if document.value is None or document.reading.mistakes:
        return None
    return Document.from_value(document.value).text


def spread(text: str) -> str:
    """A text in one long line, a member a line, however broken; any other stays as it is."""
    if len(text.strip()) < LONG or "\n" in text.strip() or not text.lstrip().startswith("{"):
        return text
    pieces: list[str] = []
    depth, before = 0, ""
    for kind, start, end in tokens(text):
        piece = text[start:end]
        closes = kind == "punctuation" and piece in "}]"
        depth -= closes
        if (before in ("{", "[", ",") and not (closes and before != ",")) or (closes and before not in ("{", "[")):
            pieces.append("\n" + "    " * max(depth, 0))
        elif before == ":" or (before and kind != "punctuation"):
            pieces.append(" ")
        pieces.append(piece)
        depth += kind == "punctuation" and piece in "{["
        before = piece if kind == "punctuation" else "value"
    return "".join(pieces)
