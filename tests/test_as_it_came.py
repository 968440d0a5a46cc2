"""Ctrl-C while a class is made ends the program as Ctrl-C does, on every Python."""

from __future__ import annotations

from typing import NoReturn

import pytest

from wizard import cli, exit_status
from wizard.as_it_came import AsItCame
from wizard.commands import practice


class Interrupting:
    """A class attribute that is being named when the signal comes."""

    def __init__(self, end: type[BaseException]) -> None:
        self.end = end

    def __set_name__(self, owner: type, name: str) -> None:
        raise self.end


def make_a_class(end: type[BaseException]) -> NoReturn:
    type("Made", (), {"attribute": Interrupting(end)})
    raise AssertionError("it is never made")


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_an_end_stays_an_end(end: type[BaseException]) -> None:
    with pytest.raises(end), AsItCame():
        make_a_class(end)


def test_any_other_error_stays_what_it_is() -> None:
    with pytest.raises(RuntimeError), AsItCame():
        raise RuntimeError from ValueError()


def test_a_command_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_dispatch", lambda words: make_a_class(KeyboardInterrupt))
    assert cli.main(["explain"]) == exit_status.INTERRUPTED


def test_a_served_lesson_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "_watch", lambda coach, phone: make_a_class(KeyboardInterrupt))
    assert practice.serve("cross-account") == exit_status.AS_WISHED
