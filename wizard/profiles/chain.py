"""The walk from a profile to credentials, hop by hop: botocore's order, with botocore's refusals.

Nothing is run, fetched or asked. `fits.py` judges what AWS would say to each hop; this file, what botocore says.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wizard.engine.arn import parse_arn
from wizard.profiles.problem import Files, Fix, Problem
from wizard.profiles.reader import Profile, Setting, Settings
from wizard.profiles.spelling import misspelt, nearest, without_extras

STATIC = ("aws_access_key_id", "aws_secret_access_key")
CREDENTIAL_SOURCES: Mapping[str, str] = {
    "Environment": "the keys of the environment",
    "Ec2InstanceMetadata": "the role of this EC2 instance",
    "EcsContainer": "the role of this container",
}

Finder = Callable[[str], str | None]
"""Where a program is, or None: ``shutil.which``, where there is a machine to ask."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who one is after a hop. `session`: with a role's credentials, from which AssumeRole is chaining."""

    how: str
    session: bool | None
    partition: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One profile of the chain, and who it makes one. `source` is who one was before, if anybody."""

    profile: Profile
    identity: Identity
    source: Identity | None = None

    @property
    def assumes(self) -> bool:
        """Whether this hop calls AssumeRole."""
        return self.source is not None


@dataclass(frozen=True, slots=True)
class Chain:
    """A walk: the hops that can be followed, the one with the keys first, and what stops it."""

    hops: tuple[Hop, ...]
    problems: tuple[Problem, ...]
    visited: tuple[str, ...]
    assuming: tuple[Profile, ...] = ()  # those whose role_arn counts, whether or not the walk got past them


def assumes_role(settings: Settings) -> bool:
    """Whether botocore's AssumeRole provider takes the profile on."""
    return "role_arn" in settings and "web_identity_token_file" not in settings


def has_static(settings: Settings) -> bool:
    """Whether either half of a pair of keys is there; botocore then looks no further than this profile."""
    return any(key in settings for key in STATIC)


def follow(files: Files, name: str, find: Finder | None = None) -> Chain:
    """Walk from an existing profile to its credentials."""
    walk = _Walk(files, find)
    walk.from_profile(name)
    return Chain(tuple(walk.hops), tuple(walk.problems), tuple(walk.visited), tuple(walk.assuming))


class _Stopped(Exception):
    """Botocore would raise here; the problem is recorded."""


