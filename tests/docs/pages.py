"""Makes the reference in `wizard/reference/` from the code: commands, keys, permissions, exit statuses, environment.

python -m tests.docs.pages    (writes the causes and the man page, too)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from textual.binding import Binding, BindingType

from tests.docs import causes_reference, man_page
from tests.docs.environment import VARIABLES
from tests.docs.parsers import Command, commands
from wizard import exit_status
from wizard.aws import permissions
from wizard.settings import SETTINGS
from wizard.ui import keys

FOLDER = Path(__file__).parents[2] / "wizard" / "reference"

PLACES: dict[str, list[BindingType]] = {
    "On every screen": keys.ANYWHERE,
    "On the start screen": keys.START,
    "In every step": keys.STEP,
    "Steps 2 and 3, policies": keys.DRAFTING,
    "In the editor": keys.EDITOR,
    "Step 5, profile": keys.PROFILE,
    "In lists": keys.LISTING,
    "On pages of text": keys.PAGE,
    "In dialogs": keys.DIALOG,
    "In dialogs to read": keys.READING,
    "In the preview": keys.PREVIEW_DIALOG,
    "Where a policy is pasted": keys.PASTING,
    "On the hand-over": keys.HAND_OVER,
    "When a call failed": keys.FAILURE,
}


def _commands() -> Iterator[str]:
    yield "# Commands"
    for command in commands():
        yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    yield from ("", f"## {command.name}", "", command.description, "", "```", command.synopsis, "```")
    for heading, options in command.groups:
        yield from ("", f"| {heading} | |", "|---|---|")
        yield from (f"| `{_cell(option.written)}` | {_cell(option.about)} |" for option in options)
    if command.remark:
        yield from ("", command.remark)
    if command.examples:
        yield from ("", "Examples:", "", "```", *command.examples, "```")


def _keys() -> Iterator[str]:
    yield from ("# Keys", "", "The settings file gives an action other keys by its id, see [settings.md](settings.md).")
    for place, bindings in PLACES.items():
        yield from ("", f"## {place}", "", "| key | name | what it does | id |", "|---|---|---|---|")
        for one in bindings:
            assert isinstance(one, Binding)
            written = ", ".join(f"`{key}`" for key in one.key.split(","))
            yield f"| {written} | {one.description} | {one.tooltip} | {one.id} |"


def _permissions() -> Iterator[str]:
    yield from ("# Permissions", "", "`role-wizard explain permissions` prints the same two policies.")
    for heading, policy in (
        ("To read everything that takes part in a decision", permissions.policy("read")),
        ("To read and to repair", permissions.policy("repair")),
    ):
        yield from ("", f"## {heading}", "", "```json", json.dumps(policy, indent=2), "```")


def _exit_statuses() -> Iterator[str]:
    yield from ("# Exit statuses", "", "| status | meaning |", "|---|---|")
    yield from (f"| {status} | {meaning} |" for status, meaning in exit_status.MEANINGS.items())
    yield from ("", exit_status.WHERE_IT_DEPENDS)
    yield from ("", "`role-wizard run` ends with the status of the command that it ran.")


def _environment() -> Iterator[str]:
    yield from ("# Environment variables", "", "| variable | what it does |", "|---|---|")
    yield from (f"| `{name}` | {about} |" for name, about in VARIABLES.items())
    yield from ("", "Credentials in variables are found as the AWS CLI finds them.")


def _settings() -> Iterator[str]:
    yield from ("# The settings file", "", *_SETTINGS_FILE, "", "| setting | what it is |", "|---|---|")
    yield from (f"| `{name}` | {_cell(about)} |" for name, (_, about) in SETTINGS.items())
    yield from ("", "```toml", *SETTINGS_EXAMPLE.splitlines(), "```", "", *_SETTINGS_KEYS)


_SETTINGS_FILE = (
    "`~/.config/role-wizard/config.toml` on Linux (`XDG_CONFIG_HOME` moves it as usual), the like of it on other",
    "systems; `ROLE_WIZARD_CONFIG` names another file, `role-wizard --version -v` says which is in use. It need not",
    "exist. An option wins over a variable, a variable over the file. The wizard reads it, and so do the commands that",
    "call AWS; a wrong setting is named with its place, and nothing is done. Whether there is such a theme, and",
    "whether a key is free, the screens alone ask.",
)
_SETTINGS_KEYS = (
    "The ids are listed in [keys.md](keys.md). The footer, the help page and the palette show the keys as chosen. A",
    "key that another action has already is refused.",
)
SETTINGS_EXAMPLE = """\
theme = "light"
profile = "dev"
role_profile = "admin"

[keys]
next = "f5,ctrl+n"
preview = "f10"
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _page(lines: Callable[[], Iterator[str]]) -> Callable[[], str]:
    return lambda: "\n".join(lines()) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "causes.md": causes_reference.reference,
    "commands.md": _page(_commands),
    "keys.md": _page(_keys),
    "permissions.md": _page(_permissions),
    "exit-statuses.md": _page(_exit_statuses),
    "environment.md": _page(_environment),
    "settings.md": _page(_settings),
    "role-wizard.1": man_page.page,
}
"""Every file of the folder, with what makes it."""


if __name__ == "__main__":
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")
