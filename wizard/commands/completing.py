"""What the shell is told when it asks how a line could go on. Answers at once, so it imports neither boto3 nor Textual.

The scripts in `wizard/completions/` ask; argcomplete speaks their protocol and knows a parser's options by itself.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from wizard.commands.options import wizard_parser
from wizard.commands.parser import Parser
from wizard.commands.table import COMMANDS


def complete(place: Callable[[list[str]], int | None]) -> NoReturn:
    """Answer the shell, by way of the environment that it set. ``place``: where among the words a sub-command stands.

    Its word is left out of the line, as the command line leaves it out: else `run`, whose last argument takes every
    word that is left, would take its own options, too.
    """
    import argcomplete

    point = int(os.environ.get("COMP_POINT", "0"))  # in bytes
    line = os.environ.get("COMP_LINE", "").encode()[:point].decode(errors="replace")
    whole = list(re.finditer(r"\S+", line.rpartition(" ")[0]))[1:]
    position = place([word.group() for word in whole])
    if position is None:
        parser = wizard_parser()
    else:
        word = whole[position]
        parser = Parser(f"role-wizard {word.group()}")
        COMMANDS[word.group()](parser)
        line = line[: word.start()] + line[word.end() :].lstrip()
        os.environ["COMP_LINE"], os.environ["COMP_POINT"] = line, str(len(line.encode()))
    _offer(parser)
    argcomplete.autocomplete(parser, always_complete_options="long")
    raise SystemExit


def _offer(parser: argparse.ArgumentParser) -> None:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                _offer(below)
        elif action.dest in _VALUES:
            action.completer = _VALUES[action.dest]  # type: ignore[attr-defined]


def _starts(**_: object) -> Iterable[str]:
    return (*COMMANDS, *_profiles(), *_roles())


def _profiles(**_: object) -> Iterable[str]:
    from wizard.profiles.error import ProfileError
    from wizard.profiles.files import load

    try:
        return tuple(load().named)
    except ProfileError:
        return ()


def _roles(**_: object) -> Iterable[str]:
    from wizard.flow.recent import recent

    return (target.role for target in recent())


def _lessons(**_: object) -> Iterable[str]:
    from wizard import practice

    folder = os.path.join(os.path.dirname(practice.__file__), "lessons")  # noqa: PTH118, PTH120 - quicker
    return (name.removesuffix(".json") for name in os.listdir(folder))  # noqa: PTH208


def _topics(**_: object) -> Iterable[str]:
    from wizard.repair import catalogue

    return ("permissions", *(word for entry in catalogue.entries() for word in (entry.code, entry.name)))


def _themes(**_: object) -> Iterable[str]:
    return ("dark", "light", "ansi")


def _changes(**_: object) -> Iterable[str]:
    from wizard.flow.journal import Journal
    from wizard.state import StateError

    try:
        return [entry.id for entry in Journal().entries() if entry.undoable]
    except StateError:
        return ()


def _layers(prefix: str, **_: object) -> Iterable[str]:
    from wizard.flow.verdict import POLICIES

    return () if "=" in prefix else (f"{layer}=" for layer in POLICIES)


_VALUES: Mapping[str, Callable[..., Iterable[str]]] = {
    "start": _starts,
    "profile": _profiles,
    "role_profile": _profiles,
    "source_profile": _profiles,
    "name": _profiles,
    "lesson": _lessons,
    "topic": _topics,
    "theme": _themes,
    "id": _changes,
    "known": _layers,
}
"""What may stand for an argument, by its name in the parsers."""
