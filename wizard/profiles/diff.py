"""What changes between two versions of a file, as a unified diff in which no credential can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from wizard.profiles.editor import MANAGED
from wizard.profiles.scan import Scan, delimiter, scan

MASK = "***"
CONTEXT = 3

_SECRET_KEY = re.compile(r"secret|token|passw|passphrase|access_key|api_?key|private|credential_process", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"\b(?:A[KS]IA[A-Z0-9]{12,}|[A-Za-z0-9/+_-]{32,}={0,2})(?![A-Za-z0-9/+])|(?<=://)[^/\s@]+(?=@)"
)
_ENDS = "\r\n"
NO_LINE_END = "\n\\ No newline at end of file"


def masked_diff(before: str | None, after: str, path: str) -> str:
    """The unified diff of a file, secrets as ``***``; empty where nothing changes."""
    if before == after:
        return ""
    old, new = scan(before or ""), scan(after)
    header = [f"--- {path}" if before is not None else "--- /dev/null", f"+++ {path}"]
    return "\n".join([*header, *_hunks(old, new)]) + "\n"


def masked_text(text: str) -> str:
    """A whole file, line for line, with secrets masked."""
    scanned = scan(text)
    lines = _masked(scanned, 0, len(scanned.lines))
    return "".join(f"{line.partition(NO_LINE_END)[0]}\n" for line in lines)


def _hunks(old: Scan, new: Scan) -> Iterator[str]:
    a, b = old.lines, new.lines
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    skip = max(0, start - CONTEXT)
    until_a, until_b = len(a) - max(0, end - CONTEXT), len(b) - max(0, end - CONTEXT)
    shown_a, shown_b = _masked(old, skip, until_a), _masked(new, skip, until_b)
    matcher = SequenceMatcher(None, a[skip:until_a], b[skip:until_b], autojunk=False)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        (_, a0, _, b0, _), (_, _, a1, _, b1) = group[0], group[-1]
        yield f"@@ -{_range(skip + a0, skip + a1)} +{_range(skip + b0, skip + b1)} @@"
        for tag, i0, i1, j0, j1 in group:
            if tag == "equal":
                yield from (f" {line}" for line in shown_a[i0:i1])
            else:
                yield from (f"-{line}" for line in shown_a[i0:i1])
                yield from (f"+{line}" for line in shown_b[j0:j1])


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _range(first: int, end: int) -> str:
    length = end - first
    begin = first + 1 if length else first
    return str(begin) if length == 1 else f"{begin},{length}"


def _masked(scanned: Scan, first: int, end: int) -> list[str]:
    """The lines from index `first` up to `end` without their ends, as they may be shown."""
    owner = {
        number: option.key
        for section in scanned.sections
        for option in section.options
        for number in (option.line, *option.more)
        if first < number <= end
    }
    begins = {option.line for section in scanned.sections for option in section.options}
    shown: list[str] = []
    for number in range(first + 1, end + 1):
        line = scanned.lines[number - 1]
        text = _mask(line.rstrip(_ENDS), owner.get(number), continues=number not in begins)
        lacks_end = number == len(scanned.lines) and not line.endswith(("\r", "\n"))
        shown.append(text + (NO_LINE_END if lacks_end else ""))
    return shown


def _mask(line: str, key: str | None, *, continues: bool) -> str:
    if key in MANAGED and not continues:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    if key is not None and continues and _SECRET_KEY.search(key):
        return indent + MASK
    at = delimiter(line)
    if at is not None and _SECRET_KEY.search(line[:at]):
        return f"{line[: at + 1]} {MASK}"
    if line.lstrip().startswith(("#", ";")) and _SECRET_KEY.search(line):
        return f"{indent}{line.lstrip()[0]} {MASK}"
    return _SECRET_TEXT.sub(MASK, line)
