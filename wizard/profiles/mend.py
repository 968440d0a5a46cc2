"""All repairs of a check at once: planned until nothing more can be repaired, proved, and written like any edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wizard.engine.frozen import frozen
from wizard.profiles.atomic import locked, replace
from wizard.profiles.check import Problem, Report, RoleSettings, examine
from wizard.profiles.error import ProfileError
from wizard.profiles.files import File, target
from wizard.profiles.prove import prove_repair
from wizard.profiles.providers import Finder
from wizard.profiles.reader import Which

MOST_REPAIRS = 1000


@frozen
class Mending:
    """What the repairs make of the two files, and what is left that cannot be repaired here."""

    files: tuple[File, File]
    after: Mapping[Which, bytes | None]
    repaired: tuple[Problem, ...]
    left: Report

    @property
    def changed(self) -> tuple[File, ...]:
        """The files that are to be written."""
        return tuple(file for file in self.files if file.data != self.after[file.which])

    def diff(self) -> str:
        """What changes, secrets masked."""
        from wizard.profiles.diff import masked_diff

        return "".join(
            masked_diff((file.data or b"").decode(), (self.after[file.which] or b"").decode(), file.path)
            for file in self.changed
        )


def plan_mending(
    name: str | None,
    files: tuple[File, File],
    env: Mapping[str, str],
    find: Finder | None = None,
    role: RoleSettings | None = None,
) -> Mending:
    """Repair one problem after another, each on what the one before left. Raises ProfileError if the proof fails.

    ``role``: what is known of the role that the profile is for.
    """
    paths: dict[Which, str] = {file.which: file.path for file in files}
    now: dict[Which, bytes | None] = {file.which: file.data for file in files}
    repaired: list[Problem] = []
    while True:
        report = examine(name, now["config"], now["credentials"], env, role=role, paths=paths, find=find)
        problem = next((each for each in report.problems if each.fix is not None), None)
        if problem is None or problem.fix is None or len(repaired) == MOST_REPAIRS:
            break
        fix = problem.fix
        now[fix.file] = fix.applied((now[fix.file] or b"").decode()).encode()
        repaired.append(problem)
    if repaired:
        if any(problem.code == "RW511" for problem in report.problems):
            broken = next(problem for problem in report.problems if problem.code == "RW511")
            raise ProfileError(
                "only a part of it can be repaired here, so nothing was",
                why=broken.message,
                next_step=broken.repair,
                file=broken.file,
                line=broken.line,
            )
        config, credentials = files
        prove_repair(
            (config.data, now["config"]),
            (credentials.data, now["credentials"]),
            {name for problem in repaired for name in _touched(problem)},
            config.path,
        )
    return Mending(files, now, tuple(repaired), report)


def _touched(problem: Problem) -> tuple[str, ...]:
    own = (problem.profile,) if problem.profile else ()
    return own + (problem.fix.also if problem.fix else ())


def mend(mending: Mending) -> list[Path]:
    """Write the repaired files; gives the backups. Raises ProfileError if a file is no longer what was planned on."""
    backups: list[Path] = []
    for file in mending.changed:
        after = mending.after[file.which]
        assert after is not None, "a repair never removes a file"
        with locked(target(file.which)) as real:
            backup = replace(real, file.data, after)
        if backup is not None:
            backups.append(backup)
    return backups
