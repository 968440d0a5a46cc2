"""Ctrl-C, and a signal that ends the program, while a class is made.

Up to Python 3.11 whatever comes within `__set_name__` leaves it as the cause of a RuntimeError, which nobody takes for
an end. ("Customizing class creation")
"""

from __future__ import annotations


class AsItCame:
    """Within it Ctrl-C is a KeyboardInterrupt and an orderly end a SystemExit, wherever they come."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RuntimeError) and isinstance(error.__cause__, KeyboardInterrupt | SystemExit):
            raise error.__cause__ from None
