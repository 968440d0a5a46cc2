"""The colours of JSON, for the editor and for what is only shown. The tokens are the engine's."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from wizard.engine.json_text import TokenKind, tokens

COLOURS: dict[TokenKind, str] = {
    "key": "$primary",
    "string": "$foreground",
    "number": "$warning",
    "literal": "$accent",
    "punctuation": "$quiet",
    "error": "$error",
}


def colours(text: str) -> Iterator[tuple[TokenKind, int, int]]:
    """What is to be coloured (kind, start, past the end): nothing where the text is no JSON and not meant to be."""
    return tokens(text) if text.lstrip()[:1] in "{[" else iter(())


def coloured(text: str) -> tuple[Content, ...]:
    """The text's lines, coloured."""
    content = Content(text)
    for kind, start, end in colours(text):
        content = content.stylize(COLOURS[kind], start, end)
    return tuple(content.split("\n", allow_blank=True))
