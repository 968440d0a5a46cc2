"""A text saved beside where the wizard was started."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from wizard.commands import capture
from wizard.commands.target import UsageError
from wizard.flow.saving import save, save_beside


@pytest.fixture(autouse=True)
def started_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_text_about_a_role_has_a_file_of_its_own_and_none_is_overwritten(started_in: Path) -> None:
    (started_in / "role-wizard-Deploy-2.sh").symlink_to("gone")
    saved = [save_beside("arn:aws:iam::111122223333:role/team/Deploy", "sh", text) for text in ("one\n\n", "two")]
    assert [path.name for path in saved] == ["role-wizard-Deploy.sh", "role-wizard-Deploy-3.sh"]
    assert [path.read_text() for path in saved] == ["one\n", "two\n"]


def test_a_file_that_is_there_is_left_alone(started_in: Path) -> None:
    (started_in / "mine.json").write_text("mine")
    with pytest.raises(FileExistsError):
        save("mine.json", "other")
    assert (started_in / "mine.json").read_text() == "mine"


def test_letters_that_no_file_name_should_have_and_half_a_pair_in_the_text(started_in: Path) -> None:
    path = save_beside("arn:aws:iam::111122223333:role/a b:c@d", "md", "half \ud800")
    assert path.name == "role-wizard-a-b-c-d.md"
    assert path.read_text() == "half \\ud800\n"


def test_a_full_disk_leaves_no_half_of_a_file(started_in: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            save("mine.json", "x" * 200)
        with pytest.raises(UsageError, match="File too large") as refused:
            capture._write(started_in / "case.json", "x" * 200)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.next_step == "Make room, or name a file elsewhere."
    assert not [path for path in started_in.iterdir() if path.is_file()]
