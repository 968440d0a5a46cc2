"""Where the program begins, as `role-wizard` and as `python -m wizard`."""

import os
import sys

from wizard.as_it_came import AsItCame
from wizard.exit_status import INTERRUPTED


def main() -> int:
    """Run the command line; returns the exit status, also where Ctrl-C comes while the rest is still being loaded."""
    try:
        with AsItCame():
            from wizard.cli import main as run

            status = run()
    except KeyboardInterrupt:
        return INTERRUPTED
    if sys.modules.keys().isdisjoint(("atexit", "threading")):  # nothing waits for Python's end, which takes all apart
        os._exit(status)
    return status


if __name__ == "__main__":
    status = main()
    # Python ends by SIGINT, whatever the status, where Ctrl-C came within an exec (each dataclass is made by one) and
    # was taken care of. The next exec lets it forget that.
    exec("")
    raise SystemExit(status)
