"""argparse as every command has it: its help fits the terminal, and a command line is refused in two lines."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from wizard import exit_status
from wizard.engine.typed import NoReturn
from wizard.terminal_width import terminal_width

argparse._ = str  # type: ignore[attr-defined]  # it imports locale and searches the disk for translations: there are none

_NARROWEST, _WIDEST = 20, 100


def _width() -> int:
    return max(_NARROWEST, min(_WIDEST, terminal_width()) - 2)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the examples' lines, and finds the terminal's width without shutil, which imports three compressors.

    argparse makes a formatter for every argument that a parser is given.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Sentences are folded between words; an example keeps its line, so that it can be copied."""
        from textwrap import fill

        lines: list[str] = []
        rest = iter(text.splitlines())
        for line in rest:
            if line in ("example:", "examples:"):
                return "\n".join([*lines, line, *rest])
            margin = line[: len(line) - len(line.lstrip())]
            lines.append(fill(line, width, subsequent_indent=margin, break_on_hyphens=False))
        return "\n".join(lines)


class Parser(argparse.ArgumentParser):
    """argparse, with a short usage line, and errors as two lines: what is wrong, and what to do."""

    def __init__(self, prog: str, **options: object) -> None:
        kept = {"allow_abbrev": False, "formatter_class": Formatter, **options}
        super().__init__(prog=prog, **kept)  # type: ignore[arg-type]

    @property
    def synopsis(self) -> str:
        """What a command is called with; its options, apart from those that it needs, as one word."""
        return " ".join((self.prog, "[options]", *self._needed()))

    def format_help(self) -> str:
        """The help, under the synopsis."""
        from textwrap import fill

        if self.usage is None:
            indent = " " * len("usage: ")
            lines = fill(
                self.synopsis, _width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
            )
            self.usage = lines.lstrip()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Exit 2 with one line saying what is wrong and one saying what to do."""
        self.exit(exit_status.USAGE, f"role-wizard: {message}\n{self._meant(message)}Try `{self.prog} --help`.\n")

    def _needed(self) -> Iterator[str]:
        """The arguments, and the options without which it does nothing."""
        for action in self._actions:
            if action.option_strings:
                if action.required:
                    yield _passed(action)
            elif action.nargs == argparse.REMAINDER:
                yield f"-- {value_of(action)}"
            elif action.nargs in ("?", "*"):
                yield f"[{value_of(action)}]" + ("…" if action.nargs == "*" else "")
            else:
                yield value_of(action)
        for group in self._mutually_exclusive_groups:
            if group.required:
                yield f"({' | '.join(map(_passed, group._group_actions))})"

    def _meant(self, message: str) -> str:
        """What an unknown option is meant as, or what is missing belongs into, as the beginning of the second line."""
        if "are required: " in message or message.endswith(" is required"):
            return f"It is called as `{self.synopsis}`. "
        _, unknown, words = message.partition("unrecognized arguments: ")
        given = words.split("=")[0].split()
        if not unknown or not given or not given[0].startswith("--"):
            return ""
        from difflib import get_close_matches  # only where something is refused

        if given[0] in ("--role", "--role-arn") and any(action.dest == "start" for action in self._actions):
            return f"The role is given without an option: `{self.prog} ARN`. "
        if (value := given[0].removeprefix("--").upper()) in map(value_of, self._get_positional_actions()):
            return f"{value} is given without an option: `{self.prog} {value}`. "
        branches = [action.choices for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        parsers = [self, *(parser for branch in branches for parser in branch.values())]
        known = {option for parser in parsers for option in parser._option_string_actions}
        if given[0] == "--dry-run" and "--read-only" in known:
            return "Nothing is changed that you do not apply; `--read-only` lets nothing be applied. "
        near = get_close_matches(given[0], sorted(known), 1, 0.8)  # the dashes are alike in all
        return f"Did you mean `{near[0]}`? " if near else ""


def _passed(option: argparse.Action) -> str:
    return f"{option.option_strings[-1]} {value_of(option)}"


def value_of(action: argparse.Action) -> str:
    """How the value of an argument or option is called."""
    if isinstance(action.metavar, str):
        return action.metavar
    return "|".join(map(str, action.choices)) if action.choices else action.dest.upper()
