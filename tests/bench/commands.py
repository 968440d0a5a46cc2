"""Commands without a screen: start-up and memory of `check`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.sample import cases, in_turns


def check_start_up(rounds: int) -> float:
    """`check` of one case over an empty interpreter, in turns: another case each time, for some hold more to repair."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.json"
        pairs = []
        for case in cases(rounds * 5):
            file.write_text(json.dumps(case))
            empty = _seconds([sys.executable, "-c", "pass"])
            pairs.append((_seconds([sys.executable, "-m", "wizard", "check", "--json", str(file)]), empty))
    return in_turns(pairs)


def stream_lines(rounds: int) -> float:
    """Peak memory of 20,000 cases over that of 1,000, as JSON Lines."""
    many, few = _counts(rounds)
    return _peak(_lines(many)) / _peak(_lines(few))


def stream_array(rounds: int) -> float:
    """The same with one JSON array."""
    many, few = _counts(rounds)
    return _peak(_array(many)) / _peak(_array(few))


def stream_peak(rounds: int) -> float:
    """Peak memory on the long stream, in MiB."""
    return _peak(_lines(_counts(rounds)[0])) / 1024


def _counts(rounds: int) -> tuple[int, int]:
    """How many cases a long and a short stream have; one round is for crashes alone."""
    return (20_000, 1_000) if rounds > 1 else (100, 50)


def _lines(count: int) -> Iterator[str]:
    for case in cases(count):
        yield json.dumps(case) + "\n"


def _array(count: int) -> Iterator[str]:
    yield "["
    for number, case in enumerate(cases(count)):
        yield ("," if number else "") + json.dumps(case)
    yield "]"


_LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A process counts what its parent held when it began, and this one holds much: a small one stands between."""


def _peak(pieces: Iterator[str]) -> float:
    """Peak resident memory, in KiB, of `check -` fed piece by piece."""
    check = [sys.executable, "-m", "wizard", "check", "--json", "-"]
    process = subprocess.Popen(
        [sys.executable, "-c", _LAUNCHER, *check], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    for piece in pieces:
        process.stdin.write(piece)
    return float(process.communicate()[0])


def _seconds(words: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start
