"""Runs in a child of the kill test: a profile write that is shot at one of its calls into the system.

Arguments: which call (counted over all of them), and whether before or after it. Without arguments it counts them.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
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
    """Wrap, write, and print how many calls there were."""
    at, when = (int(sys.argv[1]), sys.argv[2]) if len(sys.argv) > 1 else (-1, "")
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

    import botocore.configloader  # noqa: F401 - its own files are not the ones that count

    from wizard.profiles.write import write

    for name in CALLS:
        if hasattr(os, name):
            setattr(os, name, wrapped(getattr(os, name)))
    write("new", {"role_arn": "arn:aws:iam::123456789012:role/R", "source_profile": "base"})
    print(count)


main()
