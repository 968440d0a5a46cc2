"""One element of a policy's text changed, everything else kept byte for byte.

Each function takes a text and returns the new one: key order, spacing, indentation, Sids and line ends stay, so that
a repair of one element is a diff of one line. Pointers are JSON pointers (RFC 6901). A pointer that leads nowhere, or
a text that is not JSON, raises `ValueError`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from wizard.repair.layout import Node, Style, child, escape, find, margin, parse, read, tokens


def _at(text: str, pointer: str) -> tuple[Node, Node, Style]:
    root, style = read(text)
    node = find(root, pointer)
    if node is None:
        raise ValueError(f"nothing at {pointer or '/'}")
    return root, node, style


def has(text: str, pointer: str) -> bool:
    """Whether the pointer leads to a node."""
    return find(parse(text), pointer) is not None


def _is_object(text: str, pointer: str) -> bool:
    node = find(parse(text), pointer)
    return node is not None and node.opener == "{"


def value(text: str, pointer: str) -> object:
    """The value at a pointer."""
    _, node, _ = _at(text, pointer)
    return json.loads(text[node.start : node.end])


def size(text: str, pointer: str) -> int:
    """How many members or items a container has."""
    return len(_at(text, pointer)[1].children)


def replace(text: str, pointer: str, value: object) -> str:
    """Put another value in the place of one."""
    _, node, style = _at(text, pointer)
    return text[: node.start] + style.render(value, margin(text, node)) + text[node.end :]


def rename(text: str, pointer: str, key: str) -> str:
    """Give a member another key."""
    _, node, style = _at(text, pointer)
    if node.key is None:
        raise ValueError(f"no key at {pointer}")
    return text[: node.key_start] + style.render(key, "") + text[node.key_end :]


def append(text: str, pointer: str, value: object) -> str:
    """Add a value to a list. A single value becomes a list of both, as policies allow."""
    _, node, style = _at(text, pointer)
    if node.opener == "[":
        return _add(text, node, style.render(value, _item_margin(text, node, style)), value, style)
    rendered = style.render(value, margin(text, node))
    return f"{text[: node.start]}[{text[node.start : node.end]}{style.comma}{rendered}]{text[node.end :]}"


def put(text: str, pointer: str, key: str, value: object) -> str:
    """Set a member of an object: replaced where the key exists, added last where it does not."""
    _, node, style = _at(text, pointer)
    if node.opener != "{":
        raise ValueError(f"no object at {pointer or '/'}")
    if child(node, key) is not None:
        return replace(text, f"{pointer}/{escape(key)}", value)
    rendered = style.render(key, "") + style.colon + style.render(value, _item_margin(text, node, style))
    return _add(text, node, rendered, {key: value}, style)


def put_first(text: str, key: str, value: object) -> str:
    """Set a member of the whole document: replaced where the key exists, added first where it does not."""
    root, style = read(text)
    if not root.children or child(root, key) is not None:
        return put(text, "", key, value)
    at = root.children[0].lead
    lead = text[root.start + 1 : at]
    separator = "," + lead if "\n" in lead else style.comma
    return text[:at] + style.render(key, "") + style.colon + style.render(value, "") + separator + text[at:]


def remove(text: str, pointer: str) -> str:
    """Take a member or an item out, with its comma."""
    parent_pointer = pointer.rpartition("/")[0]
    _, parent, _ = _at(text, parent_pointer)
    node = child(parent, tokens(pointer)[-1])
    if node is None:
        raise ValueError(f"nothing at {pointer}")
    at = parent.children.index(node)
    if len(parent.children) == 1:
        return text[: parent.start + 1] + text[parent.end - 1 :]
    if at + 1 < len(parent.children):
        return text[: node.lead] + text[parent.children[at + 1].lead :]
    return text[: parent.children[at - 1].end] + text[node.end :]


def once(text: str, pointer: str) -> str:
    """Take the earlier members of the same key out: JSON keeps the last."""
    _, parent, _ = _at(text, pointer.rpartition("/")[0])
    same = [node for node in parent.children if node.key == tokens(pointer)[-1]]
    for node in reversed(same[:-1]):
        following = parent.children[parent.children.index(node) + 1]
        text = text[: node.lead] + text[following.lead :]
    return text


def prune(text: str, pointer: str) -> str:
    """Take a node out, and every container that it leaves empty, up to its statement."""
    while len(tokens(pointer)) > 1:
        parent_pointer = pointer.rpartition("/")[0]
        _, parent, _ = _at(text, parent_pointer)
        if len(parent.children) > 1:
            break
        pointer = parent_pointer
    return remove(text, pointer)


def add_principal(text: str, statement: str, kind: str, name: str, element: str = "Principal") -> str:
    """Name one more principal in a statement. ``kind`` is "AWS", "Federated" or "Service"."""
    principal = f"{statement}/{element}"
    if not _is_object(text, principal):
        return put(text, statement, element, {kind: name})
    if has(text, f"{principal}/{kind}"):
        return append(text, f"{principal}/{kind}", name)
    return put(text, principal, kind, name)


def set_condition(text: str, statement: str, operator: str, key: str, value: object) -> str:
    """Make a statement test a key with one operator, beside whatever else it tests."""
    condition = f"{statement}/Condition"
    if not _is_object(text, condition):
        return put(text, statement, "Condition", {operator: {key: value}})
    if not _is_object(text, f"{condition}/{escape(operator)}"):
        return put(text, condition, operator, {key: value})
    return put(text, f"{condition}/{escape(operator)}", key, value)


def add_statement(text: str, statement: Mapping[str, object]) -> str:
    """Add a statement last. A single statement object becomes a list of both."""
    if not has(text, "/Statement"):
        return put(text, "", "Statement", [statement])
    return append(text, "/Statement", statement)


def policy_text(*statements: Mapping[str, object]) -> str:
    """A new policy that holds these statements, four blanks to a level."""
    style = Style("\n", "    ", ": ", ", ", inline_lists=False)
    return style.render({"Version": "2012-10-17", "Statement": list(statements)}, "")


def _item_margin(text: str, container: Node, style: Style) -> str:
    if container.children:
        return margin(text, container.children[-1])
    return margin(text, container) + style.indent


def _add(text: str, container: Node, rendered: str, whole: object, style: Style) -> str:
    items = container.children
    if not items:
        empty = [whole] if container.opener == "[" else whole
        return text[: container.start] + style.render(empty, margin(text, container)) + text[container.end :]
    if len(items) > 1:
        separator = text[items[-2].end : items[-1].lead]
    else:
        lead = text[container.start + 1 : items[0].lead]
        separator = "," + lead if "\n" in lead else style.comma
    return text[: items[-1].end] + separator + rendered + text[items[-1].end :]
