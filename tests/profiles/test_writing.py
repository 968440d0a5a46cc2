"""Writes on nasty files, judged by botocore's loader and byte by byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.profiles import nasty, oracle
from tests.profiles.relaxed import relaxed
from wizard.profiles.error import ProfileError
from wizard.profiles.write import commit, plan_write, write

ROLE = "arn:aws:iam::123456789012:role/Deploy"
WANTED = {"role_arn": ROLE, "source_profile": "base"}


@relaxed(200)
@given(data=st.one_of(nasty.files(), nasty.files(), nasty.broken_files()), wanted=nasty.writes())
def test_a_write_changes_the_profile_and_nothing_else(
    aws: Path, data: bytes, wanted: tuple[str, dict[str, str]]
) -> None:
    name, settings = wanted
    path = aws / "config"
    path.write_bytes(data)
    before = oracle.loaded(path)
    note(data.decode())
    if before is None:
        with pytest.raises(ProfileError) as refused:
            write(name, settings, replace=True)
        assert refused.value.line is not None
        assert path.read_bytes() == data
        return
    shared = oracle.defaults(data)
    if None in shared.values() or (oracle.MANAGED - {"region"} - settings.keys()) & shared.keys():
        with pytest.raises(ProfileError):  # the profile cannot be what is wanted, whatever is written into it
            write(name, settings, replace=True)
        assert path.read_bytes() == data
        return
    written = write(name, settings, replace=True)
    after = oracle.loaded(path)
    assert after is not None
    profile, old = after["profiles"].pop(name), before["profiles"].pop(name, None)
    kept = {
        key: value
        for key, value in (shared if old is None else old).items()
        if key not in oracle.MANAGED or key == "region"
    }
    assert profile == {**kept, **settings}
    assert after == before
    now = path.read_bytes()
    note(now.decode())
    if old is None:
        _assert_one_insertion(data, now)
    else:
        _assert_lines_kept(data, now, name)
    assert (written.backup.read_bytes() if written.backup else now) == data
    again = write(name, settings)
    assert not again.changed
    assert path.read_bytes() == now


def _assert_one_insertion(before: bytes, after: bytes) -> None:
    assert after.startswith(before)
    ends = {line[len(line.rstrip("\r\n")) :] for line in oracle.lines_of(before)} - {""} or {"\n"}
    added = oracle.lines_of(after[len(before) :])
    assert all(line[len(line.rstrip("\r\n")) :] in ends for line in added)
    assert added[-1].endswith(("\r", "\n"))


def _assert_lines_kept(before: bytes, after: bytes, name: str) -> None:
    expected, found = oracle.lines_beside(before, name), oracle.lines_beside(after, name)
    if expected and not expected[-1].endswith(("\r", "\n")) and found[-1] != expected[-1]:
        found[-1] = found[-1].rstrip("\r\n")  # a key was added behind the last line, which then needs an end
    # not line by line: a lone CR and the LF behind a line that went are one line end now
    assert "".join(found) == "".join(expected)


def test_the_last_line_keeps_its_missing_end(aws: Path) -> None:
    (aws / "config").write_bytes(b"[profile dev]\r\nsource_profile = base\r\nrole_arn = old")
    write("dev", WANTED, replace=True)
    assert (aws / "config").read_bytes() == (
        b"[profile dev]\r\nsource_profile = base\r\nrole_arn = arn:aws:iam::123456789012:role/Deploy"
    )


def test_continuation_lines_of_a_replaced_value_go_and_comments_among_them_stay(aws: Path) -> None:
    (aws / "config").write_text("[profile dev]\nRole_ARN : old\n  # why\n  [profile fake]\n\nsource_profile=base\n")
    write("dev", WANTED, replace=True)
    assert (aws / "config").read_text() == (f"[profile dev]\nRole_ARN : {ROLE}\n  # why\n\nsource_profile=base\n")


def test_keys_that_are_not_named_go_and_region_stays(aws: Path) -> None:
    (aws / "config").write_text(
        "[profile dev]\nrole_arn = x\nsource_profile = base\nmfa_serial = m\nregion = eu-west-1\noutput = json\n"
    )
    write("dev", WANTED, replace=True)
    assert (aws / "config").read_text() == (
        f"[profile dev]\nrole_arn = {ROLE}\nsource_profile = base\nregion = eu-west-1\noutput = json\n"
    )


def test_a_key_added_below_an_indented_one_is_not_swallowed(aws: Path) -> None:
    (aws / "config").write_text("[profile dev]\n    output = json\n  [profile other]\n")
    write("dev", WANTED, replace=True)
    assert (aws / "config").read_text() == (
        f"[profile dev]\n    role_arn = {ROLE}\n    source_profile = base\n    output = json\n  [profile other]\n"
    )


def test_the_last_of_two_sections_is_the_one_that_is_edited(aws: Path) -> None:
    (aws / "config").write_text("[profile default]\nrole_arn = x\n[default]\noutput = json\n")
    write("default", WANTED, replace=True)
    assert (aws / "config").read_text() == (
        f"[profile default]\nrole_arn = x\n[default]\nrole_arn = {ROLE}\nsource_profile = base\noutput = json\n"
    )


def test_an_existing_profile_with_other_settings_is_refused_with_its_line(aws: Path) -> None:
    (aws / "config").write_text("[default]\n[profile dev]\nrole_arn = x\n")
    with pytest.raises(ProfileError, match="exists with other settings") as refused:
        write("dev", WANTED)
    assert refused.value.line == 2
    assert (aws / "config").read_text() == "[default]\n[profile dev]\nrole_arn = x\n"


def test_a_profile_of_the_credentials_file_exists_too(aws: Path) -> None:
    (aws / "credentials").write_text("[dev]\naws_access_key_id = a\naws_secret_access_key = b\n")
    with pytest.raises(ProfileError, match="exists with other settings") as refused:
        write("dev", WANTED)
    assert refused.value.file == str(aws / "credentials")
    assert write("dev", WANTED, replace=True).changed


def test_a_profile_may_take_its_own_keys_as_the_source(aws: Path) -> None:
    (aws / "credentials").write_text("[dev]\naws_access_key_id = a\naws_secret_access_key = b\n")
    assert write("dev", {**WANTED, "source_profile": "dev"}).changed


@pytest.mark.parametrize(
    ("config", "credentials", "says"),
    [
        ("", "[dev]\nexternal_id = other\n", "credentials file sets external_id"),
        ("[DEFAULT]\nmfa_serial = m\n", "", "DEFAULT"),
    ],
)
def test_a_profile_that_would_not_be_what_is_written_is_refused(
    aws: Path, config: str, credentials: str, says: str
) -> None:
    (aws / "config").write_text(config)
    (aws / "credentials").write_text(credentials)
    with pytest.raises(ProfileError, match=says):
        write("dev", WANTED, replace=True)
    assert (aws / "config").read_text() == config


def test_a_broken_credentials_file_refuses_the_write(aws: Path) -> None:
    (aws / "credentials").write_text("[dev]\nnothing\n")
    with pytest.raises(ProfileError) as refused:
        write("dev", WANTED)
    assert (refused.value.file, refused.value.line) == (str(aws / "credentials"), 2)


def test_a_file_that_changed_after_the_preview_is_refused(aws: Path) -> None:
    (aws / "config").write_text("[default]\n")
    edit = plan_write("dev", WANTED)
    (aws / "config").write_text("[default]\nregion = mine\n")
    with pytest.raises(ProfileError, match="changed since it was read"):
        commit(edit)
    assert (aws / "config").read_text() == "[default]\nregion = mine\n"
    assert sorted(found.name for found in aws.iterdir()) == ["config", "config.lock"]


def test_a_preview_writes_nothing_and_shows_no_secret(aws: Path) -> None:
    text = (
        "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hunter2hunter2\n"
        "  continued\n# old token = abc\n# password was swordfish\ncredential_process = vault --key xyzzy\n"
        "note = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
    )
    (aws / "config").write_text(text)
    diff = plan_write("dev", WANTED).diff
    assert [found.name for found in aws.iterdir()] == ["config"]
    assert f"+role_arn = {ROLE}" in diff
    close = plan_write("base", WANTED, replace=True).diff
    for secret in ("AKIA", "hunter2", "continued", "abc", "swordfish", "xyzzy", "wJalr"):
        assert secret not in diff + close


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("", WANTED),
        ("  ", WANTED),
        ("a\nb", WANTED),
        ("a\x85b", WANTED),
        ("a\u2028b", WANTED),
        ("dev", {**WANTED, "role_arn": "arn:aws:iam::123456789012:user/x"}),
        ("dev", {**WANTED, "role_arn": f" {ROLE}"}),
        ("dev", {**WANTED, "role_arn": ""}),
        ("dev", {**WANTED, "external_id": "a\rb"}),
        ("dev", {**WANTED, "external_id": "a "}),
        ("dev", {**WANTED, "external_id": ""}),
        ("dev", {**WANTED, "mfa_serial": "a\x00b"}),
        ("dev", {**WANTED, "mfa_serial": "my-phone"}),
        ("dev", {**WANTED, "mfa_serial": "remote-user"}),
        ("dev", {**WANTED, "mfa_serial": "arn:aws:iam::123456789012:user/me"}),
        ("dev", {**WANTED, "mfa_serial": "arn:aws:iam::1234:mfa/me"}),
        ("dev", {**WANTED, "mfa_serial": "arn:aws:iam::123456789012:mfa/"}),
        ("dev", {**WANTED, "mfa_serial": "arn:aws:sts::123456789012:mfa/me"}),
        ("dev", {**WANTED, "source_profile": "\udcff"}),
        ("dev", {**WANTED, "duration_seconds": "899"}),
        ("dev", {**WANTED, "duration_seconds": "43201"}),
        ("dev", {**WANTED, "duration_seconds": "1h"}),
        ("dev", {**WANTED, "duration_seconds": "９００"}),
        ("dev", {**WANTED, "credential_source": "Environment"}),
        ("dev", {**WANTED, "web_identity_token_file": "/token"}),
        ("dev", {"role_arn": ROLE, "web_identity_token_file": "/token", "external_id": "tenant-42"}),
        ("dev", {"role_arn": ROLE}),
        ("dev", {"role_arn": ROLE, "credential_source": "environment"}),
    ],
)
def test_a_name_or_value_that_cannot_be_right_is_bad_usage(aws: Path, name: str, settings: dict[str, str]) -> None:
    with pytest.raises(ProfileError) as refused:
        write(name, settings)
    assert refused.value.usage
    assert refused.value.next_step
    assert list(aws.iterdir()) == []


def test_ten_thousand_profiles_keep_all_others(aws: Path) -> None:
    text = "".join(
        f"[profile p{number}]\nrole_arn = arn:aws:iam::123456789012:role/R{number}\nsource_profile = base\n\n"
        for number in range(10_000)
    )
    (aws / "config").write_text(text)
    write("p5000", WANTED, replace=True)
    assert (aws / "config").read_text() == text.replace("arn:aws:iam::123456789012:role/R5000\n", f"{ROLE}\n")


def test_a_token_is_a_source_and_no_other_is_written_beside_it(aws: Path) -> None:
    token = {"role_arn": ROLE, "web_identity_token_file": "/var/run/token"}
    write("ci", token)
    loaded = oracle.loaded(aws / "config")
    assert loaded is not None
    assert loaded["profiles"]["ci"] == token
    with pytest.raises(ProfileError, match="web_identity_token_file wins") as refused:
        write("ci", WANTED, replace=True)  # botocore would go on using the token
    assert refused.value.line == 3


def test_a_tokens_path_is_one_that_is_found_from_anywhere(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(aws)
    for written in ("token.jwt", "'./token.jwt'", str(aws / "token.jwt")):
        write("ci", {"role_arn": ROLE, "web_identity_token_file": written})
        assert f"web_identity_token_file = {aws / 'token.jwt'}\n" in (aws / "config").read_text()
