"""A frozen value behaves as a frozen, slotted dataclass does, for its readers and for `dataclasses`."""

from __future__ import annotations

import copy
import dataclasses
import subprocess
import sys

import pytest

from tests.patience import PATIENCE
from wizard.engine.frozen import field, frozen, replace


@frozen
class Place:
    """Two fields, one with a default."""

    line: int
    column: int = 1


@frozen
class Found:
    """A default made anew and a field that is not shown."""

    place: Place
    names: dict[str, str] = field(default_factory=dict)
    secret: str | None = field(default=None, repr=False)


def test_equal_by_fields_and_hashable() -> None:
    """Two with the same fields are one key; another class with the same fields is none."""
    assert Place(1) == Place(line=1, column=1)
    assert Place(1) != Place(2)
    assert Place(1) != (1, 1)
    assert len({Place(1), Place(1), Place(2)}) == 2


def test_shown_as_a_call() -> None:
    """Fields marked so are left out."""
    assert repr(Found(Place(3), secret="s")) == "Found(place=Place(line=3, column=1), names={})"


def test_refuses_change_and_new_attributes() -> None:
    """Neither a field nor anything else can be set or deleted."""
    place = Place(1)
    for change in (lambda: setattr(place, "line", 2), lambda: setattr(place, "x", 2), lambda: delattr(place, "line")):
        with pytest.raises(AttributeError):
            change()
    assert not hasattr(place, "__dict__")


def test_wrong_arguments_are_type_errors() -> None:
    """As for any function."""
    with pytest.raises(TypeError, match="line"):
        Place()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="row"):
        Place(1, row=2)  # type: ignore[call-arg]


def test_the_hundredth_is_made_as_the_first() -> None:
    """However many there are: the same fields, the same defaults, the same mistakes."""

    @frozen
    class Often:
        one: int
        two: list[int] = field(default_factory=list)

    made = [Often(number) if number % 2 else Often(one=number, two=[]) for number in range(100)]
    assert [often.one for often in made] == list(range(100))
    assert all(often.two == [] for often in made)
    with pytest.raises(TypeError, match="one"):
        Often()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="one"):
        Often(1, one=1)  # type: ignore[misc]


def test_made_anew_for_each() -> None:
    """No two share a default that can be changed."""
    assert Found(Place(1)).names is not Found(Place(1)).names


def test_matched_by_position() -> None:
    """`case Place(line, column)` binds the fields in order."""
    match Place(4, 5):
        case Place(line, column):
            assert (line, column) == (4, 5)


@pytest.mark.parametrize("change", [replace, dataclasses.replace])
def test_replaced(change: object) -> None:
    """By our `replace` and by that of `dataclasses`."""
    assert change(Found(Place(1), {"a": "b"}), place=Place(2)) == Found(Place(2), {"a": "b"})  # type: ignore[operator]


def test_read_by_dataclasses() -> None:
    """`fields` and `asdict` see what they would of a dataclass."""
    assert dataclasses.is_dataclass(Found)
    assert [one.name for one in dataclasses.fields(Found)] == ["place", "names", "secret"]
    assert dataclasses.asdict(Found(Place(1))) == {"place": {"line": 1, "column": 1}, "names": {}, "secret": None}


def test_copied_and_deep_copied() -> None:
    """A copy is equal."""
    found = Found(Place(1), {"a": "b"})
    assert copy.copy(found) == copy.deepcopy(found) == found


def test_costs_no_import_of_dataclasses() -> None:
    """That is what it is for."""
    script = "import sys, wizard.engine.case; print('dataclasses' in sys.modules, 'inspect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout.split() == ["False", "False"]
