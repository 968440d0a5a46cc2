"""How an author laid a JSON text out: where each node lies, and how new ones look beside it.

It alone knows offsets, indentation, separators and line ends; `edit.py` says what to change. The text must be
JSON; anything else raises `ValueError` with the offset.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from wizard.engine.frozen import frozen
from wizard.engine.latin import in_latin

_SPACE = r"[ \t\r\n]*"
_STRING = r'"(?:[^"\\\x00-\x1f]|\\.)*"'
_ATOM = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null"


@frozen
class Node:
    """One value of the text, from `start` to before `end`. A member of an object has a key and the key's offset."""

    start: int
    end: int
    children: tuple[Node, ...] = ()
    opener: str = ""  # "{", "[" or nothing
    key: str | None = None
    key_start: int = -1
    key_end: int = -1

    @property
    def lead(self) -> int:
        """Where the node's own text begins, its key included."""
        return self.start if self.key is None else self.key_start


def _skip(text: str, at: int) -> int:
    match = re.compile(_SPACE).match(text, at)
    return match.end() if match else at


def _expect(text: str, at: int, sign: str) -> int:
    if not text.startswith(sign, at):
        raise ValueError(f"expected {sign!r} at offset {at}")
    return at + len(sign)


def _string(text: str, at: int) -> tuple[str, int]:
    match = re.compile(_STRING).match(text, at)
    if match is None:
        raise ValueError(f"expected a string at offset {at}")
    return str(json.loads(match.group())), match.end()


def _value(text: str, at: int, key: tuple[str, int, int] | None = None) -> Node:
    name, key_start, key_end = key or (None, -1, -1)
    opener = text[at : at + 1]
    if opener not in ("{", "["):
        match = re.compile(_STRING).match(text, at) or re.compile(_ATOM).match(text, at)
        if match is None:
            raise ValueError(f"expected a value at offset {at}")
        return Node(at, match.end(), key=name, key_start=key_start, key_end=key_end)
    closer = "}" if opener == "{" else "]"
    children: list[Node] = []
    here = _skip(text, at + 1)
    while not text.startswith(closer, here):
        if children:
            here = _skip(text, _expect(text, here, ","))
        if opener == "{":
            child_key, child_key_end = _string(text, here)
            value_at = _skip(text, _expect(text, _skip(text, child_key_end), ":"))
            child = _value(text, value_at, (child_key, here, child_key_end))
        else:
            child = _value(text, here)
        children.append(child)
        here = _skip(text, child.end)
    return Node(at, here + 1, tuple(children), opener, name, key_start, key_end)


@lru_cache(maxsize=64)
def parse(text: str) -> Node:
    """The tree of a JSON text. Raises ValueError where it is none."""
    node = _value(text, _skip(text, 1 if text.startswith("\ufeff") else 0))
    if _skip(text, node.end) != len(text):
        raise ValueError(f"more text than one value at offset {node.end}")
    return node


def child(node: Node, token: str) -> Node | None:
    """A member by key (the last of duplicates, as parsers take it) or an item by index."""
    if node.opener == "{":
        return next((found for found in reversed(node.children) if found.key == token), None)
    if node.opener == "[" and token.isdecimal() and int(token) < len(node.children):
        return node.children[int(token)]
    return None


def tokens(pointer: str) -> list[str]:
    """The parts of a JSON pointer (RFC 6901), unescaped."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def escape(token: str) -> str:
    """A key as a JSON pointer writes it."""
    return token.replace("~", "~0").replace("/", "~1")


def find(root: Node, pointer: str) -> Node | None:
    """The node a JSON pointer leads to."""
    node: Node | None = root
    for token in tokens(pointer):
        if node is None:
            return None
        node = child(node, token)
    return node


@frozen
class Style:
    """The habits of one text."""

    newline: str
    indent: str  # one level; "" where the text is one line
    colon: str  # between key and value, with its blanks
    comma: str  # between items on one line
    inline_lists: bool  # lists of strings stand on one line

    @classmethod
    def of(cls, text: str, root: Node) -> Style:
        """Read from the first places where each habit shows."""
        newline = "\r\n" if "\r\n" in text else "\n"
        first = root.children[0] if root.children else None
        lead = text[root.start + 1 : first.lead] if first else ""
        indent = lead.rsplit("\n", 1)[1] if "\n" in lead else ""
        if indent:
            base = _margin(text, root.start)
            indent = indent.removeprefix(base) or indent
        elif "\n" in lead:
            indent = "  "
        colon = text[first.key_end : first.start] if first and first.key is not None else ": "
        commas = [text[a.end : b.lead] for a, b in _neighbours(root) if "\n" not in text[a.end : b.lead]]
        comma = commas[0] if commas else (", " if colon != ":" else ",")
        lists = [node for node in _walk(root) if node.opener == "[" and _is_plain(node)]
        inline = bool(lists) and all("\n" not in text[node.start : node.end] for node in lists)
        return cls(newline, indent, colon if "\n" not in colon else ": ", comma, inline)

    def render(self, value: object, margin: str) -> str:
        """A new value as this author would write it, its further lines indented from `margin`."""
        if isinstance(value, Mapping):
            members = [
                f"{_dumps(key)}{self.colon}{self.render(item, margin + self.indent)}" for key, item in value.items()
            ]
            return self._join("{", members, "}", margin, inline=False)
        if isinstance(value, Sequence) and not isinstance(value, str):
            items = [self.render(item, margin + self.indent) for item in value]
            plain = all(not isinstance(item, Mapping | list | tuple) for item in value)
            return self._join("[", items, "]", margin, inline=self.inline_lists and plain)
        return _dumps(value)

    def _join(self, opener: str, parts: list[str], closer: str, margin: str, *, inline: bool) -> str:
        if not parts or inline or not self.indent:
            return opener + self.comma.join(parts) + closer
        line = self.newline + margin + self.indent
        return opener + line + ("," + line).join(parts) + self.newline + margin + closer


@lru_cache(maxsize=64)
def read(text: str) -> tuple[Node, Style]:
    """The tree of a JSON text and its author's habits. Raises ValueError where it is none."""
    root = parse(text)
    return root, Style.of(text, root)


def margin(text: str, node: Node) -> str:
    """The white space at the beginning of the line on which the node begins."""
    return _margin(text, node.lead)


def _margin(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _dumps(value: object) -> str:
    return in_latin(json.dumps(value, ensure_ascii=False))


def _walk(node: Node) -> list[Node]:
    return [node, *(found for item in node.children for found in _walk(item))]


def _neighbours(root: Node) -> list[tuple[Node, Node]]:
    return [pair for node in _walk(root) for pair in zip(node.children, node.children[1:], strict=False)]


def _is_plain(node: Node) -> bool:
    return bool(node.children) and all(not item.opener for item in node.children)
