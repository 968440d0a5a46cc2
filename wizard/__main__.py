"""Lets `python -m wizard` do what `role-wizard` does."""

from wizard.cli import main

if __name__ == "__main__":
    status = main()
    # Python ends by SIGINT, whatever the status, where Ctrl-C came within an exec (each dataclass is made by one) and
    # was taken care of. The next exec lets it forget that.
    exec("")
    raise SystemExit(status)
