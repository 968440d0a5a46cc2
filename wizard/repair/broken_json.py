"""A trust policy that is almost JSON: each slip put right where it stands, and the rest as its author wrote it."""

from __future__ import annotations

from wizard.engine.document import Document
from wizard.repair.option import Option, Situation


def mended(situation: Situation, document: Document) -> tuple[Option, ...]:
    """The text with every slip put right; none where one of them can be meant in more than one way."""
    text, slips = document.text, document.reading.mistakes
    if not slips or any(one.instead is None for one in slips):
        return ()
    for one in sorted(slips, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + str(one.instead) + text[one.end :]
    if not Document.from_text(text).parses:
        return ()
    what = "Put the JSON of the trust policy right"
    why = " ".join(dict.fromkeys(f"{one.message.rstrip('.')}." for one in slips[:3]))
    return (Option(what, why, (situation.trust_change(text),), ("trust_policy_malformed",)),)
