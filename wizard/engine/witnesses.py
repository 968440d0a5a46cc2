"""One text for each way in which several patterns can match the same text: all that an unknown value can be.

Each pattern is an automaton whose state is a number, one bit for each place that may be reached in the pattern. All of
them run side by side over longer and longer texts until no new state is met.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from wizard.engine.frozen import frozen
from wizard.engine.pattern import ONE, STAR

_MOST_STATES = 1000


@frozen
class Pattern:
    """A compiled pattern, and how it is compared."""

    text: str  # with STAR and ONE for wildcards
    folded: bool = False  # letters' case does not count
    by_parts: bool = False  # an ARN: a wildcard in one of the first five parts matches no colon


@lru_cache(maxsize=64)  # a search for repairs decides one case many times over
def witnesses(patterns: tuple[Pattern, ...], within: tuple[Pattern, ...] = ()) -> tuple[str, ...] | None:
    """For each combination of patterns that one text can match, such a text; only texts that one of ``within`` matches.

    None where there would be too much to try.
    """
    everything = (*patterns, *within)
    if any(one.folded and not one.text.translate(_NO_WILDCARDS).isascii() for one in everything):
        return None
    alphabet = _alphabet(everything)
    automata = [_Automaton(one, alphabet) for one in everything]
    start = tuple(one.start for one in automata)
    texts = {start: ""}
    found: dict[tuple[bool, ...], str] = {}
    states = [start]
    for state in states:
        text = texts[state]
        accepted = tuple(one.accepts(bits) for one, bits in zip(automata, state, strict=True))
        if not within or any(accepted[len(patterns) :]):
            matched = accepted[: len(patterns)]
            found[matched] = found.get(matched) or text  # an empty value only where no other does the same
        for character in alphabet:
            after = tuple(one.step(bits, character) for one, bits in zip(automata, state, strict=True))
            if after not in texts and (not within or any(after[len(patterns) :])):
                if len(texts) == _MOST_STATES:
                    return None
                texts[after] = text + character
                states.append(after)
    return tuple(found.values())


_NO_WILDCARDS = str.maketrans("", "", STAR + ONE)


def _alphabet(patterns: Iterable[Pattern]) -> str:
    """Every character that a pattern tells apart, and one that none does."""
    letters = {":"}
    for one in patterns:
        plain = one.text.translate(_NO_WILDCARDS)
        letters.update(plain, *((plain.lower(), plain.upper()) if one.folded else ()))
    other = next(letter for letter in map(chr, range(ord("0"), 0x10000)) if letter not in letters and letter.isalnum())
    return "".join(sorted(letters)) + other


class _Automaton:
    """One pattern; bit N of a state: the first N places of the pattern have matched what was read."""

    __slots__ = ("advancing", "end", "stars", "start", "staying")

    def __init__(self, pattern: Pattern, alphabet: str) -> None:
        text = pattern.text
        self.end = len(text)
        self.stars = sum(1 << at for at, want in enumerate(text) if want == STAR)
        self.advancing = dict.fromkeys(alphabet, 0)
        self.staying = dict.fromkeys(alphabet, 0)
        colons = 0
        for at, want in enumerate(text):
            colons += want == ":"
            for have in alphabet:
                if want in (STAR, ONE):
                    matches = have != ":" or not pattern.by_parts or colons >= 5
                else:
                    matches = want == have or (pattern.folded and want.lower() == have.lower())
                if matches:
                    row = self.staying if want == STAR else self.advancing
                    row[have] |= 1 << at
        self.start = self._past_stars(1)

    def step(self, bits: int, character: str) -> int:
        """The state after one more character."""
        return self._past_stars((bits & self.advancing[character]) << 1 | (bits & self.staying[character]))

    def accepts(self, bits: int) -> bool:
        """Whether what was read matches as a whole."""
        return bool(bits >> self.end & 1)

    def _past_stars(self, bits: int) -> int:
        while (more := bits | (bits & self.stars) << 1) != bits:
            bits = more
        return bits
