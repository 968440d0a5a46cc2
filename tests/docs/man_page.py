"""The man page, from the same parsers and tables as the other pages."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from tests.docs.environment import VARIABLES
from tests.docs.parsers import Command, commands
from wizard import __version__, exit_status
from wizard.settings import SETTINGS


def page() -> str:
    """The whole page in roff, for `man`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    wizard, *others = commands()
    yield f'.TH ROLE\\-WIZARD 1 "" "role\\-wizard {_text(__version__)}" "User Commands"'
    yield from (".SH NAME", _text(f"{wizard.name} - {wizard.about}"))
    yield from (".SH SYNOPSIS", f".B {_text(wizard.synopsis)}", ".br", r".B role\-wizard \fICOMMAND\fR \&...")
    yield from (
        ".SH DESCRIPTION",
        _text("Repairs an AWS role that nobody can assume, in five steps: inspect the trust"),
    )
    yield _text("policy, edit it, attach the permissions, test the call, write the profile.")
    yield _text("Every change is previewed and proved first.")
    yield ".SH OPTIONS"
    yield from _options(wizard)
    yield ".SH COMMANDS"
    for command in others:
        yield from (f'.SS "{_text(command.name)}"', _text(command.description), ".PP", f".B {_text(command.synopsis)}")
        yield from _options(command)
        yield from _examples(command)
    yield ".SH EXIT STATUS"
    for status, meaning in exit_status.MEANINGS.items():
        yield from (".TP", f".B {status}", _text(meaning))
    yield ".SH ENVIRONMENT"
    for name, about in VARIABLES.items():
        yield from (".TP", f".B {_text(name)}", _text(about))
    yield ".SH FILES"
    yield from (".TP", r".I ~/.config/role\-wizard/config.toml", "The settings, as TOML:")
    yield from (".RS", *(line for name, (_, about) in SETTINGS.items() for line in _setting(name, about)), ".RE")
    yield ".SH EXAMPLES"
    yield from _code(wizard.examples)
    yield from (".SH SEE ALSO", r".BR aws (1)")


def _setting(name: str, about: str) -> Iterator[str]:
    yield from (".TP", f".B {_text(name)}", _text(about))


def _options(command: Command) -> Iterator[str]:
    for _, options in command.groups:
        for option in options:
            yield from (".TP", f".B {_text(option.written)}", _text(option.about) or r"\&")


def _examples(command: Command) -> Iterator[str]:
    if command.remark:
        yield from (".PP", _text(command.remark))
    if command.examples:
        yield from (".PP", "Example:")
        yield from _code(command.examples)


def _code(lines: tuple[str, ...]) -> Iterator[str]:
    fitted = [part for line in lines for part in _fitted(line)]
    yield from (".RS 4", ".nf", *map(_text, fitted), ".fi", ".RE")


def _fitted(line: str) -> list[str]:
    """A command in lines of 80 columns, as a shell takes it: without the remark beside it, and with continuations."""
    parts = wrap(line.partition("   ")[0], 64, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return [f"{part} \\" for part in parts[:-1]] + parts[-1:]


def _text(text: str) -> str:
    """Text as roff takes it literally: hyphens that can be copied, and no line that begins as a request."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("…", r"\&...").replace('"', r"\(dq")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
