"""A policy of one's own: from a file, from one's own editor, laid out anew; and the way out of each question."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import S3_ACCESS, TRUST, FakeAws
from wizard.ui.app import WizardApp
from wizard.ui.widgets.policy_editor import PolicyEditor

REPAIRED = TRUST.replace("123456789012:user", "210987654321:user")


async def asked_for_a_file(sitting: Sitting) -> None:
    await sitting.press("3")
    sitting.app.screen.query_one("#write").focus()
    await sitting.press("enter")
    await sitting.until("An inline policy of the role")
    await sitting.press(*"from a file", "enter")
    await sitting.until("Which file?")


async def test_a_policy_is_taken_from_a_file(sit: Open, tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(S3_ACCESS)
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await asked_for_a_file(sitting)
        await sitting.press(*str(tmp_path / "own.json"), "enter")
        await sitting.until("What is the policy called?")
        await sitting.press(*"Own", "enter")
        await sitting.until("Own, inline policy of")
        assert sitting.app.screen.query_one(PolicyEditor).text == S3_ACCESS


async def test_leaving_the_question_for_a_file_is_no_mistake(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await asked_for_a_file(sitting)
        await sitting.press("escape")
        assert not sitting.app.screen.is_modal
        assert sitting.notices == ""


@pytest.mark.parametrize("name", ["~nobody-at-all/own.json", "nowhere.json", "a\x00b", "."])
async def test_a_file_that_cannot_be_read_is_named(sit: Open, name: str) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await asked_for_a_file(sitting)
        sitting.app.screen.query_one("#line").value = name  # type: ignore[attr-defined]
        await sitting.press("enter")
        assert f"{name} cannot be read: " in sitting.notices
        assert "Something went wrong" not in sitting.text


async def test_leaving_a_question_of_a_template_leaves_the_template(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await sitting.press("3")
        sitting.app.screen.query_one("#write").focus()
        await sitting.press("enter")
        await sitting.until("An inline policy of the role")
        await sitting.press("down", "enter")
        await sitting.until("empty: fill it in later")
        await sitting.press("escape")
        assert not sitting.app.screen.is_modal


@contextmanager
def editing_by(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An $EDITOR that does this to the file ``path``, and an app that can stand aside for it."""
    program = folder / "editor"
    program.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\npath = sys.argv[1]\n{code}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(program))

    @contextmanager
    def suspended(app: WizardApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(WizardApp, "suspend", suspended)
    yield


async def test_ctrl_c_in_ones_own_editor_leaves_the_wizard_alone(
    sit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "open(path, 'a').write('  ')"
    )
    async with sit() as sitting:
        await sitting.press("2")
        with editing_by(code, tmp_path, monkeypatch):
            before = signal.getsignal(signal.SIGINT)
            await sitting.press("e")
        assert sitting.app.screen.query_one(PolicyEditor).text == f"{TRUST}  "
        assert signal.getsignal(signal.SIGINT) is before
        await sitting.press("1")
        assert sitting.app.is_running
        assert sitting.app.return_value is None


async def test_an_editor_that_fails_leaves_the_text(sit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit() as sitting:
        await sitting.press("2")
        with editing_by("open(path, 'w').write('lost'); sys.exit(3)", tmp_path, monkeypatch):
            await sitting.press("e")
            assert "ended with status 3." in sitting.notices
            monkeypatch.setenv("EDITOR", "unbalanced '")
            await sitting.press("e")
            assert "unbalanced ': " in sitting.notices
            monkeypatch.setenv("EDITOR", os.devnull)
            await sitting.press("e")
            assert f"{os.devnull}: Permission denied." in sitting.notices
        assert sitting.app.screen.query_one(PolicyEditor).text == TRUST


async def test_what_is_only_shown_is_not_edited(sit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await sitting.press("3")
        editor = sitting.app.screen.query_one(PolicyEditor)
        assert editor.read_only
        with editing_by("open(path, 'w').write('{}')", tmp_path, monkeypatch):
            await sitting.press("e")
        editor.load_text('{"a":1}')
        await sitting.press("f8")
        assert editor.text == '{"a":1}'
        await sitting.press("f1")
        assert "$EDITOR" not in sitting.text
