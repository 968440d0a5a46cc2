"""Single fields of a case file, read strictly: what is there must have its type, and no field is left over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from wizard.engine.case import UNKNOWN, Unknown
from wizard.engine.case_error import CaseError
from wizard.engine.typed import TypeVar

Value = TypeVar("Value")


class Fields:
    """One object of the file; every field must be asked for, so that a left-over one is an error."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise CaseError(path, f"an object is wanted, not {kind_of(value)}")
        self.value: dict[str, object] = value
        self.path = path
        self.asked: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether the field is there, null or not."""
        self.asked.add(name)
        return name in self.value

    def raw(self, name: str) -> object:
        """What the field holds; only where it is there."""
        self.asked.add(name)
        return self.value[name]

    def given(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.has(name) and self.value[name] is not None

    def at(self, name: str) -> str:
        """The field's path, for errors."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str) -> str | None:
        """A string; None where it is absent or null."""
        if not self.has(name) or self.value[name] is None:
            return None
        return text_at(self.value[name], self.at(name))

    def needed(self, name: str) -> str:
        """A string that must be there. Raises CaseError."""
        if not self.has(name):
            raise CaseError(self.at(name), "it is missing")
        return text_at(self.value[name], self.at(name))

    def choice(self, name: str, among: Iterable[str]) -> str | None:
        """One of a few strings; None where it is absent or null. Raises CaseError."""
        text = self.text(name)
        if text is not None and text not in among:
            raise CaseError(self.at(name), f"{text} is none of {', '.join(among)}")
        return text

    def or_unknown(self, name: str, read: Callable[[object, str], Value]) -> Value | Unknown:
        """What ``read`` makes of the field; unknown where it is absent."""
        return read(self.value[name], self.at(name)) if self.has(name) else UNKNOWN

    def or_none(self, name: str, read: Callable[[object, str], Value]) -> Value | Unknown:
        """The same, where none is no value either: null is unknown, too."""
        return read(self.value[name], self.at(name)) if self.given(name) else UNKNOWN

    def done(self) -> None:
        """Raise CaseError for a field that nobody asked for."""
        for name in self.value:
            if name not in self.asked:
                raise CaseError(self.at(str(name)), "there is no such field")


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {"str": "a string", "int": "a number", "float": "a number", "list": "a list", "dict": "an object"}.get(
        type(value).__name__, type(value).__name__
    )


def text_at(value: object, path: str) -> str:
    """A string, or CaseError naming the path."""
    if not isinstance(value, str):
        raise CaseError(path, f"a string is wanted, not {kind_of(value)}")
    return value


def boolean_at(value: object, path: str) -> bool:
    """True or false, or CaseError naming the path."""
    if not isinstance(value, bool):
        raise CaseError(path, f"true or false is wanted, not {kind_of(value)}")
    return value


def integer_at(value: object, path: str) -> int:
    """A whole number, or CaseError naming the path."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise CaseError(path, f"a whole number is wanted, not {kind_of(value)}")
    return value


def list_at(value: object, path: str) -> list[object]:
    """A list, or CaseError naming the path."""
    if not isinstance(value, list):
        raise CaseError(path, f"a list is wanted, not {kind_of(value)}")
    return value


def texts_at(value: object, path: str) -> tuple[str, ...]:
    """A list of strings, or CaseError naming the path."""
    return tuple(text_at(one, f"{path}[{at}]") for at, one in enumerate(list_at(value, path)))


def tags_at(value: object, path: str) -> Mapping[str, str]:
    """Tags: strings by name, or CaseError naming the path."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CaseError(path, f"an object is wanted, not {kind_of(value)}")
    return {key: text_at(one, f"{path}.{key}") for key, one in value.items()}
