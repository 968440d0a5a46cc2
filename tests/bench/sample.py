"""What the measurements share: a mixed, seeded set of cases (what the tests hold, varied), and how to compare."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Iterator
from pathlib import Path

CASES = Path(__file__).parents[1] / "cases"


def cases(count: int, seed: int = 7) -> Iterator[dict[str, object]]:
    """``count`` case objects, without what they expect."""
    texts = [json.dumps(case) for case in _written() if "profile" not in case]
    draw = random.Random(seed)
    for _ in range(count):
        text = draw.choice(texts).replace("111122223333", str(draw.randrange(10**11, 10**12)))
        case = json.loads(text)
        case.pop("expected", None)
        yield case


def in_turns(pairs: list[tuple[float, float]]) -> float:
    """The median of the ratios, each of two times taken one after the other."""
    return statistics.median(one / other for one, other in pairs)


def _written() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for file in sorted(CASES.rglob("*.json")):
        value = json.loads(file.read_text(encoding="utf-8"))
        found += value if isinstance(value, list) else [value]
    return found
