"""The program in a pseudo-terminal: what a person waits for."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.sample import in_turns
from tests.patience import PATIENCE
from tests.terminal import Terminal, role_wizard

ROLE = "arn:aws:iam::444455556666:role/Deploy"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::210987654321:user/remote-user"},
            "Action": "sts:AssumeRole",
        }
    ],
}
"""What the lesson's best repair puts into the editor."""
HELLO = (
    "from textual.app import App\nfrom textual.widgets import Static\n"
    "class Hello(App):\n    def compose(self):\n        yield Static('hello world')\n"
    "Hello().run()"
)
BARE_EDITOR = (
    "from textual.app import App\nfrom textual.widgets import TextArea\n"
    "class Bare(App):\n    def compose(self):\n        yield TextArea(open({path!r}).read(), show_line_numbers=True)\n"
    "Bare().run()"
)


def first_paint(rounds: int) -> float:
    """Start to `1 Inspect` over start to a hello-world's text, in turns."""
    pairs = []
    with silent_endpoint() as (url, _):
        for _ in range(rounds):
            hello = _until([sys.executable, "-c", HELLO], "hello world")
            with tempfile.TemporaryDirectory() as home:
                pairs.append((_until(_wizard(url), "1 Inspect", _home(home)), hello))
    return in_turns(pairs)


def practice_paint(rounds: int) -> float:
    """Start of `role-wizard practice` to its first frame over the wizard's own first paint, in turns."""
    pairs = []
    with silent_endpoint() as (url, _):
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as home:
                wizard = _until(_wizard(url), "1 Inspect", _home(home))
                pairs.append((_until(role_wizard("practice"), "1 Inspect", _home(home)), wizard))
    return in_turns(pairs)


def client_ready(rounds: int) -> float:
    """Start to the first request on the wire over start to a hello-world's text, in turns."""
    pairs = []
    for _ in range(rounds):
        hello = _until([sys.executable, "-c", HELLO], "hello world")
        with silent_endpoint() as (url, asked), tempfile.TemporaryDirectory() as home:
            start = time.perf_counter()
            with Terminal(_wizard(url), columns=120, lines=40, env=_home(home)) as terminal:
                _wait_until_called(terminal, asked)
                pairs.append((time.perf_counter() - start, hello))
    return in_turns(pairs)


def quit_while_hanging(rounds: int) -> float:
    """Seconds from ctrl+q to the end of the process while a call waits for an answer that never comes."""
    times = []
    for _ in range(rounds):
        with silent_endpoint() as (url, asked), tempfile.TemporaryDirectory() as home:
            with Terminal(_wizard(url), columns=120, lines=40, env=_home(home)) as terminal:
                terminal.wait_for("1 Inspect")
                _wait_until_called(terminal, asked)
                start = time.perf_counter()
                terminal.press("ctrl+q")
                terminal.wait_for_end()
                times.append(time.perf_counter() - start)
    return statistics.median(times)


def key_echo(rounds: int) -> float:
    """Median time from a key to the changed screen: the policy editor over a bare TextArea with the same text.

    Both are open at once, and every key is pressed in the one and then in the other.
    """
    with tempfile.TemporaryDirectory() as folder:
        home, path = _home(folder), Path(folder) / "policy.json"
        path.write_text(json.dumps(POLICY, indent=4))
        bare_words = [sys.executable, "-c", BARE_EDITOR.format(path=str(path))]
        with (
            Terminal(role_wizard("practice", "cross-account"), columns=120, lines=40, env=home) as ours,
            Terminal(bare_words, columns=120, lines=40, env=home) as bare,
        ):
            bare.wait_for("Statement")
            ours.wait_for("1 Inspect", "DENIED")
            ours.press("ctrl+n")
            ours.wait_for("2 Trust policy", "Statement")
            ours.settle()
            ours.press("enter")
            ours.wait_for("as edited:")
            ours.click("Statement")  # the repair is in the editor, and now the cursor
            ours.settle()
            often = 10 * rounds if rounds > 1 else 1  # one round is for crashes alone
            pairs = [(_echo(ours, key), _echo(bare, key)) for key in ("x", "\x7f") * often]
    return statistics.median(one for one, _ in pairs) / statistics.median(other for _, other in pairs)


def peak_memory(rounds: int) -> float:
    """The most memory, in MiB, that the wizard held after reading a role with both clients."""
    with tempfile.TemporaryDirectory() as folder:
        with served_lesson(folder) as (env, words):
            with Terminal(words, columns=120, lines=40, env=env) as terminal:
                terminal.wait_for("1 Inspect", "DENIED")
                terminal.settle()
                status = Path(f"/proc/{terminal.process.pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


@contextlib.contextmanager
def served_lesson(folder: str) -> Iterator[tuple[dict[str, str], list[str]]]:
    """The default lesson served by this process, so that the wizard's memory holds no server."""
    from wizard.commands.practice import target
    from wizard.practice.environment import PracticeEnvironment
    from wizard.practice.lesson_files import load

    lesson = load("cross-account")
    asked = target(lesson)
    with PracticeEnvironment(lesson) as environment:
        words = ["--profile", asked.caller_profile or "default", "--role-profile", asked.role_profile or "default"]
        yield _home(folder) | dict(environment.env), role_wizard(*words, asked.role or "")


@contextlib.contextmanager
def silent_endpoint() -> Iterator[tuple[str, threading.Event]]:
    """A server on this machine that accepts every connection and never answers; the event tells of the first."""
    asked = threading.Event()
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    kept.append(server.accept()[0])
                    asked.set()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        server.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


def _wizard(url: str) -> list[str]:
    return role_wizard("--profile", "bench", "--endpoint-url", url, ROLE)


def _home(folder: str) -> dict[str, str]:
    """A home with one profile. The keys are made up and lead nowhere."""
    home = Path(folder)
    (home / "config").write_text("[profile bench]\nregion = us-east-1\n")
    (home / "credentials").write_text("[bench]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = none\n")
    return {
        "HOME": folder,
        "PATH": os.environ["PATH"],
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "ROLE_WIZARD_STATE_DIR": str(home / "state"),
    }


def _until(words: list[str], text: str, env: dict[str, str] | None = None) -> float:
    start = time.perf_counter()
    with Terminal(words, columns=120, lines=40, env=env) as terminal:
        terminal.wait_for(text)
        return time.perf_counter() - start


def _wait_until_called(terminal: Terminal, asked: threading.Event) -> None:
    end = time.monotonic() + PATIENCE
    while not asked.is_set():
        assert time.monotonic() < end, f"AWS is never called:\n{terminal.text}"
        terminal.settle(0.005, 0.005)


def _echo(terminal: Terminal, key: str) -> float:
    """Seconds from a key to the arrival of the bytes that change the screen; what they show is made out afterwards."""
    before = terminal.text
    start = time.perf_counter()
    terminal.press(key)
    while terminal.text == before:
        assert time.perf_counter() < start + PATIENCE, f"no echo of {key!r}:\n{before}"
        select.select([terminal.master], [], [], 5)
        arrived = time.perf_counter()
        terminal.settle(0, 0.001)
    terminal.settle(0.08)
    return arrived - start
