"""What goes wrong in real life, on the real program: each time a sentence that helps, and nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from tests import walks
from tests.terminal import Terminal, role_wizard
from wizard.practice import operations
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.fault import Fault
from wizard.practice.lesson_files import load

ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:user/remote-user"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.fixture
def practice() -> Iterator[PracticeEnvironment]:
    """The default lesson's AWS, in this process, so that the test can be the somebody else."""
    with PracticeEnvironment(load("cross-account"), delay=0) as environment:
        yield environment


def wizard(practice: PracticeEnvironment, tmp_path: Path, *words: str, columns: int = 80, lines: int = 24) -> Terminal:
    """The wizard itself, pointed at the practice AWS as the AWS CLI would be."""
    env = practice.env | {"ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    asked = words or ("--profile", "default", "--role-profile", "role-admin", ROLE)
    return Terminal(role_wizard(*asked), columns=columns, lines=lines, env=env)


def admin(practice: PracticeEnvironment) -> Any:
    """Somebody else with the right to change the role."""
    import boto3
    from botocore.config import Config

    keys = practice.credentials_file.read_text().split("[role-admin]")[1].splitlines()
    values = dict(line.split(" = ", 1) for line in keys if " = " in line)
    return boto3.client(
        "iam",
        endpoint_url=practice.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=values["aws_access_key_id"],
        aws_secret_access_key=values["aws_secret_access_key"],
        config=Config(retries={"max_attempts": 1}),
    )


def trust_policy(practice: PracticeEnvironment) -> Any:
    """What AWS has now."""
    return admin(practice).get_role(RoleName="MyCrossAccountRole")["Role"]["AssumeRolePolicyDocument"]


def to_the_editor(terminal: Terminal) -> None:
    """Step 2, the best repair in the editor and the cursor there."""
    terminal.wait_for("1 Inspect", "DENIED", "Next")
    terminal.press("ctrl+n")
    terminal.wait_for("2 Trust policy", "Trust user", "Read again")
    terminal.press("enter")
    terminal.wait_for("as edited:")
    terminal.click('"Version"')


def paste(terminal: Terminal, text: str) -> None:
    """Replace everything in the editor; a paste would overtake the keys before it."""
    terminal.press("f7", "delete")
    terminal.wait_until_gone('"Version"')
    terminal.paste(text)
    terminal.wait_for('"Effect"')


def preview(terminal: Terminal) -> None:
    """Open the preview."""
    terminal.press("ctrl+s")
    terminal.wait_for("Apply this change?")


def test_half_a_policy_is_marked_at_its_line_and_not_sent(practice: PracticeEnvironment, tmp_path: Path) -> None:
    """The tutorial's own sample lacks a closing quote."""
    sample = (
        '{\n  "Version": "2012-10-17",\n  "Statement": [{\n    "Effect": "Allow,\n'
        '    "Action": "sts:AssumeRole"\n  }]\n}'
    )
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        to_the_editor(terminal)
        paste(terminal, sample)
        terminal.wait_for("line 4")
        preview(terminal)
        terminal.wait_for("AWS would refuse it")
        terminal.press("a")
        terminal.settle()
        terminal.wait_for("Apply this change?")
        terminal.press("escape")
        terminal.wait_until_gone("Apply this change?")
        assert '"Effect": "Allow,' in terminal.text, "what was typed is still there"
    assert trust_policy(practice) == TRUST


@pytest.mark.slow  # tests/aws asks for the same answer
def test_a_principal_that_does_not_exist_is_refused_by_aws_in_its_words(
    practice: PracticeEnvironment, tmp_path: Path
) -> None:
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        to_the_editor(terminal)
        paste(
            terminal, json.dumps(TRUST, indent=2).replace("123456789012:user/remote-user", "210987654321:user/nobody")
        )
        preview(terminal)
        terminal.press("a")
        terminal.wait_for("That did not work", "principal")
        terminal.press("escape")
        terminal.wait_until_gone("That did not work")
        assert "user/nobody" in terminal.text, "what was typed is still there"
    assert trust_policy(practice) == TRUST


@pytest.mark.slow  # tests/flow/test_quotas.py asks the same of the model in every run
def test_a_policy_over_the_limit_says_so_before_anything_is_sent(practice: PracticeEnvironment, tmp_path: Path) -> None:
    many = TRUST | {"Statement": [dict(TRUST["Statement"][0], Sid=f"Person{number}") for number in range(20)]}
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        to_the_editor(terminal)
        paste(terminal, json.dumps(many, indent=1))
        preview(terminal)
        terminal.wait_for("AWS would refuse it", "2,048")
    assert trust_policy(practice) == TRUST


def test_a_change_by_somebody_else_is_never_overwritten(practice: PracticeEnvironment, tmp_path: Path) -> None:
    theirs = TRUST | {"Statement": [dict(TRUST["Statement"][0], Sid="Theirs")]}
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        to_the_editor(terminal)
        preview(terminal)
        admin(practice).update_assume_role_policy(RoleName="MyCrossAccountRole", PolicyDocument=json.dumps(theirs))
        terminal.press("a")
        terminal.wait_for("somebody else has changed it", "asked as profile role-admin")
    assert trust_policy(practice) == theirs


@pytest.mark.slow
def test_a_role_deleted_meanwhile_is_named(practice: PracticeEnvironment, tmp_path: Path) -> None:
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        to_the_editor(terminal)
        preview(terminal)
        del practice.cloud.world.accounts["123456789012"].roles["MyCrossAccountRole"]
        terminal.press("a")
        terminal.wait_for("That did not work", "MyCrossAccountRole")
        assert "Traceback" not in terminal.text


@pytest.mark.slow  # tests/ui enters a wrong code in every run
def test_a_wrong_code_and_a_used_one_lead_to_another_try(tmp_path: Path) -> None:
    with PracticeEnvironment(load("mfa-required"), delay=0) as practice:
        asked = load("mfa-required").target
        words = ("--profile", asked.caller_profile, "--role-profile", asked.role_profile or "", asked.role)
        with wizard(practice, tmp_path, *words, columns=120, lines=36) as terminal:
            walks.inspect(terminal)
            terminal.press("4")
            terminal.wait_for("4 Test", "Assume the role")
            terminal.settle()
            terminal.press("enter")
            terminal.wait_for("Enter the MFA code")
            terminal.press("000000", "enter")
            terminal.wait_for("one time pass code")
            terminal.settle()
            code = practice.phone_code() or ""
            terminal.press("enter")
            terminal.wait_for("Enter the MFA code")
            terminal.press(code, "enter")
            terminal.wait_for("You are now")
            terminal.settle()
            terminal.press("enter")
            terminal.settle()
            for secret in ("000000", code):
                assert secret not in terminal.text.replace("Enter the MFA code", "")


def test_no_credentials_at_all(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", "ROLE_WIZARD_STATE_DIR": str(tmp_path / "s")}
    with Terminal(role_wizard(ROLE), env=env) as terminal:
        shown = terminal.wait_for("redential")
        assert "Traceback" not in shown
        terminal.settle()
        terminal.press("escape", "ctrl+q")
        assert terminal.wait_for_end() in (0, 4)


def test_no_network(tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\n")
    env = {
        "HOME": str(tmp_path),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_DEFAULT_REGION": "us-east-1",
        "ROLE_WIZARD_STATE_DIR": str(tmp_path / "s"),
    }
    with Terminal(role_wizard("--endpoint-url", "http://127.0.0.1:9", ROLE), env=env) as terminal:
        terminal.wait_for("127.0.0.1:9")
        assert "Traceback" not in terminal.text


def test_a_config_file_that_does_not_parse_is_named_with_its_line(
    practice: PracticeEnvironment, tmp_path: Path
) -> None:
    practice.config_file.write_text("[default]\nregion = us-east-1\nsource_profile\n")
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        terminal.wait_for("line 3")
        assert "Traceback" not in terminal.text


def test_a_window_of_40_by_10_is_survived(practice: PracticeEnvironment, tmp_path: Path) -> None:
    with wizard(practice, tmp_path) as terminal:
        terminal.wait_for("1 Inspect", "DENIED")
        terminal.resize(40, 10)
        terminal.wait_for("DENIED")  # the verdict is never out of sight
        terminal.resize(80, 24)
        terminal.wait_for("1 Inspect", "DENIED")
        terminal.press("ctrl+n")
        terminal.wait_for("2 Trust policy")


def test_a_program_that_was_stopped_draws_all_anew_and_leaves_the_terminal_right(
    practice: PracticeEnvironment, tmp_path: Path
) -> None:
    """By `kill -STOP` it cannot give the terminal back, and by SIGTSTP it does."""
    with wizard(practice, tmp_path) as terminal:
        before, pid = termios.tcgetattr(terminal.master), terminal.process.pid
        terminal.wait_for("1 Inspect", "DENIED", "Next")
        for stop in (signal.SIGSTOP, signal.SIGTSTP):
            os.killpg(pid, stop)
            os.waitid(os.P_PID, pid, os.WSTOPPED)
            terminal.screen.reset()  # the shell writes over it
            os.killpg(pid, signal.SIGCONT)
            terminal.wait_for("1 Inspect", "DENIED", "Next")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 1
        assert termios.tcgetattr(terminal.master) == before


@pytest.mark.parametrize(
    "end",
    [
        signal.SIGHUP,
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGKILL, marks=pytest.mark.slow),  # at each of its moments below
    ],
    ids=lambda end: end.name,
)
def test_a_closed_terminal_during_a_write_leaves_a_true_journal(
    end: signal.Signals, practice: PracticeEnvironment, tmp_path: Path
) -> None:
    """Afterwards the journal knows of the change, and AWS has either the old policy or the new one whole."""
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        to_the_editor(terminal)
        preview(terminal)
        terminal.press("a")
        os.killpg(terminal.process.pid, end)
        terminal.wait_for_end()
    now = trust_policy(practice)
    changed = now != TRUST
    journal = tmp_path / "state" / "journal.jsonl"
    events = [json.loads(line)["event"] for line in journal.read_text().splitlines()] if journal.exists() else []
    assert not changed or "intended" in events, "no change without a record"
    assert now in (TRUST, json.loads(json.dumps(TRUST).replace("123456789012:user", "210987654321:user")))


When = Literal["before it is sent", "before AWS makes it", "once AWS has made it", "once it is recorded"]


@pytest.mark.parametrize(
    ("when", "status", "taken_back"),
    [
        pytest.param("before it is sent", None, None, marks=pytest.mark.slow),
        pytest.param("before AWS makes it", "unknown", "AWS never made this change", marks=pytest.mark.slow),
        ("once AWS has made it", "unknown", "Taken back"),
        pytest.param("once it is recorded", "applied", "Taken back", marks=pytest.mark.slow),
    ],
)
def test_after_kill_9_the_journal_tells_the_truth(
    when: When,
    status: str | None,
    taken_back: str | None,
    practice: PracticeEnvironment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`history` says what is certain and what is not; `undo` looks at AWS. Nothing is ever half written."""
    with wizard(practice, tmp_path, columns=120, lines=36) as terminal:
        to_the_editor(terminal)
        preview(terminal)
        if when != "once it is recorded":
            die_at(terminal, when, monkeypatch)
        terminal.press("a")
        if when == "once it is recorded":
            terminal.wait_for("2 Trust policy: done")
            os.killpg(terminal.process.pid, signal.SIGKILL)
        terminal.wait_for_end()
        monkeypatch.undo()
    made = when in ("once AWS has made it", "once it is recorded")
    assert (trust_policy(practice) != TRUST) == made
    entries = json.loads(command(practice, tmp_path, "history", "--json").stdout)
    assert [entry["status"] for entry in entries] == ([status] if status else [])
    if taken_back is None:
        return
    told = command(practice, tmp_path, "history").stdout
    assert ("not what came of it" in told) == (status == "unknown")
    back = command(practice, tmp_path, "undo", "--yes", "--profile", "default", "--role-profile", "role-admin")
    assert taken_back in back.stdout + back.stderr
    assert "Traceback" not in back.stderr
    assert trust_policy(practice) == TRUST
    after = json.loads(command(practice, tmp_path, "history", "--json").stdout)
    assert [entry["status"] for entry in after] == (["undone", "applied"] if made else ["failed"])


def die_at(terminal: Terminal, when: When, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill the program when AWS gets the call that comes next: the guard's read, or the write."""
    name = "GetRole" if when == "before it is sent" else "UpdateAssumeRolePolicy"
    make = operations.TABLE["iam", name]

    def die(call: Any) -> Any:
        answer = make(call) if when == "once AWS has made it" else None
        os.killpg(terminal.process.pid, signal.SIGKILL)
        if answer is None:
            raise Fault("ServiceFailure", "nobody hears this", 500)
        return answer

    monkeypatch.setitem(operations.TABLE, ("iam", name), die)


def command(practice: PracticeEnvironment, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command of the program, with the state of the killed one."""
    env = practice.environ() | {"ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    return subprocess.run(role_wizard(*words), env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def test_ctrl_c_in_the_shell_before_the_screen_ends_with_130(practice: PracticeEnvironment, tmp_path: Path) -> None:
    with wizard(practice, tmp_path) as terminal:
        terminal.wait_for("1 Inspect")
        os.killpg(terminal.process.pid, signal.SIGINT)
        assert terminal.wait_for_end() == 130


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT], ids=lambda end: end.name)
def test_an_end_before_the_first_frame_leaves_the_terminal_right(end: signal.Signals, tmp_path: Path) -> None:
    """Whoever sends it (`timeout`, systemd, a terminal that goes away) sends SIGCONT right after it."""
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    with Terminal(role_wizard("practice", "cross-account"), env=env) as terminal:
        before = termios.tcgetattr(terminal.master)
        terminal.wait_for_notice("\x1b[?1049h")
        os.killpg(terminal.process.pid, end)
        os.killpg(terminal.process.pid, signal.SIGCONT)
        assert terminal.wait_for_end() == 128 + end
        assert termios.tcgetattr(terminal.master) == before
        assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")
        assert not terminal.screen.cursor.hidden
