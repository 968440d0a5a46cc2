"""What is wrong with one profile, or with all: each problem once, with its place and its repair.

Light on purpose: no botocore, no disk. `profile check`, the diagnosis of a case and the screen all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wizard.engine.frozen import field, frozen
from wizard.profiles.broken import broken
from wizard.profiles.chain import Chain, follow
from wizard.profiles.editor import MANAGED
from wizard.profiles.fits import RoleSettings, misfits
from wizard.profiles.problem import Files, Fix, Problem
from wizard.profiles.providers import STATIC, Finder
from wizard.profiles.reader import Profile, Which, encoding_fault
from wizard.profiles.scan import Scan, scan
from wizard.profiles.spelling import nearest
from wizard.profiles.strays import look_alikes
from wizard.profiles.strays import problem as stray_problem

__all__ = ["Problem", "Report", "RoleSettings", "check_profile_text", "examine"]

_USUAL: Mapping[Which, str] = {"config": "config", "credentials": "credentials"}


@frozen
class Report:
    """All problems, and the chains that were walked. `stops` names the profiles that the n-th problem stops."""

    problems: tuple[Problem, ...]
    chains: Mapping[str, Chain] = field(default_factory=dict)
    stops: tuple[tuple[str, ...], ...] = ()


def check_profile_text(
    name: str | None,
    config_text: str | bytes | None,
    credentials_text: str | bytes | None,
    env: Mapping[str, str] | None = None,
    *,
    role: RoleSettings | None = None,
    paths: Mapping[Which, str] = _USUAL,
) -> list[Problem]:
    """What stops a profile (``None``: any profile), from the texts of the two files; ``None`` is a missing file.

    `env` is the environment that the profile is used in, `role` what is known of the role that it is for.
    """
    return list(examine(name, config_text, credentials_text, env, role=role, paths=paths).problems)


def examine(
    name: str | None,
    config_text: str | bytes | None,
    credentials_text: str | bytes | None,
    env: Mapping[str, str] | None = None,
    *,
    role: RoleSettings | None = None,
    paths: Mapping[Which, str] = _USUAL,
    find: Finder | None = None,
) -> Report:
    """The same, with the way that each profile takes. `find` looks up the program of a credential_process."""
    env = env or {}
    config = _scanned("config", config_text, name, paths)
    credentials = _scanned("credentials", credentials_text, name, paths)
    refused = tuple(part for part in (config, credentials) if isinstance(part, Problem))
    if isinstance(config, Problem) or isinstance(credentials, Problem):
        return Report(refused, stops=tuple(() for _ in refused))
    files = Files.of(config, credentials, paths)
    found = _Found()
    if name is None:
        for stray in look_alikes(files):
            found.add(None, [stray_problem(files, stray)])
        chosen = env.get("AWS_DEFAULT_PROFILE") or env.get("AWS_PROFILE")
        if chosen and chosen not in files.profiles:
            found.add(None, [_missing(files, chosen)])
    elif name not in files.profiles:
        found.add(name, [_missing(files, name)])
        return found.report({})
    chains: dict[str, Chain] = {}
    for each in files.profiles.named if name is None else [name]:
        chain = chains[each] = follow(files, each, find)
        found.add(each, chain.problems)
        found.add(each, misfits(files, chain, env, role))
        for visited in dict.fromkeys(chain.visited):
            found.add(each, _shadowed(files, files.profiles[visited], role if visited == each else None))
        found.add(each, _hidden_by_environment(each, env))
    return found.report(chains)


class _Found:
    """Problems in order, each once, with the profiles that meet it."""

    def __init__(self) -> None:
        self.problems: dict[tuple[object, ...], Problem] = {}
        self.stops: dict[tuple[object, ...], list[str]] = {}

    def add(self, profile: str | None, problems: Iterable[Problem]) -> None:
        for problem in problems:
            key = (problem.code, problem.profile, problem.file, problem.line, problem.message)
            self.problems.setdefault(key, problem)
            stopped = self.stops.setdefault(key, [])
            if profile is not None and profile not in stopped[-1:]:
                stopped.append(profile)

    def report(self, chains: Mapping[str, Chain]) -> Report:
        stops = tuple(tuple(self.stops[key]) for key in self.problems)
        return Report(tuple(self.problems.values()), chains, stops)


def _scanned(file: Which, data: str | bytes | None, profile: str | None, paths: Mapping[Which, str]) -> Scan | Problem:
    text = data if isinstance(data, str) else ""
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            return broken(file, paths[file], profile, Scan((), ()), encoding_fault(data, error))
    scanned = scan(text)
    return broken(file, paths[file], profile, scanned, scanned.fault) if scanned.fault else scanned


def _missing(files: Files, name: str) -> Problem:
    for found in look_alikes(files):
        if found.wanted == name:
            return stray_problem(files, found)
    near = nearest(name, files.profiles.named)
    known = ", ".join(sorted(files.profiles.named)[:6])
    if near:
        repair = f"Use the name {near}, or write the profile: role-wizard profile write."
    else:
        repair = f"Write it with role-wizard profile write{f', or use one of: {known}' if known else ''}."
    return Problem("RW500", name, files.paths["config"], None, f"There is no profile {name} in either file.", repair)


def _shadowed(files: Files, profile: Profile, role: RoleSettings | None) -> Iterator[Problem]:
    for replaced in files.profiles.replaced:
        if replaced.name == profile.name:
            yield Problem(
                "RW512",
                profile.name,
                files.paths["config"],
                replaced.line,
                f"Two sections define {profile.name}; the one on line {replaced.by} replaces this one whole.",
                "Make one section of the two.",
            )
    differing = [
        key
        for key, setting in profile.config.items()
        if key in (*MANAGED, *STATIC, "aws_session_token")
        and key in profile.credentials
        and profile.credentials[key].value != setting.value
    ]
    if differing:
        first = profile.config[differing[0]]
        yield Problem(
            "RW512",
            profile.name,
            files.paths["config"],
            first.line,
            f"The credentials file has the profile too, with another {', '.join(differing)}"
            f" (line {profile.credentials[differing[0]].line}), and it wins.",
            "Keep the setting in one of the two files.",
            _unshadowed(files, profile, differing, role),
        )


def _unshadowed(files: Files, profile: Profile, differing: list[str], role: RoleSettings | None) -> Fix | None:
    """Where it is known that the config file is right, what the credentials file says otherwise goes; never a key."""
    written = profile.config.get("role_arn")
    if role is None or written is None or written.value != role.arn or not set(differing) <= set(MANAGED):
        return None
    title = f"Take {', '.join(differing)} out of the credentials file"
    return files.setting(profile.credentials[differing[0]], title, {}, differing)


def _hidden_by_environment(name: str, env: Mapping[str, str]) -> Iterator[Problem]:
    first, second = env.get("AWS_DEFAULT_PROFILE"), env.get("AWS_PROFILE")
    if first and second == name and first != name:
        message = f"AWS_PROFILE names {name}, but AWS_DEFAULT_PROFILE names {first}, and it wins."
        yield _environment(name, message, "unset AWS_DEFAULT_PROFILE")
    elif name == (first or second) and env.get("AWS_ACCESS_KEY_ID"):
        variable = "AWS_DEFAULT_PROFILE" if first else "AWS_PROFILE"
        message = f"{variable} names {name}, but the keys in AWS_ACCESS_KEY_ID are used instead of it."
        yield _environment(name, message, "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN")


def _environment(name: str, message: str, command: str) -> Problem:
    return Problem("RW512", name, "environment", None, message, f"Run: {command}")
