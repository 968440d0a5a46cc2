"""What `profile check` says to people: each profile's way to its credentials, and what stops it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from wizard.profiles.check import Problem, Report
from wizard.profiles.files import File
from wizard.profiles.fits import notes

MOST_CHAINS = 25
"""With more profiles than this only those that are stopped are shown."""


def checked(name: str | None, report: Report, files: tuple[File, File]) -> str:
    """The whole report."""
    lines: list[str] = []
    stopped = {each for names in report.stops for each in names}
    shown = [each for each in report.chains if len(report.chains) <= MOST_CHAINS or each in stopped][:MOST_CHAINS]
    for each in shown:
        lines += _chain(each, report, each in stopped)
    for problem, names in zip(report.problems, report.stops, strict=True):
        others = [each for each in names if each != problem.profile] if name is None else []
        lines += ["", *problem_lines(problem, name, others)]
    lines += ["", _summary(name, report, files)]
    return "\n".join(lines).lstrip("\n") + "\n"


def problem_lines(
    problem: Problem, name: str | None, others: list[str] | None = None, *, fixing: bool = False
) -> Iterator[str]:
    """One problem: code and place, what is wrong, what to do.

    ``name``: the profile that is looked at; ``fixing``: the repair is under way.
    """
    place = problem.file + (f", line {problem.line}" if problem.line else "")
    yield f"{problem.code} {problem.cause}  {place}"
    yield f"  {problem.profile}: {problem.message}" if problem.profile else f"  {problem.message}"
    if others:
        yield f"  It stops {', '.join(others[:6])}{', …' if len(others) > 6 else ''} too."
    yield f"  Repair: {problem.repair}"
    if problem.fix and not fixing:
        looked_at = f"{shlex.quote(name)} " if name else ""
        yield f"  `role-wizard profile check {looked_at}--fix` does it."


def _chain(name: str, report: Report, stopped: bool) -> Iterator[str]:
    chain = report.chains[name]
    yield f"{'✗' if stopped else '✓'} {name}"
    for number, hop in enumerate(chain.hops, 1):
        place = f"{hop.profile.file}, line {hop.profile.line}"
        yield f"    {number}. {hop.profile.name} ({place}): {hop.identity.how}"
        for note in notes(hop):
            yield f"       {note}"
    if not chain.hops and not stopped:
        yield "    no credentials of its own: those of the machine, if it has any"


def _summary(name: str | None, report: Report, files: tuple[File, File]) -> str:
    count = len(report.problems)
    problems = "no problem" if not count else "1 problem" if count == 1 else f"{count} problems"
    if name is not None:
        return f"{name}: {problems}"
    if not report.chains and not count:
        looked = " and ".join(file.path or "(none)" for file in files)
        return f"There are no profiles in {looked}."
    profiles = len(report.chains)
    return f"{profiles} profile{'' if profiles == 1 else 's'} checked: {problems}"
