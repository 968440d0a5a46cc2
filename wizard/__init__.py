"""role-wizard repairs an AWS role that nobody can assume."""

__version__ = "0.1.0"
