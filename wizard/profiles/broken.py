"""A file that botocore refuses whole: where, why, and what would make it readable."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.profiles.editor import Replacement, with_value
from wizard.profiles.problem import Fix, Problem
from wizard.profiles.reader import Which
from wizard.profiles.scan import Fault, Option, Scan, Section
from wizard.profiles.spelling import PROFILE_KEYS

_REPAIRS: Mapping[str, str] = {
    "encoding": "Save the file as UTF-8.",
    "byte_order_mark": "Save the file as UTF-8 without a byte order mark.",
    "text_before_header": "Put a header such as [default] above it, or remove it.",
    "duplicate_section": "Make one section of the two.",
    "duplicate_key": "Keep one of the two.",
    "no_delimiter": "Write it as `key = value`, or make it a comment with #.",
    "no_key": "Write a key before the `=`, or remove the line.",
    "nested_without_equals": "Write the value behind the `=`, on the same line.",
}


def broken(file: Which, path: str, profile: str | None, scanned: Scan, fault: Fault) -> Problem:
    """RW511, with the line and, where there is one, the edit."""
    message = f"The {file} file is refused whole, for every profile: {fault.what}."
    fix = _fix(file, scanned, fault)
    repair = f"{fix.title}." if fix else _REPAIRS[fault.kind]
    return Problem("RW511", profile, path, fault.line, message, repair, fix)


def _fix(file: Which, scanned: Scan, fault: Fault) -> Fix | None:
    line = scanned.lines[fault.line - 1] if fault.line <= len(scanned.lines) else ""
    match fault.kind:
        case "byte_order_mark":
            return _one_line(file, 1, line.removeprefix("\ufeff"), "Remove the byte order mark")
        case "text_before_header" | "no_delimiter" | "no_key":
            return _rewritten(file, fault, line)
        case "duplicate_key":
            return _key_twice(file, scanned, fault)
        case "duplicate_section":
            return _section_twice(file, scanned, fault)
        case "nested_without_equals":
            return _nested(file, scanned, fault, line)
    return None


def _rewritten(file: Which, fault: Fault, line: str) -> Fix | None:
    text = line.strip()
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    if text.startswith("[") and "]" not in text:
        return _one_line(file, fault.line, body.rstrip() + "]" + end, "Close the header with ]")
    if text.endswith("]") and "[" not in text and "=" not in text:
        return _one_line(file, fault.line, _indent(line) + "[" + text + end, "Open the header with [")
    if fault.kind == "text_before_header":
        return None
    word = re.match(r"(\s*)([A-Za-z_]\w*)\s+(.*)", body)
    if word is not None and word[2].lower() in PROFILE_KEYS:
        return _one_line(file, fault.line, f"{word[1]}{word[2]} = {word[3]}{end}", f"Put a = behind {word[2]}")
    return _one_line(file, fault.line, f"# {line}", "Make the line a comment")


def _key_twice(file: Which, scanned: Scan, fault: Fault) -> Fix | None:
    section = next((part for part in reversed(scanned.sections) if part.line <= fault.line), None)
    if section is None or fault.first is None:
        return None
    both = {option.line: option for option in section.options}
    earlier, later = both.get(fault.first), both.get(fault.line)
    if earlier is None or later is None:
        return None
    if earlier.value == later.value:
        return Fix(f"Remove the second {later.key}, which says the same", file, _without(later))
    comments = tuple(
        Replacement(number, number + 1, f"# {scanned.lines[number - 1]}") for number in (earlier.line, *earlier.more)
    )
    return Fix(f"Make the first {later.key}, on line {earlier.line}, a comment", file, comments)


def _section_twice(file: Which, scanned: Scan, fault: Fault) -> Fix | None:
    """Move what the second section adds to the end of the first; only where they do not contradict each other."""
    first = next((part for part in scanned.sections if part.line == fault.first), None)
    second = next((part for part in scanned.sections if part.line == fault.line), None)
    if first is None or second is None:
        return None
    values = {option.key: option.value for option in first.options}
    if any(values.get(option.key, option.value) != option.value for option in second.options):
        return None
    added = [option for option in second.options if option.key not in values]
    indent = first.options[-1].indent if first.options else second.options[0].indent if second.options else ""
    if any(option.indent != indent for option in added) or not _ends_line(scanned, _last_line(first)):
        return None
    moved = "".join(_ended(scanned.lines[number - 1]) for option in added for number in (option.line, *option.more))
    at = _last_line(first) + 1
    gone = [Replacement(second.line, second.line + 1, "")]
    for option in second.options:
        gone += _without(option)
    return Fix(
        f"Join the two sections [{second.name}]",
        file,
        (Replacement(at, at, moved), *gone),
    )


def _nested(file: Which, scanned: Scan, fault: Fault, line: str) -> Fix | None:
    option = next((part for section in scanned.sections for part in section.options if part.line == fault.first), None)
    if option is None:
        return None
    if len(option.more) == 1 and option.key != "s3":
        head = with_value(scanned.lines[option.line - 1], line.strip())
        changes = (Replacement(option.line, option.line + 1, head), Replacement(fault.line, fault.line + 1, ""))
        return Fix(f"Put the value of {option.key} on its own line", file, changes)
    words = line.split(None, 1)
    if len(words) == 2:
        body = f"{_indent(line)}{words[0]} = {words[1]}"
        return _one_line(file, fault.line, body, f"Put a = behind {words[0]}")
    return None


def _one_line(file: Which, number: int, text: str, title: str) -> Fix:
    return Fix(title, file, (Replacement(number, number + 1, text),))


def _without(option: Option) -> tuple[Replacement, ...]:
    return tuple(Replacement(number, number + 1, "") for number in (option.line, *option.more))


def _last_line(section: Section) -> int:
    return max([section.line, *(number for option in section.options for number in (option.line, *option.more))])


def _ends_line(scanned: Scan, number: int) -> bool:
    return scanned.lines[number - 1].endswith(("\r", "\n"))


def _ended(line: str) -> str:
    return line if line.endswith(("\r", "\n")) else line + "\n"


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
