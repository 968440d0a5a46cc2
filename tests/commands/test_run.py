"""`role-wizard run`: the command notices nothing, the person nothing but the cause of a refused role."""

from __future__ import annotations

import os
import re
import resource
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.terminal import Terminal, role_wizard
from wizard.commands.profile_of_command import Named
from wizard.commands.run import in_three_lines
from wizard.repair.error_text import ErrorReading

CALLER = "arn:aws:iam::210987654321:user/remote-user"
ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"
DENIAL = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: "
    f"User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def python(script: str) -> list[str]:
    """A command that runs a few lines of Python."""
    return role_wizard("run", "--", sys.executable, "-c", script)


def refused(status: int = 254, *, output: int = 2, more: str = "") -> list[str]:
    """A command that is refused a role."""
    return python(f"import os, sys\n{more}\nos.write({output}, {DENIAL!r}.encode() + b'\\n')\nsys.exit({status})")


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """Nothing of this machine's AWS."""
    home = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    return {**home, "AWS_EC2_METADATA_DISABLED": "true", **more}


def ran(command: list[str], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command run with all three streams redirected."""
    return subprocess.run(command, input=stdin, capture_output=True, timeout=PATIENCE)


def test_every_byte_and_the_status_pass_through() -> None:
    script = "import os, sys\nos.write(1, os.read(0, 99)[::-1])\nos.write(2, bytes(range(256)))\nsys.exit(3)"
    done = ran(python(script), b"\xff\x00abc")
    assert (done.stdout, done.stderr, done.returncode) == (b"cba\x00\xff", bytes(range(256)), 3)


def test_options_behind_the_command_are_its_own() -> None:
    done = ran(role_wizard("run", "--profile", "dev", "printf", "%s|", "--profile", "x", "--", "-h"))
    assert (done.stdout, done.returncode) == (b"--profile|x|--|-h|", 0)


def test_outputs_that_go_to_one_place_keep_their_order() -> None:
    script = "import os\nfor n in range(2000): os.write(1 + n % 2, b'%d\\n' % n)"
    both = subprocess.run(python(script), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE).stdout
    assert both.split() == [b"%d" % number for number in range(2000)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_command_ended_by_a_signal_has_a_shells_status(number: signal.Signals) -> None:
    assert ran(role_wizard("run", "--", "sh", "-c", f"kill -{int(number)} $$")).returncode == 128 + number


def test_a_signal_to_us_is_the_commands() -> None:
    script = (  # blocked, the signal waits until it is waited for
        "import os, signal, sys\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\n"
        "os.write(1, b'ready')\n"
        "signal.sigwait({signal.SIGTERM}); sys.exit(9)"
    )
    process = subprocess.Popen(python(script), stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as stdout:
        assert stdout.read(5) == b"ready"
        process.terminate()
        assert process.wait(PATIENCE) == 9


def test_a_command_that_cannot_be_started_is_named() -> None:
    done = ran(role_wizard("run", "--", "no-such-command"))
    assert done.returncode == 127
    assert b"there is no command no-such-command" in done.stderr
    assert ran(role_wizard("run", "--", os.devnull)).returncode == 126
    nothing = ran(role_wizard("run"))
    assert nothing.returncode == 2
    assert b"a command is needed" in nothing.stderr


def test_a_reader_that_leaves_ends_the_command() -> None:
    line = f"{shlex.join(role_wizard('run', '--', 'yes'))} | head -n 1"
    assert subprocess.run(line, shell=True, capture_output=True, timeout=PATIENCE).stdout == b"y\n"


def test_much_output_takes_no_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert ran(role_wizard("run", "--", "true")).returncode == 0
    little = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with subprocess.Popen(role_wizard("run", "--", "head", "-c", "200000000", os.devnull.replace("null", "zero")),
                          stdout=subprocess.PIPE) as process:  # fmt: skip
        assert process.stdout is not None
        length = sum(len(piece) for piece in iter(lambda: process.stdout.read(1 << 20), b""))  # type: ignore[union-attr]
    assert length == 200_000_000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, little) + 8 * 1024, "KiB"


def test_the_command_that_is_named_is_one_that_a_shell_takes() -> None:
    """An account that a log hides is asked for by nobody, and a profile may have a blank in its name."""
    hidden = ErrorReading(
        operation="AssumeRole", role_arn=ROLE.replace("123456789012", "***"), causes=("scp_explicit_deny",)
    )
    assert "`role-wizard --profile 'two words' MyCrossAccountRole`" in in_three_lines(hidden, Named("two words", False))
    sides = in_three_lines(hidden, Named("dev", False), "admin")
    assert "`role-wizard --role-profile admin --profile dev MyCrossAccountRole` repairs it step by step;" in sides
    assert "`role-wizard MyCrossAccountRole` repairs it step by step, as far as these credentials may;" in (
        in_three_lines(hidden)
    )


@pytest.mark.parametrize("output", [1, 2])
def test_a_refused_role_is_explained_in_three_lines(output: int) -> None:
    done = ran(refused(output=output))
    assert done.returncode == 254
    told = done.stderr.decode().replace(DENIAL + "\n", "").splitlines()
    assert len(told) == 3
    assert CALLER in told[0]
    assert ROLE in told[0]
    assert "RW101" in told[1]
    assert f"role-wizard {ROLE}" in told[2]
    assert done.stdout == (DENIAL.encode() + b"\n" if output == 1 else b"")


def test_a_denial_long_before_the_end_is_heard() -> None:
    noise = "for _ in range(40000): print('resource still creating, 10 s elapsed')"
    done = ran(refused(more=noise))
    assert b"By the message alone, perhaps RW101" in done.stderr
    later = python(f"import sys\nprint({DENIAL!r})\n{noise}\nsys.exit(1)")
    assert b"By the message alone, perhaps RW101" in ran(later).stderr


def test_a_command_that_succeeds_or_fails_otherwise_is_left_alone() -> None:
    assert ran(refused(0)).stderr.decode() == DENIAL + "\n"
    other = ran(
        python("import sys; sys.exit('An error occurred (AccessDenied) when calling the ListBuckets operation')")
    )
    assert len(other.stderr.splitlines()) == 1


def test_the_terminal_stays_a_terminal(tmp_path: Path) -> None:
    """All three streams, the size, and the size when the window is dragged."""
    script = (
        "import os, signal\n"
        "signal.signal(signal.SIGWINCH, lambda *_: None)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})\n"
        "print('terminals', *(os.isatty(fd) for fd in (0, 1, 2)), *os.get_terminal_size(2), flush=True)\n"
        "signal.sigwait({signal.SIGWINCH})\n"
        "print('now', *os.get_terminal_size(0), flush=True)\n"
        "print('typed', input())"
    )
    with Terminal(python(script), columns=90, lines=20, env=environment(tmp_path)) as terminal:
        terminal.wait_for("terminals True True True 90 20")
        terminal.resize(70, 18)
        terminal.wait_for("now 70 18")
        terminal.press("hello", "enter")
        terminal.wait_for("typed hello")
        assert terminal.wait_for_end() == 0


def test_with_one_output_redirected_the_others_stay_terminals(tmp_path: Path) -> None:
    script = "import os, sys\nprint([os.isatty(fd) for fd in (0, 1, 2)], *os.get_terminal_size(2), file=sys.stderr)"
    shell = ["sh", "-c", f"{shlex.join(python(script))} | cat"]
    with Terminal(shell, columns=77, env=environment(tmp_path)) as terminal:
        terminal.wait_for("[True, False, True] 77 24")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("piped", ["", " | cat"])
def test_ctrl_c_reaches_the_command_once(piped: str, tmp_path: Path) -> None:
    script = (  # it waits for the signal with the signal blocked, so that none comes between two steps
        "import signal, sys\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"
        "print('ready', file=sys.stderr)\n"
        "signal.sigwait({signal.SIGINT})\n"
        "print('interrupted', file=sys.stderr)\n"
        "while signal.sigtimedwait({signal.SIGINT}, 0.2): print('interrupted', file=sys.stderr)\n"
        "sys.exit(5)"
    )
    line = f"trap : INT; {shlex.join(python(script))}{piped}; echo status $?"
    with Terminal(["bash", "-c", line], env=environment(tmp_path)) as terminal:
        terminal.wait_for("ready")
        terminal.press("ctrl+c")
        terminal.wait_for("interrupted", "status 130" if piped else "status 5")
        assert terminal.text.count("interrupted") == 1


@contextmanager
def shell_with(tmp_path: Path, script: str, piped: str) -> Iterator[Terminal]:
    """A shell in which a command runs and has said `begun`, which stands nowhere else on the screen."""
    (file := tmp_path / "command.py").write_text(script)
    with Terminal(["bash", "--norc", "-i"], env=environment(tmp_path, PS1="shell> ")) as terminal:
        terminal.wait_for("shell>")
        terminal.press(f"clear; {shlex.join(role_wizard('run', '--', sys.executable, str(file)))}{piped}", "enter")
        terminal.wait_for("begun")
        yield terminal


@pytest.mark.parametrize("piped", ["", " | cat"])
def test_ctrl_z_stops_the_command_and_fg_goes_on(piped: str, tmp_path: Path) -> None:
    script = (  # it waits with the signal blocked: a handler would run only once a read that has just begun has ended
        "import signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCONT})\n"
        "print('begun', flush=True)\n"
        "signal.sigwait({signal.SIGCONT})\n"
        "print('on again', flush=True)\n"
        "print(len(input()), flush=True)"
    )
    with shell_with(tmp_path, script, piped) as terminal:
        terminal.press("ctrl+z")
        terminal.wait_for("Stopped", "shell>")
        terminal.press("fg", "enter")
        terminal.wait_for("on again")
        terminal.press("seven!!", "enter")
        terminal.wait_for("7\nshell>")
        terminal.press("echo $((6*7))", "enter")
        terminal.wait_for("\n42\n")


def test_the_shell_has_its_prompt_back_only_when_the_command_has_stopped(tmp_path: Path) -> None:
    """A command that is late to stop would take the first keys that are meant for the shell."""
    late = (
        "import os, signal, time\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})\n"
        "os.write(1, b'begun')\n"
        "signal.sigwait({signal.SIGTSTP})\n"
        "time.sleep(1); os.write(2, b'at rest'); os.kill(os.getpid(), signal.SIGSTOP)"
    )
    with shell_with(tmp_path, late, " | cat") as terminal:
        terminal.press("ctrl+z")
        terminal.wait_for("Stopped")
        assert "at rest" in terminal.text.partition("Stopped")[0]


def test_keys_reach_the_command_in_the_mode_it_wants(tmp_path: Path) -> None:
    """A command that reads single keys gets each at once, unechoed."""
    script = "import sys, tty\ntty.setcbreak(0)\nprint('key?', flush=True)\nprint('got', repr(sys.stdin.read(1)))"
    with Terminal(python(script), env=environment(tmp_path)) as terminal:
        terminal.wait_for("key?")
        terminal.press("k")
        terminal.wait_for("got 'k'")
        assert terminal.wait_for_end() == 0


def test_the_wizard_is_offered_and_opens_with_the_role(tmp_path: Path) -> None:
    with Terminal([*refused(7), "--external-id", "of-this-call"], env=environment(tmp_path)) as terminal:
        terminal.wait_for("By the message alone, perhaps RW101", "Open the wizard now? [y/N]")
        terminal.press("y", "enter")
        terminal.wait_for("MyCrossAccountRole", "1 Inspect", "DEPENDS")
        terminal.settle()
        terminal.press("4")
        terminal.wait_for("4 Test", "External id   of-this-call")
        terminal.settle()
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 7


PROFILES = f"""[profile site-admin]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = {SECRET}
[profile deploy]
source_profile = site-admin
role_arn = {ROLE}
external_id = given-by-the-owner
"""


def test_the_role_of_the_command_is_named_where_the_error_names_none(tmp_path: Path) -> None:
    said = "An error occurred (ValidationError) when calling the AssumeRole operation: The requested DurationSeconds "
    script = f"import sys; sys.exit({said + 'exceeds the MaxSessionDuration set for this role.'!r})"
    done = subprocess.run([*python(script), "--role-arn", ROLE], env=environment(tmp_path), capture_output=True)
    assert f"`role-wizard {ROLE}` " in done.stderr.decode()


@pytest.mark.parametrize(
    ("ours", "theirs", "hint"),
    [
        ([], ["--profile", "site-admin"], f"`role-wizard --profile site-admin {ROLE}`"),
        ([], ["--profile=site-admin"], f"`role-wizard --profile site-admin {ROLE}`"),
        ([], ["--profile", "deploy"], "`role-wizard deploy`"),
        ([], ["--profile", "nosuch"], f"`role-wizard {ROLE}`"),
        (["--profile", "site-admin"], ["--profile", "deploy"], f"`role-wizard --profile site-admin {ROLE}`"),
    ],
)
def test_the_profile_of_the_command_is_the_wizards(
    tmp_path: Path, ours: list[str], theirs: list[str], hint: str
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(PROFILES)
    told = subprocess.run(
        [*role_wizard("run", *ours), *refused()[len(role_wizard("run")) :], *theirs],
        env={**os.environ, **environment(tmp_path)},
        capture_output=True,
        timeout=PATIENCE,
    ).stderr.decode()
    assert hint in told


def test_the_wizard_begins_as_the_commands_caller(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(PROFILES)
    aws = environment(tmp_path, TERM="dumb", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    with Terminal([*refused(7), "--profile", "deploy"], lines=120, columns=120, env=aws) as terminal:
        terminal.wait_for("`role-wizard deploy`", "Open the wizard now? [y/N]")
        terminal.press("y", "enter")
        terminal.wait_for("role-wizard, plain mode", "site-admin")
        terminal.wait_for("Your choice")
        terminal.press("ctrl+c")
        assert terminal.wait_for_end() == 7


def test_a_wizard_that_cannot_be_opened_leaves_the_commands_status(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with Terminal(refused(7), columns=200, env=environment(tmp_path)) as terminal:
        terminal.wait_for("Open the wizard now? [y/N]")
        terminal.press("y", "enter")
        assert terminal.wait_for_end() == 7
        assert "cannot be used: " in terminal.text and "Make it writable" in terminal.text


def test_on_a_dumb_terminal_the_plain_wizard_opens(tmp_path: Path) -> None:
    with Terminal(refused(7), lines=60, env=environment(tmp_path, TERM="dumb")) as terminal:
        terminal.wait_for("Open the wizard now? [y/N]")
        terminal.press("y", "enter")
        terminal.wait_for("role-wizard, plain mode")
        terminal.wait_for("Your choice")  # a Ctrl-C within the import of a C module may be lost
        terminal.press("ctrl+c")
        assert terminal.wait_for_end() == 7
        assert not re.search(rb"\x1b\[", terminal.raw)


def test_a_ctrl_c_that_was_taken_care_of_leaves_the_status_wherever_it_came(tmp_path: Path) -> None:
    """Python remembers one that came within an exec, by which most classes are made, and would end by SIGINT."""
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTED_WITHIN)
    done = subprocess.run(role_wizard(), env={**os.environ, "PYTHONPATH": str(tmp_path)}, timeout=PATIENCE)
    assert done.returncode == 7


INTERRUPTED_WITHIN = """
import wizard.cli

def main():
    try:
        exec("raise KeyboardInterrupt")
    except KeyboardInterrupt:
        return 7

wizard.cli.main = main
"""


def test_no_is_the_default_and_what_was_typed_before_is_no_answer(tmp_path: Path) -> None:
    with Terminal(refused(7, more="input('ready ')"), env=environment(tmp_path)) as terminal:
        terminal.wait_for("ready")
        terminal.press("y\ry\r")
        terminal.wait_for("Open the wizard now? [y/N]")
        terminal.press("ctrl+d")  # no answer at all, and no line end either
        assert terminal.wait_for_end() == 7
        assert terminal.screen.cursor.x == 0, "the shell's prompt begins a line"


def test_the_wizard_takes_the_terminal_when_the_output_was_piped(tmp_path: Path) -> None:
    shell = ["sh", "-c", f"{shlex.join(refused(7))} </dev/null | cat; echo over"]
    with Terminal(shell, env=environment(tmp_path)) as terminal:
        terminal.wait_for("Open the wizard now? [y/N]")
        terminal.press("y", "enter")
        terminal.wait_for("MyCrossAccountRole", "1 Inspect", "DEPENDS")
        terminal.settle()
        terminal.press("ctrl+q")
        terminal.wait_for("over")


def test_nothing_of_the_output_is_kept(tmp_path: Path) -> None:
    """A secret printed beside the denial is neither on the wizard's screen nor on disk."""
    with Terminal(refused(7, more=f"print('key={SECRET}')"), env=environment(tmp_path)) as terminal:
        terminal.wait_for("Open the wizard now? [y/N]")
        before = len(terminal.raw)
        terminal.press("y", "enter")
        terminal.wait_for("MyCrossAccountRole", "1 Inspect", "DEPENDS")
        terminal.settle()
        terminal.press("ctrl+q")
        terminal.wait_for_end()
        assert SECRET.encode() not in terminal.raw[before:]
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
