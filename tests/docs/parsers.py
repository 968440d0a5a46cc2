"""Every command with its options, read from the parsers themselves: what both the pages and the man page are made of.

argparse words its help differently from one Python to the next, so nothing here asks it for text.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.commands.options import ABOUT, wizard_parser
from wizard.commands.parser import Parser, value_of
from wizard.commands.table import COMMANDS


@dataclass(frozen=True, slots=True)
class Option:
    """An argument or option: as it is written, and what it is for."""

    written: str
    about: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command or sub-command as somebody would look it up."""

    name: str
    about: str
    synopsis: str
    description: str
    remark: str  # what its help says below the options, in a sentence: its own exit statuses
    examples: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


def commands() -> Iterator[Command]:
    """The wizard itself, then every command in the table's order, each followed by its sub-commands."""
    yield _command("role-wizard", "repair a role that nobody can assume", wizard_parser(), "Opens the five steps.")
    for name, fill in COMMANDS.items():
        parser = Parser(f"role-wizard {name}")
        fill(parser)
        yield _command(parser.prog, ABOUT[name], parser)
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for choice in action._choices_actions:
                    yield _command(f"{parser.prog} {choice.dest}", choice.help or "", action.choices[choice.dest])


def _command(name: str, about: str, parser: Parser, description: str | None = None) -> Command:
    remark, examples = re.split(r"^examples?:\n", parser.epilog or "", maxsplit=1, flags=re.MULTILINE)
    return Command(
        name,
        about,
        parser.synopsis,
        description or " ".join((parser.description or "").split()),
        f"{' '.join(remark.split()).capitalize()}." if remark.strip() else "",
        tuple(line.strip() for line in examples.splitlines() if line.strip()),
        tuple(
            (_heading(group), tuple(Option(_written(action), _about(action)) for action in group._group_actions))
            for group in parser._action_groups
            if group._group_actions
        ),
    )


def _heading(group: argparse._ArgumentGroup) -> str:
    return {"positional arguments": "arguments", "optional arguments": "options"}.get(
        group.title or "", group.title or ""
    )


def _written(action: argparse.Action) -> str:
    if not action.option_strings:
        return value_of(action)
    value = "" if action.nargs == 0 else f" {value_of(action)}"
    return f"{', '.join(action.option_strings)}{value}"


def _about(action: argparse.Action) -> str:
    if isinstance(action, argparse._HelpAction):
        return "the help of this command"
    if isinstance(action, argparse._SubParsersAction):
        return "what to do; each is described below"
    return action.help or ""
