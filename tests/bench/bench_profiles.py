"""How long `profile write` and `profile check` take, start to end.

python tests/bench/bench_profiles.py     prints each ratio or time with its bar; exit status 1 if one is missed
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROLE = "arn:aws:iam::123456789012:role/R"
_LOAD = "import botocore.session; botocore.session.Session(profile='base').full_config"


def write_ratio(rounds: int = 7) -> float:
    """Median of `profile write` over `--version` plus one load by botocore, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        _files(Path(folder), 20)
        ratios = []
        for number in range(rounds):
            floor = _wizard(folder, "--version") + _seconds(folder, ["-c", _LOAD])
            ratios.append(_write(folder, f"new{number}") / floor)
    return statistics.median(ratios)


def write_many_seconds(rounds: int = 3) -> float:
    """Median seconds of a write into ten thousand profiles."""
    with tempfile.TemporaryDirectory() as folder:
        _files(Path(folder), 10_000)
        return statistics.median(_write(folder, f"new{number}") for number in range(rounds))


def check_many_seconds(rounds: int = 3) -> float:
    """Median seconds of a check of ten thousand profiles."""
    with tempfile.TemporaryDirectory() as folder:
        _files(Path(folder), 10_000)
        return statistics.median(_wizard(folder, "profile", "check", "--json") for _ in range(rounds))


def _files(folder: Path, count: int) -> None:
    profiles = (
        f"[profile p{number}]\nrole_arn = {_ROLE}{number}\nsource_profile = base\n\n" for number in range(count)
    )
    (folder / "config").write_text("".join(profiles))
    (folder / "credentials").write_text("[base]\naws_access_key_id = a\naws_secret_access_key = b\n")


def _write(folder: str, name: str) -> float:
    return _wizard(folder, "profile", "write", name, "--role-arn", _ROLE, "--source-profile", "base", "--json")


def _wizard(folder: str, *arguments: str) -> float:
    return _seconds(folder, ["-m", "wizard", *arguments])


def _seconds(folder: str, arguments: list[str]) -> float:
    files = {"AWS_CONFIG_FILE": f"{folder}/config", "AWS_SHARED_CREDENTIALS_FILE": f"{folder}/credentials"}
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env={**os.environ, **files}, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def main() -> int:
    """Print the table."""
    rows = (
        ("profile write ÷ (--version + one botocore load)", write_ratio(), 3.0),
        ("profile write into 10,000 profiles, seconds", write_many_seconds(), 5.0),
        ("profile check of 10,000 profiles, seconds", check_many_seconds(), 5.0),
    )
    for what, measured, bar in rows:
        print(f"{what:55}{measured:8.2f}   ≤ {bar:.0f}   {'yes' if measured <= bar else 'NO'}")
    return 0 if all(measured <= bar for _, measured, bar in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
