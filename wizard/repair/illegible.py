"""A condition's value that its operator cannot read, and so never matches: what the author meant by it.

("IAM JSON policy elements: Condition operators")
"""

from __future__ import annotations

import re

from wizard.engine.decision import ElementVerdict
from wizard.engine.operators import OPERATORS, READERS, bare_name
from wizard.repair import edit
from wizard.repair.condition_keys import cause_of
from wizard.repair.near_miss import is_typo
from wizard.repair.option import Option, Situation
from wizard.repair.shown import shown

_WORDS = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BLANK_IN_VARIABLE = r"\$\{(?=\s|\S+\s+\})\s*([^\s${}',]+)\s*\}"
_DURATION = r"(\d{1,9})\s*(s|m|h|d)[a-z]*"


def legible(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """Each such value written as the operator reads it."""
    value = edit.value(text, test.pointer)
    written = value if isinstance(value, list) else [value]
    after, told = text, []
    for index, one in enumerate(written):
        meant = meaning(test.operator or "", str(one))
        if meant is not None:
            after = edit.replace(after, f"{test.pointer}/{index}" if isinstance(value, list) else test.pointer, meant)
            told.append(f"{meant} instead of {shown(str(one))}")
    if not told:
        return []
    why = f"{test.operator} cannot read what is written now."
    cures = ("condition_operator_mistake", cause_of(test))
    return [Option(f"Write {' and '.join(told)}", why, (situation.trust_change(after),), cures)]


def meaning(operator: str, text: str) -> str | None:
    """What a value was meant to be, where the operator does not read it; ``None`` where it does, or nobody can tell."""
    known = OPERATORS.get(bare_name(operator))
    if known is not None and known.variables and (bare := re.sub(_BLANK_IN_VARIABLE, r"${\1}", text)) != text:
        return bare
    read = READERS.get(known.family) if known is not None else None
    if known is None or read is None or read(text) is not None:
        return None
    plain = text.strip().strip("\"'").lower()
    meant = plain
    if known.family in ("bool", "null"):
        near = (word for word in ("true", "false") if is_typo(plain, word))
        meant = _WORDS.get(plain) or next(near, plain)
    elif known.family == "date":
        meant = plain.replace("/", "-").upper()
    elif known.family == "numeric":
        duration = re.fullmatch(_DURATION, plain)
        meant = str(int(duration[1]) * _SECONDS[duration[2]]) if duration else plain.replace(",", "")
    return meant if read(meant) is not None else None
