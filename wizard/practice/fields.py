"""Reading a lesson's JSON field by field: every mistake is reported with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class LessonError(ValueError):
    """A lesson file that cannot be used: which file, which field, what is wrong with it."""

    kind = "usage"
    next_step = "Mend that place of the lesson's file; those beside it show how it is written."


class Fields:
    """One JSON object. Fields are taken by name; what is left over at the end is a mistake."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise LessonError(f"{place}: an object is needed, not {_kind(value)}")
        self._left: dict[str, Any] = dict(value)
        self.place = place

    def text(self, name: str, default: str | None = None) -> str:
        """A string; needed unless there is a default."""
        return self._take(name, str, "a string", default)

    def optional(self, name: str) -> str | None:
        """A string that may be missing or null."""
        return None if self._left.get(name) is None and self._drop(name) else self.text(name)

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number; needed unless there is a default."""
        return self._take(name, int, "a whole number", default)

    def optional_number(self, name: str) -> int | None:
        """A whole number that may be missing or null."""
        return None if self._left.get(name) is None and self._drop(name) else self.number(name)

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        return self._take(name, bool, "true or false", default)

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of strings; needed unless there is a default."""
        items = self._take(name, list, "a list of strings", list(default) if default is not None else None)
        for item in items:
            if not isinstance(item, str):
                raise LessonError(f"{self.place}.{name}: a list of strings is needed, not {_kind(item)} in it")
        return tuple(items)

    def mapping(self, name: str, default: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An object as it is."""
        return self._take(name, dict, "an object", dict(default) if default is not None else None)

    def document(self, name: str) -> object:
        """A policy: an object, or its exact text as a string."""
        value = self._left.pop(name, None)
        if not isinstance(value, dict | str):
            raise LessonError(f"{self.place}.{name}: a policy is needed (an object, or its text), not {_kind(value)}")
        return value

    def entries(self, name: str) -> Iterator[tuple[str, Fields]]:
        """The named objects of an object; none where the field is missing."""
        for key, value in self.mapping(name, {}).items():
            yield key, Fields(value, f"{self.place}.{name}.{key}")

    def items(self, name: str) -> Iterator[Fields]:
        """The objects of a list; none where the field is missing."""
        for number, value in enumerate(self._take(name, list, "a list", [])):
            yield Fields(value, f"{self.place}.{name}[{number}]")

    def section(self, name: str) -> Fields:
        """An object that must be there."""
        return Fields(self._left.pop(name, None), f"{self.place}.{name}")

    def has(self, name: str) -> bool:
        """Whether a field is there, and not null."""
        return self._left.get(name) is not None

    def done(self) -> None:
        """Complain about fields that nobody asked for. Raises LessonError."""
        if self._left:
            raise LessonError(f"{self.place}: unknown field {', '.join(sorted(self._left))}")

    def _drop(self, name: str) -> bool:
        self._left.pop(name, None)
        return True

    def _take(self, name: str, kind: type[T], words: str, default: T | None) -> T:
        if name not in self._left:
            if default is None:
                raise LessonError(f"{self.place}: {name} is missing ({words})")
            return default
        value = self._left.pop(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise LessonError(f"{self.place}.{name}: {words} is needed, not {_kind(value)}")
        return value


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), "a number")
