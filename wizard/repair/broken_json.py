"""A trust policy that is almost JSON: each slip put right where it stands, and the rest as its author wrote it.

What breaks off within a statement may have lost a condition, and stays as it is.
"""

from __future__ import annotations

from wizard.engine.document import Document
from wizard.engine.json_text import Mistake
from wizard.repair.option import Option, Situation

_WHOLE = ("", "/Statement")
"""What may be left open where every statement is whole: the policy and its list."""


def mended(situation: Situation, document: Document) -> tuple[Option, ...]:
    """The text with every slip put right; none where one of them can be meant in more than one way."""
    text, slips = document.text, document.reading.mistakes
    if not slips or any(one.instead is None or (one.closing and one.pointer not in _WHOLE) for one in slips):
        return ()
    for one in sorted(slips, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + str(one.instead) + text[one.end :]
    text = _closed(text, [one for one in slips if one.closing])
    if not Document.from_text(text).parses:
        return ()
    what = "Put the JSON of the trust policy right"
    why = " ".join(dict.fromkeys(f"{one.message.rstrip('.')}." for one in slips[:3]))
    return (Option(what, why, (situation.trust_change(text),), ("trust_policy_malformed",)),)


def _closed(text: str, open_ones: list[Mistake]) -> str:
    """A text with what is left open closed at its end, each where its line begins if there are lines."""
    whole = text.rstrip()
    end = text[len(whole) :]
    for one in open_ones:
        line = text[text.rfind("\n", 0, one.start) + 1 : one.start]
        margin = "\n" + line[: len(line) - len(line.lstrip())] if "\n" in whole else ""
        whole += f"{margin}{one.closing}"
    return whole + end