class _Walk:
    def __init__(self, files: Files, find: Finder | None) -> None:
        self.files = files
        self.find = find
        self.profiles = files.profiles
        self.hops: list[Hop] = []
        self.problems: list[Problem] = []
        self.visited: list[str] = []
        self.assuming: list[Profile] = []

    def from_profile(self, name: str) -> None:
        profile = self.profiles[name]
        self.visited.append(name)
        try:
            if assumes_role(profile.settings):
                self.assume(profile)
            else:
                identity = self.provide(profile)
                self.unused_source(profile)
                if identity is not None:
                    self.hops.append(Hop(profile, identity))
        except _Stopped:
            pass

    # AssumeRole

    def assume(self, profile: Profile) -> Identity:
        self.assuming.append(profile)
        settings = profile.settings
        source, kind = settings.get("source_profile"), settings.get("credential_source")
        if source is not None and kind is not None:
            raise self.stop("RW504", profile, source, *self._conflict(profile, source, kind))
        if kind is not None:
            before = self.named_source(profile, kind)
        elif source is not None:
            before = self.source_profile(profile, source)
        else:
            raise self.stop("RW501", profile, settings["role_arn"], *self._no_source(profile))
        role_arn = settings["role_arn"].text
        arn = parse_arn(role_arn)
        identity = Identity(f"a session of {role_arn}", True, arn.partition if arn else None)
        self.hops.append(Hop(profile, identity, before))
        return identity

    def named_source(self, profile: Profile, kind: Setting) -> Identity:
        if kind.text not in CREDENTIAL_SOURCES:
            near = nearest(without_extras(kind.text), CREDENTIAL_SOURCES)
            fix = near and self.files.setting(kind, f"Set credential_source to {near}", {"credential_source": near})
            raise self.stop(
                "RW505",
                profile,
                kind,
                f"credential_source {kind.text!r} is none of {', '.join(CREDENTIAL_SOURCES)} (letter case counts).",
                f"Write credential_source = {near or ' or '.join(CREDENTIAL_SOURCES)}.",
                fix or None,
            )
        return Identity(CREDENTIAL_SOURCES[kind.text], None if kind.text == "Environment" else True)

    def source_profile(self, profile: Profile, source: Setting) -> Identity:
        name = source.text
        if name not in self.profiles or not isinstance(source.value, str):
            raise self.stop("RW502", profile, source, *self._unknown_source(source))
        follows = self.profiles[name]
        if name in self.visited and not (name == profile.name and has_static(profile.settings)):
            way = " → ".join([*self.visited[self.visited.index(name) :], name])
            raise self.stop(
                "RW503",
                profile,
                source,
                f"The source profiles lead back to where they began: {way}.",
                "Give one of them keys, an SSO session or another source of its own.",
            )
        self.visited.append(name)
        if assumes_role(follows.settings) and not has_static(follows.settings):
            return self.assume(follows)
        identity = self.provide(follows)
        if identity is None:
            self.nothing_found(profile, source, follows)
            raise _Stopped
        self.hops.append(Hop(follows, identity))
        return identity

    # everything but AssumeRole, in botocore's order

    def provide(self, profile: Profile) -> Identity | None:
        return (
            self.web_identity(profile)
            or self.sso(profile)
            or self.keys(profile, profile.credentials)
            or self.login(profile)
            or self.process(profile)
            or self.keys(profile, profile.config)
            or self.lone_secret(profile)
        )

    def web_identity(self, profile: Profile) -> Identity | None:
        settings = profile.settings
        token = settings.get("web_identity_token_file")
        if token is None or not token.value:
            return None
        role_arn = settings.get("role_arn")
        if role_arn is None or not role_arn.value:
            raise self.stop(
                "RW507",
                profile,
                token,
                "The profile has web_identity_token_file and no role_arn.",
                "Add the role_arn that the token is meant for.",
            )
        self.assuming.append(profile)
        arn = parse_arn(role_arn.text)
        return Identity(f"a session of {role_arn.text}, by a web identity token", True, arn.partition if arn else None)

    def sso(self, profile: Profile) -> Identity | None:
        settings = profile.settings
        begins = settings.get("sso_account_id") or settings.get("sso_role_name")
        if begins is None:
            return None
        session = settings.get("sso_session")
        needed = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"]
        known: dict[str, Setting] = dict(settings)
        if session is not None:
            if session.text not in self.profiles.sso_sessions:
                near = nearest(without_extras(session.text), self.profiles.sso_sessions)
                fix = near and self.files.setting(session, f"Set sso_session to {near}", {"sso_session": near})
                raise self.stop(
                    "RW513",
                    profile,
                    session,
                    f"There is no section [sso-session {session.text}].",
                    f"Write sso_session = {near}." if near else "Add that section, or name an existing one.",
                    fix or None,
                )
            for key, setting in self.profiles.sso_sessions[session.text].items():
                if key in known and known[key].value != setting.value:
                    raise self.stop(
                        "RW513",
                        profile,
                        known[key],
                        f"{key} differs from the one of [sso-session {session.text}] on line {setting.line}.",
                        f"Remove {key} from the profile.",
                        self.files.setting(known[key], f"Remove {key}, which the sso-session has", {}, (key,)),
                    )
                known[key] = setting
        missing = [key for key in needed if key not in known]
        if missing:
            raise self.stop(
                "RW513",
                profile,
                begins,
                f"The profile uses SSO and lacks {', '.join(missing)}.",
                f"Run: aws configure sso --profile {shlex.quote(profile.name)}",
            )
        return Identity(f"the SSO role {known['sso_role_name'].text} in {known['sso_account_id'].text}", True)

    def keys(self, profile: Profile, settings: Settings) -> Identity | None:
        key, secret = settings.get(STATIC[0]), settings.get(STATIC[1])
        if key is None:
            return None
        if secret is None or not secret.value or not key.value:
            elsewhere = profile.settings.get(STATIC[1]) if secret is None else None
            where = f" (the one in the {elsewhere.file} file does not count here)" if elsewhere else ""
            lacking = STATIC[1] if key.value else STATIC[0]
            raise self.stop(
                "RW506",
                profile,
                key,
                f"The {key.file} file has half a pair of access keys: {lacking} is missing{where}.",
                f"Put both keys into one file: aws configure --profile {shlex.quote(profile.name)}",
            )
        temporary = any(token in settings for token in ("aws_session_token", "aws_security_token"))
        return Identity("temporary access keys" if temporary else "access keys", None if temporary else False)

    def login(self, profile: Profile) -> Identity | None:
        return Identity("the session of `aws login`", None) if "login_session" in profile.settings else None

    def process(self, profile: Profile) -> Identity | None:
        command = profile.settings.get("credential_process")
        if command is None:
            return None
        try:
            words = shlex.split(command.text)
        except ValueError:
            words = []
        if not words:
            what = "is empty" if not command.text else "has a quote that is not closed"
            raise self.stop("RW513", profile, command, f"credential_process {what}.", "Write the command in full.")
        if self.find is not None and self.find(words[0]) is None:
            raise self.stop(
                "RW513",
                profile,
                command,
                f"The program of credential_process, {words[0]}, is not on this machine.",
                "Install it, or give its full path.",
            )
        return Identity("what credential_process prints", None)

    def lone_secret(self, profile: Profile) -> Identity | None:
        secret = profile.settings.get(STATIC[1])
        if secret is not None:
            raise self.stop(
                "RW506",
                profile,
                secret,
                "The profile has aws_secret_access_key without aws_access_key_id, so botocore passes it over.",
                f"Put both keys into one file: aws configure --profile {shlex.quote(profile.name)}",
            )
        return None

    # what is said where it stops

    def stop(
        self, code: str, profile: Profile, at: Setting, message: str, repair: str, fix: Fix | None = None
    ) -> _Stopped:
        path = self.files.paths[at.file]
        self.problems.append(Problem(code, profile.name, path, at.line, message, repair, fix))
        return _Stopped()

    def nothing_found(self, profile: Profile, source: Setting, follows: Profile) -> None:
        self.stop(
            "RW513",
            profile,
            source,
            f"The source profile {follows.name} exists, and nothing in it yields credentials.",
            f"Give it keys (aws configure --profile {shlex.quote(follows.name)}), or name another source_profile.",
        )
        self.unused_source(follows)

    def unused_source(self, profile: Profile) -> None:
        settings = profile.settings
        at = settings.get("source_profile") or settings.get("credential_source")
        if at is None or "role_arn" in settings:
            return
        wrong = misspelt("role_arn", settings)
        self.stop(
            "RW507",
            profile,
            at,
            f"{at.key} is set and role_arn is not, so no role is assumed and {at.key} is ignored.",
            f"Rename {wrong} to role_arn." if wrong else "Add the role_arn, or remove the line.",
            self._renamed(settings[wrong], "role_arn") if wrong else None,
        )

    def _no_source(self, profile: Profile) -> tuple[str, str, Fix | None]:
        settings = profile.settings
        message = "The profile has a role_arn and neither source_profile nor credential_source."
        wrong = misspelt("source_profile", settings) or misspelt("credential_source", settings)
        if wrong:
            wanted = "source_profile" if misspelt("source_profile", settings) else "credential_source"
            return message, f"Rename {wrong} to {wanted}.", self._renamed(settings[wrong], wanted)
        ready = _with_keys(self.files)
        if all(key in settings for key in STATIC):
            message += " Its own access keys do not count unless source_profile names the profile itself."
            ready = (profile.name,)
        if len(ready) == 1:
            title = f"Take the credentials of {ready[0]}"
            fix = self.files.setting(settings["role_arn"], title, {"source_profile": ready[0]})
            return message, f"Add source_profile = {ready[0]}.", fix
        return message, f"Add source_profile = NAME, with a profile that has credentials{_named(ready)}.", None

    def _unknown_source(self, source: Setting) -> tuple[str, str, Fix | None]:
        bare = without_extras(source.text)
        near = bare if bare in self.profiles else _near(self.files, bare)
        message = f"There is no profile {source.text!r}."
        if bare != source.text and near == bare:
            message += " Quotes, and a comment behind a value, belong to the value."
        if near is None:
            return message, f"Name an existing profile{_some(self.files)}.", None
        fix = self.files.setting(source, f"Set source_profile to {near}", {"source_profile": near})
        return message, f"Write source_profile = {near}.", fix

    def _conflict(self, profile: Profile, source: Setting, kind: Setting) -> tuple[str, str, Fix | None]:
        message = f"The profile has both source_profile and credential_source (line {kind.line})."
        wrong = None
        if source.text not in self.profiles and kind.text in CREDENTIAL_SOURCES:
            wrong = source
        elif source.text in self.profiles and kind.text not in CREDENTIAL_SOURCES:
            wrong = kind
        if wrong is None:
            return message, "Remove one of the two.", None
        return message, f"Remove {wrong.key}.", self.files.setting(wrong, f"Remove {wrong.key}", {}, (wrong.key,))

    def _renamed(self, wrong: Setting, wanted: str) -> Fix:
        line = self.files.scan_of(wrong.file).lines[wrong.line - 1].rstrip("\r\n")
        indent = line[: len(line) - len(line.lstrip())]
        rest = line[len(indent) + len(wrong.key) :]
        return self.files.line_fix(wrong.file, wrong.line, f"Rename {wrong.key} to {wanted}", indent + wanted + rest)


# Thousands of profiles may all lack the same source: what is said of them is looked up once


@lru_cache(maxsize=256)
def _near(files: Files, name: str) -> str | None:
    return nearest(name, files.profiles.named)


@lru_cache(maxsize=4)
def _some(files: Files) -> str:
    return _named(tuple(files.profiles.named))


@lru_cache(maxsize=4)
def _with_keys(files: Files) -> tuple[str, ...]:
    named = files.profiles.named.values()
    return tuple(profile.name for profile in named if all(key in profile.settings for key in STATIC))


def _named(names: tuple[str, ...]) -> str:
    shown = sorted(names)[:6]
    return f" ({', '.join(shown)}{', …' if len(names) > 6 else ''})" if shown else ""
