"""A policy laid out anew, for the editor's *format*: four spaces, one element a line, the author's order kept."""

from __future__ import annotations

from wizard.engine.document import Document


def laid_out(text: str) -> str | None:
    """The text with its white space made anew; None where it does not parse or says a key twice."""
    document = Document.from_text(text)
    if document.value is None or document.reading.mistakes:
        return None
    return Document.from_value(document.value).text
