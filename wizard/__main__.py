"""Lets `python -m wizard` do what `role-wizard` does."""

from wizard.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
