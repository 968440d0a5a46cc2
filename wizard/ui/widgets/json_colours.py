"""The colours of JSON, for the editor and for what is only shown. The tokens are the engine's."""

from __future__ import annotations

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


def coloured(text: str) -> tuple[Content, ...]:
    """The text's lines, coloured."""
    content = Content(text)
    for kind, start, end in tokens(text):
        content = content.stylize(COLOURS[kind], start, end)
    return tuple(content.split("\n", allow_blank=True))
