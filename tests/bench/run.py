"""The speed table: every bar as a ratio measured in one run, the two sides of a ratio in turns.

python tests/bench/run.py            the whole table
python tests/bench/run.py --smoke    one round of each, for crashes and not for times
python tests/bench/run.py paint quit only these rows
"""

from __future__ import annotations

import argparse
import compileall
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import bench_profiles, commands, decisions, screens


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    what: str
    bar: str
    best: str
    measure: Callable[[int], float]
    unit: str = ""
    at_least: bool = False

    @property
    def limit(self) -> float:
        """The bar as a number."""
        return float(self.bar.split()[1])


ROWS = (
    Row("paint", "first useful paint ÷ bare Textual hello-world", "≤ 1.25", "1.1", screens.first_paint),
    Row("practice", "first paint of `practice` ÷ the wizard's own", "≤ 1.5", "1.0", screens.practice_paint),
    Row("client", "AWS client ready ÷ hello-world", "≤ 2.5", "2.2", screens.client_ready),
    Row("check", "`check` of one case ÷ `python -c pass`", "≤ 4", "2.3", commands.check_start_up),
    Row("echo", "key echo in the policy editor ÷ bare TextArea, median", "≤ 1.3", "1.0", screens.key_echo),
    Row("verdict", "key press → verdict, 2,048 characters, p95", "≤ 50 ms", "16", decisions.verdict_per_key, "ms"),
    Row("decide", "decisions per second ÷ iam-simulate's 1,300", "≥ 5", "10", decisions.decisions_ratio, at_least=True),
    Row("diagnose", "diagnosis with plans, median", "≤ 20 ms", "", decisions.diagnosis, "ms"),
    Row("errors", "reading a log of four times the length ÷ four", "≤ 2", "1", decisions.error_growth),
    Row("quit", "quit while an AWS call hangs", "≤ 1 s", "0.35", screens.quit_while_hanging, "s"),
    Row("memory", "peak memory of the wizard with clients", "≤ 75 MiB", "56", screens.peak_memory, "MiB"),
    Row("stream", "peak memory: 20,000 cases ÷ 1,000, JSON Lines", "≤ 1.05", "", commands.stream_lines),
    Row("array", "peak memory: 20,000 cases ÷ 1,000, one array", "≤ 1.05", "", commands.stream_array),
    Row("resident", "peak memory of `check` on 20,000 cases", "≤ 60 MiB", "", commands.stream_peak, "MiB"),
    Row("write", "`profile write` ÷ (--version + a load by botocore)", "≤ 3", "", bench_profiles.write_ratio),
    Row("write-many", "`profile write` into 10,000 profiles", "≤ 5 s", "", bench_profiles.write_many_seconds, "s"),
    Row("check-many", "`profile check` of 10,000 profiles", "≤ 5 s", "", bench_profiles.check_many_seconds, "s"),
)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", choices=[[], *(row.name for row in ROWS)], metavar="ROW")
    parser.add_argument("--smoke", action="store_true", help="one round of each")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    rounds = 1 if arguments.smoke else arguments.rounds
    compileall.compile_dir(Path(__file__).parents[2] / "wizard", quiet=1)  # as an installer leaves it
    print(f"{'what':<58} {'measured':>12}   {'bar':<9} {'best conceivable'}")
    for row in ROWS:
        if arguments.rows and row.name not in arguments.rows:
            continue
        value = row.measure(rounds)
        met = value >= row.limit if row.at_least else value <= row.limit
        shown = f"{value:.2f} {row.unit}".rstrip()
        print(f"{row.what:<58} {shown:>12}   {row.bar:<9} {row.best:<5} {'' if met else 'over the bar'}".rstrip())
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
