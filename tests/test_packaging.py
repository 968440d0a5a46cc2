"""What is in the wheel and in the source distribution, both built here and without the network."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from wizard import __version__

pytest.importorskip("hatchling")
ROOT = Path(__file__).parents[1]
DATA = f"role_wizard-{__version__}.data/data"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], set[str]]:
    """The names of the files in a distribution, without the folder that the source is packed in."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)

    def names(kind: str) -> set[str]:
        if kind == "wheel":
            return set(zipfile.ZipFile(next(folder.glob("*.whl"))).namelist())
        with tarfile.open(next(folder.glob("*.tar.gz"))) as packed:
            return {name.partition("/")[2] for name in packed.getnames()}

    return names


def files(folder: str) -> set[str]:
    """The files of a folder of this checkout, as they are in git."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    ignored = ("__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache", ".mypy_cache")
    kept = (path.relative_to(ROOT) for path in found if not set(path.parts) & set(ignored))
    return {path.as_posix() for path in kept}


def test_the_wheel_holds_the_program_and_all_it_reads(built: Callable[[str], set[str]]) -> None:
    """Modules, lessons, styles, causes, reference and completions: everything below the package."""
    wheel = built("wheel")
    assert files("wizard") - wheel == set()
    for kind in (".py", ".tcss", "lessons/cross-account.json", "causes/RW101.md", "reference/keys.md", "py.typed"):
        assert any(name.endswith(kind) for name in wheel), kind


def test_the_wheel_puts_man_page_and_completions_where_systems_look(built: Callable[[str], set[str]]) -> None:
    assert {name for name in built("wheel") if name.startswith(f"{DATA}/")} == {
        f"{DATA}/share/{place}"
        for place in (
            "man/man1/role-wizard.1",
            "bash-completion/completions/role-wizard",
            "zsh/site-functions/_role-wizard",
            "fish/vendor_completions.d/role-wizard.fish",
        )
    }


def test_the_wheel_holds_nothing_else(built: Callable[[str], set[str]]) -> None:
    outside = {name for name in built("wheel") if not name.startswith(("wizard/", f"role_wizard-{__version__}."))}
    assert outside == set()


def test_the_source_holds_the_tests_and_the_papers(built: Callable[[str], set[str]]) -> None:
    source = built("sdist")
    assert (files("wizard") | files("tests") | files("screenshots") | files(".ci")) - source == set()
    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "pyproject.toml"} <= source


def test_the_pythons_named_are_those_required() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    prefix = "Programming Language :: Python :: 3."
    named = sorted(int(one.removeprefix(prefix)) for one in project["classifiers"] if one.startswith(prefix))
    assert project["requires-python"] == f">=3.{named[0]}"
    assert named == list(range(named[0], named[-1] + 1))
