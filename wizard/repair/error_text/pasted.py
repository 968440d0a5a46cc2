"""Pasted text without its dress: colours, boxes, time stamps, escapes and line wraps.

An error reaches people wrapped at any column, so that a word, even an ARN, may be cut in two. Therefore phrases are
sought in the text without any white space (`Squeezed`), and only an ARN, which has no end of its own, asks where the
white space had been. All steps are linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from wizard.engine.typed import Literal

Gap = Literal["space", "line"]

_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@/-"

_TERMINAL = re.compile(
    r"\x1b\[[0-9;:?<=>]*[ -/]*[@-~]"  # colours and cursor movements
    r"|\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)"  # titles and hyperlinks
    r"|\x1b[@-_()][0-9A-B]?"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]"
)
# A log that was itself logged shows its colours as text.
_SPELT_COLOURS = re.compile(
    r"(?:\\u001[bB]|\\x1[bB]|\\033|\\e|\^\[|\u241b)\[[0-9;]{0,12}m"
    r"|\[[0-9]{1,3}(?:;[0-9]{1,3}){0,8}m"  # copied without the character that none can see
)
_MARKUP = re.compile(
    r"</?(?:a|b|br|code|div|em|i|li|mark|p|pre|samp|span|strong|td|tr|tt|u)(?:\s[^<>]{0,300})?/?>"
    r"|<https?://[^<>|\s]{1,300}\|([^<>]{1,300})>"  # a chat's links, and whatever it takes for one
    r"|<(arn:[^<>\s]{1,300})>"
    r"|\{\{((?:arn|sts):[^{}\s]{1,300})\}\}"  # Jira's monospace
)
_BLANKED = re.compile(r"(?<=[:/])[<\[(]([A-Za-z*][\w *.-]{0,40})[>\])](?=[:/\s\"'.,]|$)")  # ::<account id>:role/[ROLE]
_BACKSLASHES = re.compile(r"\\{2,}")  # escapes that were escaped again
_JSON_UNICODE = re.compile(r"\\u00([0-7][0-9a-fA-F])")
_JSON_ESCAPES = re.compile(r"""\\(?:r\\n|[nrt]|(?=["'/]))""")
_QUOTES = str.maketrans(
    {
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2026": "...", "\u2013": "-", "\u2014": "-", "\u2011": "-",
        "\uff1a": ":", "\u00a0": " ", "\u202f": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    }
)  # fmt: skip
_PREFIX = re.compile(
    r"""
    \s* (?:
      [\u2500-\u259f|]+                                                     # the boxes that Terraform draws
    | >{1,9}(?=[^>])                                                        # quoted in a mail or an issue
    | \[? \d{4}[-/]\d\d[-/]\d\d [T ] \d\d:\d\d:\d\d (?:[.,]\d+)? (?:Z|[ ]?UTC|[ ]?[+-]\d\d:?\d\d)?
      \]? (?:[ ]\d\d[OE]\b)?
    | \[? \d\d:\d\d:\d\d (?:[.,]\d+)? \]?
    | [EWIF]\d{4} [ ] \d\d:\d\d:\d\d\.\d+ \s+ \d+ \s [\w./-]+:\d+\]         # klog
    | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \s+ \d+ \s \d\d:\d\d:\d\d \s \S+ \s [\w./()-]+(?:\[\d+\])?:
    | \#\#\[\w+\] | ::(?:error|warning|debug|notice)[^:\n]{0,200}::         # CI systems' own marks
    | \[ [^\]\s"']{1,80} (?:[ ][^\]"']{1,40})? \] (?=\s|$)                  # [ERROR], [pod/web-1/app]
    | [\w.-]{1,60} \s* \| (?=\s)                                            # docker compose
    | E [ ]{3}                                                              # pytest
    )
    """,
    re.VERBOSE,
)


def clean(text: str) -> list[str]:
    """The lines of a paste, each without what a terminal, a logger or a mail put around it."""
    text = _SPELT_COLOURS.sub("", _TERMINAL.sub("", text.replace("\r\n", "\n")))
    text = text.translate(_QUOTES)
    if "<" in text or "{{" in text:
        text = _MARKUP.sub(lambda match: match[match.lastindex] if match.lastindex else "", text)
    if "\\" in text:
        text = _BACKSLASHES.sub(r"\\", text)
        text = _JSON_UNICODE.sub(lambda match: chr(int(match[1], 16)), text)
        text = _JSON_ESCAPES.sub(_escaped_space, text)
    if "&" in text:
        import html  # its table of names costs a few milliseconds

        text = html.unescape(html.unescape(text)).translate(_QUOTES)
    if "arn%3A" in text or "arn%3a" in text:
        text = text.replace("+", " ") if "+not+authorized+" in text else text
        text = re.sub(r"%([2-7][0-9A-Fa-f])", lambda match: chr(int(match[1], 16)), text)
    if "=20\n" in text:  # a mail as it is sent
        text = text.replace("=20\n", " \n").replace("=\n", "")
    text = text.replace("<wbr>", "")
    if "arn:" in text:
        text = _BLANKED.sub(lambda match: f"<{'-'.join(match[1].split())}>", text)
    return [_undress(line) for line in text.replace("\r", "\n").split("\n")]


def _escaped_space(match: re.Match[str]) -> str:
    return {"\\": "", "t": " "}.get(match[0][-1], "\n")


def _undress(line: str) -> str:
    position = 0
    for _ in range(6):  # a time stamp within a box within a quotation …
        match = _PREFIX.match(line, position)
        if match is None:
            break
        position = match.end()
    line = line[position:].rstrip(" \t\u2502|" if position else " \t")
    return line.encode("ascii", "replace").decode("ascii")


class Squeezed:
    """The cleaned text without white space, and where the white space had been.

    ``text`` and ``lower`` are ASCII and of one length, so that what is found in one can be read in the other.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._starts: list[int] = []
        self._word_ends: dict[int, list[int]] = {}  # by line, for the lines that were asked about
        parts: list[str] = []
        length = 0
        for line in lines:
            self._starts.append(length)
            squeezed = "".join(line.split())
            parts.append(squeezed)
            length += len(squeezed)
        self.text = "".join(parts)
        self.lower = self.text.lower()

    def places(self, phrase: str, *, cased: bool = False) -> Iterator[int]:
        """Where a squeezed phrase stands: in lower letters, or ``cased`` as it is written."""
        text = self.text if cased else self.lower
        place = text.find(phrase)
        while place >= 0:
            yield place
            place = text.find(phrase, place + len(phrase))

    def line_of(self, offset: int) -> int:
        """The index of the line that holds the character at an offset."""
        return bisect_right(self._starts, offset) - 1

    def line(self, index: int) -> str:
        """A cleaned line, white space included; empty beyond the last."""
        return self._lines[index] if 0 <= index < len(self._lines) else ""

    def word_end(self, offset: int) -> tuple[int, Gap]:
        """Where the word that holds a character ends, and what stands behind it."""
        index = self.line_of(offset)
        ends = self._ends_in(index)
        number = bisect_right(ends, offset)
        if number == len(ends):
            return len(self.text), "line"
        return ends[number], "line" if number == len(ends) - 1 else "space"

    def _ends_in(self, index: int) -> list[int]:
        ends = self._word_ends.get(index)
        if ends is None:
            ends = list(accumulate(map(len, self._lines[index].split()), initial=self._starts[index]))[1:]
            self._word_ends[index] = ends
        return ends

    def begins_word(self, offset: int) -> bool:
        """Whether white space, or nothing at all, stood before a character."""
        return offset <= 0 or self.word_end(offset - 1)[0] <= offset

    def wraps(self, offset: int, since: int) -> bool:
        """Whether the line break before ``offset`` is likely a wrap, and not the end of what was said.

        ``since`` is where the sentence began: one that was wrapped before is wrapped at the same width again.
        """
        index, first = self.line_of(offset), self.line_of(since)
        previous = index - 1
        if previous < first or not self._lines[previous]:
            return False
        if previous == first:
            # Nothing tells the width but a usual one, and a lone word with nothing below it.
            lonely = not self._lines[index].strip().strip(_NAME_CHARACTERS) and not self.line(index + 1)
            width = len(self._lines[previous])
            return lonely and width >= 80 and (width % 10 == 0 or width == 132)
        width = max(len(line) for line in self._lines[first : previous + 1])
        return len(self._lines[previous]) >= width or self._lines[previous].endswith("-")
