"""The reference is what the code says today, and complete."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.environment import VARIABLES
from tests.docs.pages import FOLDER, PAGES, PLACES
from tests.docs.parsers import commands
from wizard import exit_status
from wizard.ui import keys

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m tests.docs.pages"


def test_every_file_of_the_reference_is_made() -> None:
    assert {file.name for file in FOLDER.iterdir() if file.suffix in (".md", ".1")} == set(PAGES)


def test_every_list_of_keys_has_its_place() -> None:
    lists = [value for name, value in vars(keys).items() if name.isupper() and isinstance(value, list)]
    listed = [binding for bindings in PLACES.values() for binding in bindings]
    assert [binding for bindings in lists for binding in bindings if binding not in listed] == []


def test_every_variable_of_our_own_is_listed_and_used() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "wizard").rglob("*.py"))
    assert set(re.findall(r"[\"'](ROLE_WIZARD_[A-Z_]+)[\"']", code)) <= set(VARIABLES)
    assert {name for name in VARIABLES if name.startswith("ROLE_WIZARD_") and name not in code} == set()


def test_every_command_has_an_example_that_names_it() -> None:
    assert [one.name for one in commands() if not any(one.name in line for line in one.examples)] == []


def test_every_line_of_the_examples_is_a_command() -> None:
    assert [line for one in commands() for line in one.examples if "role-wizard" not in line] == []


def test_the_readme_words_every_exit_status_as_the_reference_does() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = " ".join(readme[readme.index("Exit status:") :].partition(" `run`")[0].replace("`", "").split())
    meanings = [f"{status} {re.split('[:;]', said)[0]}" for status, said in exit_status.MEANINGS.items()]
    assert listed == f"Exit status: {', '.join(meanings)}.".replace('"', "")


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not installed")
def test_the_man_page_has_no_mistake() -> None:
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", FOLDER / "role-wizard.1"], capture_output=True, text=True
    )
    assert [line for line in done.stdout.splitlines() if "missing date" not in line] == []
