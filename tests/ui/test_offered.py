"""What a screen offers just now, and what it hides: a reading sitting's writes, cancelling, the raw answer, copies."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.calm import until
from tests.ui.conftest import Open
from tests.ui.fake_aws import FakeAws, FakeCoach
from wizard.aws.gateway import AwsFailure

DENIED = AwsFailure(
    "denied", "The role could not be read", "iam:GetRole is missing", "Ask for it.",
    operation="iam:GetRole", code="AccessDenied", request_id="7a62c49f",
)  # fmt: skip


async def test_a_sitting_that_only_reads_offers_no_write(sit: Open) -> None:
    async with sit(read_only=True, size=(120, 36)) as sitting:
        for step in "12345":
            await sitting.press(step)
            assert sitting.text.splitlines()[0].startswith("  only reads")
        await sitting.press("alt+left", "alt+left")  # a number would be typed into the profile's name
        assert "3 Permissions" in sitting.text and "Attach managed" not in sitting.text
        await sitting.press("f9")
        assert "Apply this change?" not in sitting.text
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("Hand over")
        assert "Apply a" not in sitting.text
        await sitting.press("a")
        assert "This sitting only reads" in sitting.notices
        await sitting.press("enter")
        assert not sitting.aws.changes
        await sitting.press("ctrl+p")
        await sitting.press(*"attach")
        assert "Attach managed" not in sitting.text


async def test_a_captured_case_offers_no_call_and_names_nobody_who_would_make_a_change(sit: Open) -> None:
    async with sit(captured=True) as sitting:
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("Hand this change over?")
        assert "Apply this change?" not in sitting.text
        assert "This is a captured case, not AWS itself (--case)." in sitting.text, "why"
        assert "made as" not in sitting.text
        assert "Apply a" not in sitting.text
        await sitting.press("enter")
        await sitting.until("# Trust user remote-user")  # the message
        await sitting.press("escape", "escape", "4")
        await sitting.until("This is a captured case, not AWS itself")
        assert "Assume the role" not in sitting.text
        assert not sitting.aws.changes


async def test_nothing_is_applied_where_there_are_no_credentials(sit: Open) -> None:
    async with sit() as sitting:
        wizard = sitting.app.wizard
        assert wizard.session.gathered is not None
        nobody = replace(wizard.session.gathered, caller=None, role_side=None)
        wizard.session = replace(wizard.session, gathered=nobody)
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("There are no credentials to apply it with.")
        assert "Apply a" not in sitting.text
        await sitting.press("a")
        assert "There are no credentials" in sitting.notices
        assert not sitting.aws.changes


async def test_reading_can_be_cancelled_and_changes_nothing(sit: Open, gate: threading.Event) -> None:
    gate.set()
    async with sit(aws=FakeAws(hang=gate.wait)) as sitting:
        before = sitting.app.wizard.session
        gate.clear()
        await sitting.strike("ctrl+r")
        await sitting.until("esc Cancel")
        await sitting.press("escape")
        assert "… Reading" not in sitting.text
        assert "esc Cancel" not in sitting.text
        gate.set()
        await sitting.press("2", "1")
        assert sitting.app.wizard.session is before


async def test_the_first_reading_can_be_cancelled_too(sit: Open, gate: threading.Event) -> None:
    async with sit(aws=FakeAws(hang=gate.wait), wait=False) as sitting:
        await sitting.until("1 Inspect")
        assert await until(lambda: hasattr(sitting.app, "wizard"))
        await sitting.strike("escape")
        await sitting.until("Paste an error")
        gate.set()


async def test_a_cancelled_first_reading_says_so_and_how_to_read_again(sit: Open, gate: threading.Event) -> None:
    async with sit(aws=FakeAws(hang=gate.wait), coach=FakeCoach(), wait=False) as sitting:
        sitting.app.chosen_keys = {"stop": "f7", "read-again": "f4"}
        sitting.app.set_keymap(sitting.app.chosen_keys)
        await sitting.until("f7 Cancel")
        assert "1 Inspect: reading" in sitting.text
        assert await until(lambda: hasattr(sitting.app, "wizard"))
        await sitting.strike("f7")
        await sitting.until("f4 reads again.")
        assert "1 Inspect: not read" in sitting.text
        assert "f4 Read again" in sitting.text
        assert "f7 Cancel" not in sitting.text
        gate.set()
        await sitting.strike("f4")
        await sitting.until("Other policies")


async def test_the_raw_answer_is_one_key_away_after_its_dialog_too(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("r")
        assert "as it came" not in sitting.text
        sitting.aws.failure = DENIED
        await sitting.press("ctrl+r")
        await sitting.until("Ask for it.")
        await sitting.press("r")
        await sitting.until("request id: 7a62c49f")
        await sitting.press("escape", "r")
        await sitting.until("AWS's answer as it came")
        assert "request id: 7a62c49f" in sitting.text
        sitting.aws.failure = None
        await sitting.press("escape", "ctrl+r", "r")
        assert "as it came" not in sitting.text, "it was read since"


async def test_what_is_copied_stands_in_a_file_too(sit: Open, tmp_path: Path) -> None:
    async with sit() as sitting:
        await sitting.press("2", "y")
        copied = tmp_path / "state" / "copied.txt"
        assert "remote-user" in copied.read_text()
        assert copied.stat().st_mode & 0o777 == 0o600
        await sitting.press("enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("right", "right")
        await sitting.until("aws iam update-assume-role-policy")
        await sitting.press("c")
        assert copied.read_text().startswith("aws iam update-assume-role-policy")


async def test_what_is_copied_goes_to_the_terminal_alone_where_there_can_be_no_file(sit: Open, tmp_path: Path) -> None:
    async with sit() as sitting:
        (tmp_path / "state").rename(tmp_path / "moved")
        (tmp_path / "state").write_text("")
        await sitting.press("2", "y")
        (toast,) = sitting.app._notifications
        assert toast.message.endswith("if your terminal takes them.")


async def test_nothing_is_saved_where_the_folder_is_gone(
    sit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit() as sitting:
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("Apply this change?")
        (gone := tmp_path / "gone").mkdir()
        monkeypatch.chdir(gone)
        gone.rmdir()
        await sitting.press("w")
        (toast,) = sitting.app._notifications
        assert (toast.title, toast.message) == (
            "Not saved",
            "the folder in which the wizard was started: No such file or directory",
        )
        await sitting.until("Apply this change?")


async def test_the_palette_holds_the_buttons_too(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("3", "ctrl+p")
        await sitting.press(*"attach man")
        await sitting.until("Attach managed…")
        await sitting.press("escape", "escape", "4", "ctrl+p")
        await sitting.press(*"assume the")
        await sitting.until("Assume the role")


async def test_f1_tells_the_keys_of_a_dialog(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("f1")
        await sitting.until("Nothing is changed before you apply.")
        await sitting.press("escape")
        await sitting.until("Apply this change?")


async def test_undo_and_redo_stand_in_the_help_of_the_editor(sit: Open) -> None:
    async with sit(size=(120, 60)) as sitting:
        await sitting.press("2")
        sitting.app.screen.query_one("#editor").focus()
        await sitting.press("f1")
        assert "Take the last edit back" in sitting.text
        assert "Make the edit again" in sitting.text


async def test_the_verdict_stands_beside_and_in_the_dialogs(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("enter")
        assert "DENIED ✗" in sitting.text
        await sitting.press("escape", "2", "enter", "ctrl+s")
        await sitting.until("Apply this change?")
        assert "DENIED ✗  →  ALLOWED ✓" in sitting.text


async def test_a_notice_hides_neither_the_buttons_of_a_dialog_nor_the_keys(sit: Open) -> None:
    async with sit(notifications=True) as sitting:
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("c")
        await sitting.until("Copied")
        for button in "Apply a", "Copy c", "Save w", "Hand over h", "Cancel esc":
            assert button in sitting.text


async def test_what_a_captured_profile_lacks_is_a_note_and_no_error(sit: Open) -> None:
    async with sit(captured=True) as sitting:
        await sitting.press("5")
        await sitting.until("– Whoever writes it names in source_profile")
        assert " ! " not in sitting.text.partition("– Whoever")[2]
