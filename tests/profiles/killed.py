"""Runs in a child of the kill test: profile writes, each in a process of its own that is shot at one of its calls into
the system.

Arguments: folders called by the call that is shot at (counted over all of them), and whether before or after it; each
holds the config file to write into. A line for each tells how its process ended. Without arguments it counts the calls.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS = (
    "open",
    "write",
    "fsync",
    "fchmod",
    "fchown",
    "close",
    "rename",
    "replace",
    "link",
    "unlink",
    "remove",
    "mkdir",
    "chmod",
    "stat",
    "lstat",
    "access",
    "fstat",
    "memfd_create",
)


def main() -> None:
    """Write once in each folder; what is loaded is loaded once."""
    import botocore.configloader  # noqa: F401 - its own files are not the ones that count

    import wizard.profiles.write  # noqa: F401

    if len(sys.argv) == 1:
        print(shot_at(-1, ""))
    for folder in map(Path, sys.argv[1:]):
        at, when = folder.name.split("-")
        os.environ["AWS_CONFIG_FILE"] = str(folder / "config")
        if (child := os.fork()) == 0:
            shot_at(int(at), when)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def shot_at(at: int, when: str) -> int:
    """Wrap, write, and count how many calls there were."""
    count = 0

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def shot(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            number = count
            count += 1
            if number == at and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return call(*arguments, **options)
            finally:
                if number == at and when == "after":
                    os.kill(os.getpid(), signal.SIGKILL)

        return shot

    from wizard.profiles.write import write

    for name in CALLS:
        if hasattr(os, name):
            setattr(os, name, wrapped(getattr(os, name)))
    write("new", {"role_arn": "arn:aws:iam::123456789012:role/R", "source_profile": "base"})
    return count


main()
