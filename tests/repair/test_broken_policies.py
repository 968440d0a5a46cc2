"""However broken a policy is, the plans come, and what they call proved is allowed and can be saved."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path

import pytest

from tests.repair.cases import planned
from tests.repair.test_savable import written
from wizard.engine.case_error import CaseError
from wizard.engine.case_format import read_case
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.repair.applied import apply_plan

CASES = Path(__file__).parent.parent / "cases"
VALUES: tuple[object, ...] = (
    "*", "", [], {}, None, 0, True, "allow", "AROAEXAMPLEGONEROLE01", ["*"], "111122223333", [None], [[]], "sts:*",
)  # fmt: skip
KEYS = (
    "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "Condition", "Sid", "Effect", "AWS", "Federated",
    "StringEquals", "Null", "sts:ExternalId", "Statement", "Version", "Foo",
)  # fmt: skip
Container = dict[str, object] | list[object]


def containers(value: object) -> list[Container]:
    found: list[Container] = [value] if isinstance(value, dict | list) and value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [one for item in inner for one in containers(item)]


def slip(text: str, chance: random.Random) -> str:
    """A text with a letter left out, doubled, swapped with the next or in the other case, or a blank behind it."""
    at = chance.randrange(len(text)) if text else 0
    head, letter, tail = text[:at], text[at : at + 1], text[at + 1 :]
    swapped = head + tail[:1] + letter + tail[1:]
    return chance.choice([head + tail, head + letter * 2 + tail, swapped, head + letter.swapcase() + tail, f"{text} "])


def break_once(document: object, chance: random.Random) -> None:
    """Put something else in one place, take it out, give it another name, or let the hand slip in either."""
    places = containers(document)
    if not places:
        return
    place, odd = chance.choice(places), copy.deepcopy(chance.choice(VALUES))
    if isinstance(place, list):
        at = chance.randrange(len(place))
        if isinstance(place[at], str) and chance.random() < 0.4:
            place[at] = slip(place[at], chance)
            return
        place[at : at + 1] = chance.choice([[], [odd], [place[at], odd]])
        return
    key = chance.choice(list(place))
    value = place.pop(key)
    if chance.random() < 0.4:
        in_name = not isinstance(value, str) or chance.random() < 0.5
        place[slip(key, chance) if in_name else key] = value if in_name else slip(str(value), chance)
        return
    if chance.random() < 0.7:
        place[chance.choice(KEYS) if chance.random() < 0.5 else key] = odd if chance.random() < 0.6 else value


def holders(case: dict[str, object]) -> list[tuple[dict[str, object], str]]:
    """Where the documents of a case stand."""
    role = case.get("role")
    trust = [(role, "trust_policy")] if isinstance(role, dict) and isinstance(role.get("trust_policy"), dict) else []
    inner = [(one, "document") for one in containers(case) if isinstance(one, dict) and "document" in one]
    return [*trust, *trust, *inner]


@pytest.mark.parametrize("seed", range(8))
def test_broken_policies(seed: int) -> None:
    chance = random.Random(seed)
    read = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(CASES.rglob("*.json"))]
    cases = [one for many in read for one in (many if isinstance(many, list) else [many]) if one.get("request")]
    for _ in range(150):
        broken = copy.deepcopy(chance.choice(cases))
        where = holders(broken)
        if not where:
            continue
        holder, key = chance.choice(where)
        for _ in range(chance.randint(1, 3)):
            break_once(holder[key], chance)
        try:
            case = read_case(broken)
        except CaseError:
            continue
        for plan in planned(case)[1]:
            if not plan.verified:
                continue
            assert decide(apply_plan(case, plan)).allowed, (plan.title, broken)
            for change in plan.changes:
                for text, kind in written(change):
                    mistakes = [one for one in Document.from_text(text).problems_as(kind) if one.severity == "error"]
                    assert [one for one in mistakes if one.name != "too_large"] == [], (plan.title, broken)
