"""The settings file: what it says counts where nothing said on the spot does, and a mistake in it is named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.docs.pages import SETTINGS_EXAMPLE
from tests.terminal import Terminal, role_wizard
from wizard import settings
from wizard.aws.gateway import Target
from wizard.cli import main
from wizard.commands.options import wizard_parser
from wizard.commands.target import target
from wizard.ui.keymap import checked

ROLE = "arn:aws:iam::444455556666:role/Deploy"
TRUE_COLOUR = {"COLORTERM": "truecolor"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file that the program will read."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("ROLE_WIZARD_CONFIG", str(path))
    return path


def environment(tmp_path: Path, file: Path) -> dict[str, str]:
    """What a person's terminal would set."""
    state = str(tmp_path / "state")
    return {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": state, "ROLE_WIZARD_CONFIG": str(file), **TRUE_COLOUR}


def asked(*words: str) -> Target:
    """What a command line asks for."""
    return target(wizard_parser().parse_args(words))


@pytest.mark.parametrize(
    ("content", "said", "way_out"),
    [
        (b'them = "light"', "there is no setting them", "Did you mean theme?"),
        (b"plain = 1", "plain is 1", "true or false"),
        (b"theme = true", "theme is True", "quotation marks"),
        (b'keys = "f5"', "keys is 'f5'", "[keys]"),
        (b"[keys]\nnext = 5", "keys.next is 5", 'next = "f5,ctrl+n"'),
        (b'[keys]\nnext = ""', "keys.next is ''", 'next = "f5,ctrl+n"'),
        (b'theme = "light"\nplain = yes\n', "line 2", 'theme = "light"'),
        (b'theme = "\xff"', "not UTF-8 text (byte 9)", "Save it as UTF-8"),
        (b"theme = " + b"[" * 100_000, "nested too deeply", "settings alone"),
        (b"#" * (1 << 20) + b"\n", "more than 1 MiB", "settings alone"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_the_way_out(
    content: bytes, said: str, way_out: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(content)
    assert main(["diagnose", ROLE]) == 4
    what, to_do = capsys.readouterr().err.splitlines()
    assert what.startswith(f"role-wizard: {file}: ")
    assert said in what
    assert way_out in to_do


@pytest.mark.parametrize("content", [b'\xef\xbb\xbftheme = "light"\n', b'theme = "light"\r\n'], ids=["mark", "CRLF"])
def test_a_file_that_windows_wrote_is_read(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    assert settings.load().theme == "light"


def test_a_file_that_was_named_and_is_not_there_is_missed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", ROLE]) == 4
    assert "there is no such file" in capsys.readouterr().err


def test_without_a_file_everything_is_as_ever() -> None:
    assert settings.load() == settings.Settings()


def test_the_profiles_of_the_file_are_used(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(SETTINGS_EXAMPLE)
    (tmp_path / "aws-config").write_text("[profile dev]\n[profile admin]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws-config"))
    assert (asked().caller_profile, asked().role_profile) == ("dev", "admin")
    found = asked(ROLE)
    assert (found.role, found.caller_profile, found.role_profile) == (ROLE, "dev", "admin")


@pytest.mark.parametrize(
    ("line", "way_out"),
    [
        ('profile = "devv"', 'Write profile = "dev" there, or name another with --profile.'),
        ('role_profile = "zzz"', "Correct or remove that line, or name another with --role-profile."),
    ],
)
def test_a_profile_of_the_file_that_is_not_there_is_named_with_its_line(
    line: str,
    way_out: str,
    file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file.write_text(f"{line}\n")
    (tmp_path / "aws-config").write_text("[profile dev]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws-config"))
    assert main(["diagnose", ROLE]) == 4
    said, to_do = capsys.readouterr().err.splitlines()
    assert said == f"role-wizard: {file}: {line}, and the config and credentials files have no such profile"
    assert to_do == way_out
    assert asked("--profile", "dev", "--role-profile", "dev", ROLE).caller_profile == "dev", "an option wins"


def test_an_option_a_variable_and_start_win_over_the_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(SETTINGS_EXAMPLE)
    config = tmp_path / "aws-config"
    config.write_text(
        f"[profile base]\nregion = eu-west-1\n[profile deploy]\nrole_arn = {ROLE}\nsource_profile = base\n"
        "[profile me]\n[profile them]\n[profile dev]\n[profile admin]\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    options = asked("--profile", "me", "--role-profile", "them", ROLE)
    assert (options.caller_profile, options.role_profile) == ("me", "them")
    assert asked("deploy").caller_profile == "base"
    assert asked("base").caller_profile == "base"
    for variable in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID"):
        with monkeypatch.context() as other:
            other.setenv(variable, "something")
            assert asked(ROLE).caller_profile is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("base", [None, "/tmp/xdg"])
def test_the_file_is_where_platformdirs_would_have_it(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    if base:
        monkeypatch.setenv("XDG_CONFIG_HOME", base)
    assert Path(settings.place()) == Path(platformdirs.user_config_dir("role-wizard")) / "config.toml"


@pytest.mark.parametrize(
    ("chosen", "said", "way_out"),
    [
        ({"nxt": "f5"}, "keys.nxt: there is no such action", "Did you mean next?"),
        ({"next": "crtl+n"}, "keys.next: there is no key 'crtl+n'", "ctrl+n"),
        ({"next": "nothing"}, "there is no key 'nothing'", "ctrl+n"),
        ({"next": "f5,ctrl+s"}, "keys.next: ctrl+s is the key of preview already", "move preview too"),
        ({"next": "?"}, "question_mark is the key of explain already", "move explain too"),
    ],
)
def test_a_key_that_cannot_be_is_refused(chosen: dict[str, str], said: str, way_out: str) -> None:
    with pytest.raises(settings.SettingsError) as caught:
        checked(chosen)
    assert said in str(caught.value)
    assert way_out in caught.value.next_step


def test_keys_may_be_swapped_and_signs_written_as_signs() -> None:
    assert checked(swapped := {"next": "ctrl+s", "inspect": "ctrl+s", "preview": "ctrl+n"}) == swapped
    assert checked({"filter": "-", "trace": "/"}) == {"filter": "minus", "trace": "slash"}
    assert checked({"copy-text": "Y", "copy-line": "Y"}) == {"copy-text": "Y", "copy-line": "Y"}
    assert checked({"explain": "f1, f5"}) == {"explain": "f1,f5"}


def test_the_screens_heed_the_chosen_keys_and_show_them(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SETTINGS_EXAMPLE)
    env = environment(tmp_path, file)
    with Terminal(role_wizard("practice", "cross-account"), env=env) as terminal:
        terminal.wait_for("1 Inspect", "DENIED", "f5 Next")
        terminal.settle()
        terminal.press("\x1b[15~")
        terminal.wait_for("2 Trust policy", "Trust user")
        terminal.settle()
        terminal.press("enter")
        terminal.wait_for("f10 Preview")
        terminal.press("ctrl+q")
        terminal.wait_for("Quit?")
        terminal.press("ctrl+q")
        terminal.wait_for_end()
        assert b"48;2;246;244;239" in terminal.raw, "the light theme's paper"


@pytest.mark.parametrize(
    ("content", "said"),
    [('[keys]\nnxt = "f5"', "keys.nxt: there is no such action"), ('theme = "sunny"', "there is no theme sunny")],
)
def test_what_only_the_screens_know_is_refused_before_they_open(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(content)
    env = environment(tmp_path, file)
    with Terminal(role_wizard("practice"), columns=200, env=env) as terminal:
        terminal.wait_for(said)
        assert terminal.wait_for_end() in (2, 4)


def test_plain_in_the_file_is_plain(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("plain = true\n")
    env = environment(tmp_path, file)
    with Terminal(role_wizard("practice"), lines=60, env=env) as terminal:
        terminal.wait_for("role-wizard, plain mode")
        terminal.wait_for("Your choice")
        terminal.press("ctrl+c")
        assert terminal.wait_for_end() == 130
