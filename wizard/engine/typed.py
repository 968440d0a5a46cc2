"""The names that annotations take from `typing`, without importing it: a fifteenth of the time of `check`.

A type checker reads the real ones. At run time annotations are text that nobody evaluates, so that names are enough.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any as Any
    from typing import Final as Final
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn
    from typing import TextIO as TextIO
    from typing import TypeVar as TypeVar
    from typing import cast as cast
    from typing import dataclass_transform as dataclass_transform
else:
    from types import GenericAlias

    Any = Final = NoReturn = TextIO = object

    class Literal:
        """What is chosen from stays readable by `typing.get_args`."""

        __class_getitem__ = classmethod(GenericAlias)

    def TypeVar(name):  # noqa: N802
        """No more than a name."""
        return object

    def cast(kind, value):
        """The value as it is."""
        return value

    def dataclass_transform(**said):
        """The decorator as it is."""
        return lambda decorator: decorator
