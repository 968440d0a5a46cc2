"""What can happen on a disk: death at any moment, other writers, links, modes, a full disk."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.profiles import oracle
from wizard.profiles import atomic
from wizard.profiles.error import ProfileError
from wizard.profiles.write import write

WANTED = {"role_arn": "arn:aws:iam::123456789012:role/R", "source_profile": "base"}
OLD = b"# mine\n[profile base]\naws_access_key_id = A\naws_secret_access_key = B\n"
NEW = OLD + b"\n[profile new]\nrole_arn = arn:aws:iam::123456789012:role/R\nsource_profile = base\n"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)


def beside(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir() if "lock" not in found.name and "backup-2" not in found.name)


def test_a_writer_killed_at_any_call_leaves_the_old_file_or_the_new_one(aws: Path) -> None:
    path = aws / "config"
    path.write_bytes(OLD)
    counted = run("tests.profiles.killed")
    assert counted.returncode == 0, counted.stderr
    calls = int(counted.stdout)
    assert calls > 15

    shots = [aws / f"{number}-{when}" for number in range(calls) for when in ("before", "after")]
    for folder in shots:
        folder.mkdir()
        (folder / "config").write_bytes(OLD)
    shot = run("tests.profiles.killed", *map(str, shots))
    assert shot.stdout.split() == ["-9"] * len(shots), shot.stderr
    outcomes = set()
    for folder in shots:
        data = (folder / "config").read_bytes()
        assert data in (OLD, NEW), folder
        assert all(backup.read_bytes() == OLD for backup in folder.glob("config.backup-*")), folder
        outcomes.add(data)
    assert outcomes == {OLD, NEW}
    for folder in shots[:: max(1, len(shots) // 12)]:  # the next writer finds its way, and clears up
        os.environ["AWS_CONFIG_FILE"] = str(folder / "config")
        write("new", WANTED)
        assert (folder / "config").read_bytes() == NEW
        write("newer", WANTED)
        assert beside(folder) == ["config"]


def test_sixteen_writers_at_once_lose_nothing(aws: Path) -> None:
    (aws / "config").write_bytes(OLD)

    def one(number: int) -> int:
        options = ("--role-arn", f"arn:aws:iam::123456789012:role/R{number}", "--source-profile", "base")
        return run("wizard", "profile", "write", f"p{number}", *options, "--json").returncode

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(one, range(16))) == [0] * 16
    found = oracle.loaded(aws / "config")
    assert found is not None
    roles = {name: settings.get("role_arn") for name, settings in found["profiles"].items()}
    assert roles == {"base": None} | {f"p{number}": f"arn:aws:iam::123456789012:role/R{number}" for number in range(16)}
    assert len(list(aws.glob("config.backup-*"))) == 16
    assert beside(aws) == ["config"]


def test_a_competitor_that_does_not_lock_loses_nothing(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = aws / "config"
    path.write_bytes(OLD)
    done, at_it = threading.Event(), threading.Lock()
    appended: list[str] = []

    def compete() -> None:
        while not done.is_set():
            name = f"theirs{len(appended)}"
            with at_it, path.open("a") as file:
                file.write(f"[profile {name}]\nregion = x\n")
            appended.append(name)
            done.wait(0.005)

    class Graceful:
        """Gives whoever is at it while the file is replaced the time to finish, as long as this machine may take."""

        monotonic = staticmethod(time.monotonic)

        @staticmethod
        def sleep(seconds: float) -> None:
            assert seconds == atomic.GRACE_SECONDS
            with at_it:
                pass

    monkeypatch.setattr(atomic, "time", Graceful)

    competitor = threading.Thread(target=compete)
    competitor.start()
    ours: list[str] = []
    try:
        for number in range(60):
            try:
                write(f"ours{number}", WANTED)
                ours.append(f"ours{number}")
            except ProfileError as refused:
                assert "changed since it was read" in str(refused)
    finally:
        done.set()
        competitor.join()
    found = oracle.loaded(path)
    assert found is not None
    assert {*appended, *ours} <= found["profiles"].keys()


def test_a_symlink_stays_and_its_target_is_written(aws: Path) -> None:
    (aws / "dotfiles").mkdir()
    (aws / "dotfiles" / "real").write_bytes(OLD)
    (aws / "config").symlink_to("dotfiles/real")
    written = write("new", WANTED)
    assert (aws / "config").is_symlink()
    assert (aws / "dotfiles" / "real").read_bytes() == NEW
    assert written.backup is not None
    assert written.backup.parent == aws / "dotfiles"


def test_a_dangling_symlink_gets_its_target(aws: Path) -> None:
    (aws / "config").symlink_to(aws / "not" / "yet" / "there")
    write("new", WANTED)
    assert (aws / "config").is_symlink()
    assert b"[profile new]" in (aws / "not" / "yet" / "there").read_bytes()


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640, 0o666, 0o755])
def test_the_mode_stays_and_the_backup_is_not_wider(aws: Path, mode: int) -> None:
    (aws / "config").write_bytes(OLD)
    (aws / "config").chmod(mode)
    backup = write("new", WANTED).backup
    assert (aws / "config").stat().st_mode & 0o7777 == mode
    assert backup is not None
    assert backup.stat().st_mode & 0o7777 & ~mode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(aws: Path) -> None:
    (aws / "config").write_bytes(OLD)
    os.chown(aws / "config", 12345, 54321)
    backup = write("new", WANTED).backup
    assert backup is not None
    for path in (aws / "config", backup):
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


def test_what_is_new_is_private(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(aws / "deep" / "er" / "config"))
    umask = os.umask(0o777)
    try:
        assert write("new", WANTED).backup is None
    finally:
        os.umask(umask)
    assert (aws / "deep" / "er" / "config").stat().st_mode & 0o7777 == 0o600
    assert (aws / "deep").stat().st_mode & 0o7777 == (aws / "deep" / "er").stat().st_mode & 0o7777 == 0o700


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_full_disk_leaves_everything_as_it_was(aws: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    (aws / "config").write_bytes(OLD)
    written = os.write

    def half(descriptor: int, data: bytes) -> int:
        if len(data) <= len(OLD):
            raise OSError(error, os.strerror(error))
        return written(descriptor, data[:20])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(ProfileError, match="could not be written") as refused:
        write("new", WANTED)
    assert refused.value.next_step
    assert (aws / "config").read_bytes() == OLD
    assert beside(aws) == ["config"]
    assert not list(aws.glob("*backup-*"))


@pytest.mark.parametrize("call", ["fsync", "fchmod", "link"])
def test_any_refusal_of_the_system_leaves_everything_as_it_was(
    aws: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    (aws / "config").write_bytes(OLD)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(ProfileError):
        write("new", WANTED)
    assert (aws / "config").read_bytes() == OLD
    assert beside(aws) == ["config"]


def test_a_directory_or_device_is_refused(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for target in (str(aws), "/dev/null", ""):
        monkeypatch.setenv("AWS_CONFIG_FILE", target)
        with pytest.raises(ProfileError) as refused:
            write("new", WANTED)
        assert refused.value.next_step
    os.mkfifo(aws / "pipe")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(aws / "pipe"))
    with pytest.raises(ProfileError, match="no ordinary file"):
        write("new", WANTED)


def test_a_loop_of_links_is_refused(aws: Path) -> None:
    (aws / "config").symlink_to(aws / "other")
    (aws / "other").symlink_to(aws / "config")
    with pytest.raises(ProfileError, match="cannot be reached"):
        write("new", WANTED)


def test_without_a_home_the_way_out_is_named(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_CONFIG_FILE")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", lambda _: (_ for _ in ()).throw(KeyError()))
    with pytest.raises(ProfileError, match="no home folder") as refused:
        write("new", WANTED)
    assert "AWS_CONFIG_FILE" in refused.value.next_step


def test_variables_and_the_tilde_are_expanded(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERE", str(aws))
    monkeypatch.setenv("AWS_CONFIG_FILE", "$HERE/by variable")
    assert write("new", WANTED).path == aws / "by variable"
    monkeypatch.setenv("HOME", str(aws))
    monkeypatch.setenv("AWS_CONFIG_FILE", "~/by-tilde")
    assert write("new", WANTED).path == aws / "by-tilde"


def test_a_protected_file_is_left_alone(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (aws / "config").write_bytes(OLD)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)  # root may write anything, so it is asked instead
    with pytest.raises(ProfileError, match="protected against writing"):
        write("new", WANTED)
    assert (aws / "config").read_bytes() == OLD


def test_a_lock_that_is_never_released_is_told(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (aws / "config").write_bytes(OLD)
    monkeypatch.setattr(atomic, "LOCK_SECONDS", 0.0)
    with atomic.locked(aws / "config"), pytest.raises(ProfileError, match="another writer holds the lock"):
        write("new", WANTED)


def test_where_nothing_is_to_be_written_no_lock_is_needed(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (aws / "config").write_bytes(NEW)
    opened = os.open

    def read_only(path: str, flags: int, *rest: int, **options: int) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", read_only)
    assert not write("new", WANTED).changed
    with pytest.raises(ProfileError, match="could not be written"):
        write("other", WANTED)
    assert [found.name for found in aws.iterdir()] == ["config"]
