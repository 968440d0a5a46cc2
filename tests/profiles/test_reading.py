"""The reader against botocore's loader."""

from __future__ import annotations

from pathlib import Path

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profiles import nasty, oracle
from tests.profiles.relaxed import relaxed
from wizard.profiles.error import ProfileError
from wizard.profiles.reader import Profiles, read, section_name


def values(profiles: Profiles) -> dict[str, dict[str, object]]:
    return {name: {key: found.value for key, found in each.settings.items()} for name, each in profiles.named.items()}


@relaxed(300)
@given(data=st.one_of(nasty.files(), nasty.broken_files()))
def test_a_nasty_file_is_read_or_refused_as_botocore_does(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "config"
    path.write_bytes(data)
    expected = oracle.loaded(path)
    if expected is None:
        with pytest.raises(ProfileError) as refused:
            read(data.decode(), None)
        blamed = oracle.refusal_line(path)
        assert refused.value.line is not None
        assert blamed is None or refused.value.line == blamed
        return
    profiles = read(data.decode(), None)
    assert values(profiles) == expected["profiles"]
    assert list(profiles.named) == list(expected["profiles"])
    sessions = {name: {key: found.value for key, found in each.items()} for name, each in profiles.sso_sessions.items()}
    assert sessions == expected["sso_sessions"]


@relaxed(100)
@given(config=nasty.files(), credentials=nasty.files())
def test_two_files_are_merged_as_a_session_merges_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: bytes, credentials: bytes
) -> None:
    (tmp_path / "config").write_bytes(config)
    (tmp_path / "credentials").write_bytes(credentials)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    try:
        expected = botocore.session.Session().full_config["profiles"]
    except botocore.exceptions.ConfigParseError:
        with pytest.raises(ProfileError):
            read(config.decode(), credentials.decode())
        return
    assert values(read(config.decode(), credentials.decode())) == expected


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("\ufeff[default]\nregion = x\n", 1, "byte order mark"),
        ("# fine\n\nregion = x\n[default]\n", 3, "before the first"),
        ("[a]\nx = 1\n\n[a]\ny = 2\n", 4, "already on line 1"),
        ("[a]\nx = 1\nX = 2\n", 3, "already on line 2"),
        ("[a]\nx = 1\nnothing\n", 3, "no `=`"),
        ("[a]\ns3 =\n  a = 1\n  # fine\n  b\n", 5, "no `=`"),
        ("[a]\nrole_arn =\n  arn:aws:iam::123456789012:role/R\n", 3, "begins on the next line"),
        ("[a]\n= 1\n", 2, "before the `=`"),
    ],
)
def test_a_broken_file_is_located_to_the_line(text: str, line: int, says: str) -> None:
    with pytest.raises(ProfileError, match=says) as refused:
        read(text, None)
    assert refused.value.line == line


@given(name=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(str.strip))
@relaxed(100)
def test_every_name_can_be_written_as_a_header(tmp_path: Path, name: str) -> None:
    path = tmp_path / "config"
    path.write_text(f"[{section_name(name)}]\nregion = x\n", encoding="utf-8")
    found = oracle.loaded(path)
    assert found is not None
    assert found["profiles"] == {name: {"region": "x"}}
