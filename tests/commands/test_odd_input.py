"""Files and variables that are not as one expects: each a sentence and the way out, never a traceback."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from wizard import own_editor
from wizard.cli import main
from wizard.commands import case_file
from wizard.practice import lesson_files

ROLE = "arn:aws:iam::444455556666:role/Deploy"
CASE = json.dumps({"request": {"role_arn": ROLE}})


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The two lines of an error."""
    what, to_do = capsys.readouterr().err.splitlines()
    return what, to_do


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("folder", "folder is no file"),
        ("folder/", "folder/ is no file"),
        ("", "an empty name is no file"),
        ("none/case.json", "there is no folder none"),
        ("file/case.json", "there is no folder file"),
    ],
)
def test_where_no_case_can_be_saved(
    output: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said before AWS is asked: there are no credentials here."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    assert main(["capture", ROLE, "-o", output]) == 2
    what, to_do = said(capsys)
    assert words in what and to_do
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "home"]


def test_a_write_protected_file_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (kept := tmp_path / "case.json").write_text("{}")
    kept.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda path, mode: bool(Path(path).stat().st_mode & stat.S_IWUSR))  # root may
    assert main(["capture", ROLE, "-o", "case.json"]) == 2
    assert "write-protected" in said(capsys)[0]
    assert kept.read_text() == "{}"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_case_in_any_encoding_of_json_is_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "case.json").write_bytes(CASE.encode(encoding))
    assert main(["check", "case.json"]) == 6
    assert case_file.read("case.json").request is not None


NO_CASES = [b'{"name": 1e400}', b'{"name": NaN}', b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf{\x80}", b"", b"\x00"]


@pytest.mark.parametrize("content", NO_CASES)
def test_a_case_that_is_none_is_named(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.json").write_bytes(content)
    assert main(["--case", "case.json"]) == 2
    what, to_do = said(capsys)
    assert "case.json" in what and "role-wizard capture" in to_do


def test_a_token_file_in_nobodys_home_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = f"[profile ci]\nrole_arn = {ROLE}\nweb_identity_token_file = ~there-is-no-such-user/token\n"
    (tmp_path / "config").write_text(config + "region = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    assert main(["diagnose", "ci"]) == 4
    what, to_do = said(capsys)
    assert "~there-is-no-such-user/token" in what and "web_identity_token_file" in to_do


@pytest.mark.parametrize("variable", ["VISUAL", "EDITOR"])
def test_an_editor_with_a_quotation_mark_that_none_closes_is_none(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "vim '+set ft=json")
    with pytest.raises(own_editor.EditorFailed, match="vim '\\+set ft=json: No closing quotation"):
        own_editor.edited("{}")


def test_an_editor_without_a_folder_for_its_file_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setenv("EDITOR", "true")
    assert own_editor.edited("{}") == "{}"
    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    with pytest.raises(own_editor.EditorFailed, match="No usable temporary directory"):
        own_editor.edited("{}")


def test_a_mistake_in_a_lesson_has_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lessons := tmp_path / "lessons").mkdir()
    (lessons / "mine.json").write_text('{"name": "mine", "level": "hard"}')
    monkeypatch.setattr(lesson_files, "files", lambda _: tmp_path)
    assert main(["practice", "mine", "--serve"]) == 2
    what, to_do = said(capsys)
    assert what == "role-wizard: mine.json.level: hard is none of basics, trust, other-side, federation"
    assert "lesson's file" in to_do


@pytest.mark.parametrize("text", ["[" * 100_000, '{"Policy":' * 900 + "1" + "}" * 900], ids=["unclosed", "wrapped"])
def test_a_policy_nested_too_deeply_is_none(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "trust.json").write_text(text)
    (tmp_path / "claims.json").write_text('{"iss": "https://token.example"}')
    assert main(["claims", "claims.json", "--trust", "trust.json"]) == 2
    what, to_do = said(capsys)
    assert "trust.json" in what and "trust policy" in to_do
