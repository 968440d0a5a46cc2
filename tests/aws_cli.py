"""The real AWS CLI without its second of loading: `aws` lets a fork of one that is loaded already do what it was told,
with its words, its environment, its folder and its three streams.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

INSTALLED = find_spec("awscli") is not None

CLIENT = """#!{python} -SEs
import os, socket, sys
words = [os.getcwdb(), b"%d" % len(sys.argv), *map(os.fsencode, sys.argv)]
words += [name + b"=" + value for name, value in os.environb.items()]
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    socket.send_fds(line, [b"."], [0, 1, 2])
    line.sendall(b"\\0".join(words))
    line.shutdown(socket.SHUT_WR)
    sys.exit(int(line.recv(16) or 255))
"""


def folder() -> Path:
    """Where `aws` lies, for a test's PATH."""
    return _loaded()[0]


@cache
def _loaded() -> tuple[Path, subprocess.Popen[bytes]]:
    """The one that waits, begun once; it ends with this process, whose pipe it reads."""
    place = Path(tempfile.mkdtemp(prefix="aws-cli-"))
    words = [sys.executable, __file__, str(place)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None and process.stdout.readline() == b"loaded\n"
    return place, process


def command() -> str:
    """The program itself."""
    return str(folder() / "aws")


def serve(place: Path) -> None:
    """Wait for calls until the process that began this one is gone."""
    import select
    import shutil

    import awscli.clidriver
    import awscli.handlers

    address = str(place / "loaded")
    program = place / "aws"
    program.write_text(CLIENT.format(python=sys.executable, address=address))
    program.chmod(0o700)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever called hears of the status
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(64)
        print("loaded", flush=True)
        while select.select([listening, 0], [], [])[0] == [listening]:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                run(line, awscli.clidriver.main)
            line.close()
    shutil.rmtree(place)


def run(line: socket.socket, main: object) -> NoReturn:
    """In the fork: become what was called, and tell its status."""
    status = 255
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _, streams, _, _ = socket.recv_fds(line, 1, 3)
        told = b""
        while piece := line.recv(65536):
            told += piece
        folder, count, *words = told.split(b"\0")
        for ours, theirs in enumerate(streams):
            os.dup2(theirs, ours)
            os.close(theirs)
        os.chdir(folder)
        models = os.environb[b"AWS_DATA_PATH"]  # set as the CLI is loaded
        os.environb.clear()
        os.environb.update(word.split(b"=", 1) for word in words[int(count) :])
        os.environb[b"AWS_DATA_PATH"] = models
        sys.argv = [os.fsdecode(word) for word in words[: int(count)]]
        status = main()  # type: ignore[operator]
        sys.stdout.flush()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            line.sendall(b"%d" % status)
        finally:
            os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
