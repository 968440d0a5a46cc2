"""Two strings that almost agree: how far apart they are, where they differ, and in which words to say so.

It knows strings and the shape of ARNs, no policies. Screens put both strings one above the other and mark what
`differing` returns.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wizard.repair.cause import NO_WORD, NearMiss

_BEGINNINGS = ("un", "non", "pre", "post", "im", "in", "ex", "out", "re", "sub", "inter", "intra")
_RANDOM_ID = re.compile(r"(o-|r-|ou-|vpce?-|A[A-Z]{3})[0-9A-Za-z-]{8,}")
"""Ids of organizations and what is in them, of networks, and unique ids of principals ("IAM identifiers")."""


@lru_cache(maxsize=64)
def distance(a: str, b: str, limit: int = 8) -> int:
    """Single edits (insert, delete, change, swap two neighbours) from one string to the other.

    Anything over ``limit`` is answered as ``limit + 1``, quickly.
    """
    if a == b:
        return 0
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    head, tail = differing(a, b)
    a, b = a[head], b[tail]
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def is_typo(written: str, wanted: str) -> bool:
    """Whether one string is probably meant to be the other: letter case, white space, or a slip of the hand."""
    if not written or not wanted:
        return False
    if _plain(written) == _plain(wanted):
        return True
    allowed = 1 if len(wanted) < 5 else 2 if len(wanted) < 12 else 3
    if min(len(written), len(wanted)) <= allowed:  # hardly a letter in common
        return False
    return distance(written.lower(), wanted.lower(), allowed) <= allowed


def is_slip_of_an_id(written: str, wanted: str) -> bool:
    """Whether one id that AWS drew at random is meant to be the other: no two that exist are so near to each other.

    Of an organization's path, each id that differs, and the slash with which it ends.
    """
    if written.startswith("o-") and wanted == f"{written}/":
        return True
    parts, others = written.split("/"), wanted.split("/")
    differing = [pair for pair in zip(parts, others, strict=False) if pair[0] != pair[1]]
    return len(parts) == len(others) and bool(differing) and all(_is_slip_of_one_id(*pair) for pair in differing)


def _is_slip_of_one_id(written: str, wanted: str) -> bool:
    kinds = [match[1] for one in (written, wanted) if (match := _RANDOM_ID.fullmatch(one)) is not None]
    return len(kinds) == 2 and kinds[0] == kinds[1] and distance(written, wanted, 2) <= 2


def is_slip(written: str, wanted: str) -> bool:
    """Whether nobody else can be meant, word by word: ci-1 and ci-2 are two, and so are app and api in like texts."""
    if re.findall(r"[0-9]+", written) != re.findall(r"[0-9]+", wanted):
        return False
    words, others = re.findall(r"[^\W_]+", written), re.findall(r"[^\W_]+", wanted)
    if not words or not others:
        return is_typo(written, wanted)
    if len(words) != len(others):
        return _plain(written) == _plain(wanted) or distance(written.lower(), wanted.lower(), 1) <= 1
    return all(map(_is_slip_of_a_word, words, others))


def _is_slip_of_a_word(written: str, wanted: str) -> bool:
    """Two letters of a word of up to seven, one of a word of up to four, or its beginning: then it is another word."""
    one, other = written.lower(), wanted.lower()
    if len(one) == len(other) < 5 and sorted(one) != sorted(other):
        return False
    if one != other and (set(_without_beginning(one)) & set(_without_beginning(other))):
        return False
    return is_typo(written, wanted) and (min(len(one), len(other)) > 7 or distance(one, other, 1) <= 1)


def _without_beginning(word: str) -> list[str]:
    """What is left of a word behind each beginning that turns its meaning: import and export, production and its
    preproduction."""
    return [word, *(word.removeprefix(one) for one in _BEGINNINGS if word.startswith(one))]


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def differing(written: str, wanted: str) -> tuple[slice, slice]:
    """The stretch of each string in which they differ: what both begin and end with is left out."""
    shorter = min(len(written), len(wanted))
    head = 0
    while head < shorter and written[head] == wanted[head]:
        head += 1
    tail = 0
    while tail < shorter - head and written[-1 - tail] == wanted[-1 - tail]:
        tail += 1
    return slice(head, len(written) - tail), slice(head, len(wanted) - tail)


def how(written: str, wanted: str) -> str:
    """The difference of two near strings in a few words."""
    if written.strip() == wanted.strip():
        return "white space differs"
    if written.lower() == wanted.lower():
        return "only the letter case differs"
    parts, others = written.split(":", 5), wanted.split(":", 5)
    if len(parts) == len(others) == 6 and parts[0] == others[0] == "arn":
        if parts[1] != others[1]:
            return "another partition"
        if parts[4] != others[4] and parts[5] == others[5]:
            return "another account" if parts[4] else "the account id is missing"
        if parts[4] == others[4] and parts[5] != others[5]:
            return _resource(parts[5], others[5])
    return _letters(written, wanted)


def _resource(written: str, wanted: str) -> str:
    kind, _, path = written.partition("/")
    other_kind, _, other_path = wanted.partition("/")
    name, other_name = path.rpartition("/")[2], other_path.rpartition("/")[2]
    if kind != other_kind and name == other_name:
        return f"{_a(kind)} instead of {_a(other_kind)}"
    if kind == other_kind and name == other_name:
        return "the path is left out" if "/" not in path else "another path"
    return _letters(name, other_name)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "aeio" else f"a {kind}"


def _letters(written: str, wanted: str) -> str:
    apart = distance(written, wanted)
    if apart == 1:
        if len(written) < len(wanted):
            return "one letter is missing"
        if len(written) > len(wanted):
            return "one letter too many"
        if sorted(written) == sorted(wanted):
            return "two letters are swapped"
        return "one letter differs"
    return f"{apart} letters differ" if apart <= 4 else NO_WORD


def near(written: str, wanted: str) -> NearMiss:
    """Both strings, with the difference in words."""
    return NearMiss(written, wanted, how(written, wanted))
