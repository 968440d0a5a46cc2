"""The walk from a profile to credentials, hop by hop: botocore's order, with botocore's refusals.

Nothing is run, fetched or asked. `providers.py` knows the ways that need no AssumeRole; `fits.py` judges what AWS
would say to each hop; this file, what botocore says.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from wizard.engine.arn import parse_arn
from wizard.engine.frozen import frozen
from wizard.profiles import candidates
from wizard.profiles.problem import Files, Fix, Problem
from wizard.profiles.providers import STATIC, Finder, Identity, Stopped, assumes_role, has_static, provide, stopped
from wizard.profiles.reader import Profile, Setting
from wizard.profiles.spelling import misspelt, nearest, without_extras

CREDENTIAL_SOURCES: Mapping[str, str] = {
    "Environment": "the keys of the environment",
    "Ec2InstanceMetadata": "the role of this EC2 instance",
    "EcsContainer": "the role of this container",
}

LONGEST = 140
"""Botocore calls itself for each role of a chain. With more than so many Python's own limit ends it when the keys are
used, whatever program uses them (tried with botocore 1.44 on Python 3.11 to 3.13)."""

_TOO_LONG = (
    f"More than {LONGEST} roles are assumed one after the other, and botocore gives up on so many (RecursionError).",
    "Let source_profile name a profile that is nearer to the keys.",
)


@frozen
class Hop:
    """One profile of the chain, and who it makes one. `source` is who one was before, if anybody."""

    profile: Profile
    identity: Identity
    source: Identity | None = None

    @property
    def assumes(self) -> bool:
        """Whether this hop calls AssumeRole."""
        return self.source is not None


@frozen
class Chain:
    """A walk: the hops that can be followed, the one with the keys first, and what stops it."""

    hops: tuple[Hop, ...]
    problems: tuple[Problem, ...]
    visited: tuple[str, ...]
    assuming: tuple[Profile, ...] = ()  # those whose role_arn counts, whether or not the walk got past them


def follow(files: Files, name: str, find: Finder | None = None) -> Chain:
    """Walk from an existing profile to its credentials."""
    walk = _Walk(files, find)
    walk.from_profile(name)
    return Chain(tuple(walk.hops), tuple(walk.problems), tuple(walk.visited), tuple(walk.assuming))


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
                identity = self.provided(profile)
                self.unused_source(profile)
                if identity is not None:
                    self.hops.append(Hop(profile, identity))
        except Stopped as stop:
            self.problems += stop.problems

    def provided(self, profile: Profile) -> Identity | None:
        identity = provide(self.files, profile, self.find)
        token = profile.settings.get("web_identity_token_file")
        if identity is not None and token is not None and token.value:
            self.assuming.append(profile)
        return identity

    def assume(self, profile: Profile) -> None:
        """Down the source profiles to credentials that need no role, and up again with a role at each hop."""
        roles: list[Profile] = []
        found: Profile | Identity = profile
        while isinstance(found, Profile):
            roles.append(found)
            self.assuming.append(found)
            found = self.source(found)
            if len(roles) > LONGEST:
                raise stopped(self.files, "RW513", profile, profile.settings["source_profile"], *_TOO_LONG)
        for role in reversed(roles):
            role_arn = role.settings["role_arn"].text
            arn = parse_arn(role_arn)
            identity = Identity(f"a session of {role_arn}", True, arn.partition if arn else None)
            self.hops.append(Hop(role, identity, found))
            found = identity

    def source(self, profile: Profile) -> Profile | Identity:
        """Whose credentials a profile assumes its role with: those of a profile that assumes one itself, or known."""
        settings = profile.settings
        source, kind = settings.get("source_profile"), settings.get("credential_source")
        if source is not None and kind is not None:
            raise stopped(self.files, "RW504", profile, source, *self._conflict(profile, source, kind))
        if kind is not None:
            return self.named_source(profile, kind)
        if source is not None:
            return self.source_profile(profile, source)
        raise stopped(self.files, "RW501", profile, settings["role_arn"], *self._no_source(profile))

    def named_source(self, profile: Profile, kind: Setting) -> Identity:
        if kind.text not in CREDENTIAL_SOURCES:
            near = nearest(without_extras(kind.text), CREDENTIAL_SOURCES)
            fix = near and self.files.setting(kind, f"Set credential_source to {near}", {"credential_source": near})
            raise stopped(
                self.files,
                "RW505",
                profile,
                kind,
                f"credential_source {kind.text!r} is none of {', '.join(CREDENTIAL_SOURCES)} (letter case counts).",
                f"Write credential_source = {near or ' or '.join(CREDENTIAL_SOURCES)}.",
                fix or None,
            )
        return Identity(CREDENTIAL_SOURCES[kind.text], None if kind.text == "Environment" else True)

    def looping(self, names: list[str]) -> Stopped:
        """One loop is one problem, whichever of its profiles was asked for."""
        first = names.index(min(names, key=list(self.profiles.named).index))
        names = names[first:] + names[:first]
        last = self.profiles[names[-1]]
        return stopped(
            self.files,
            "RW503",
            last,
            last.settings["source_profile"],
            f"The source profiles lead back to where they began: {' → '.join([*names, names[0]])}.",
            "Give one of them keys, an SSO session or another source of its own.",
        )

    def source_profile(self, profile: Profile, source: Setting) -> Profile | Identity:
        name = source.text
        if name not in self.profiles or not isinstance(source.value, str):
            raise stopped(self.files, "RW502", profile, source, *self._unknown_source(profile, source))
        follows = self.profiles[name]
        if name in self.visited and not (name == profile.name and has_static(profile.settings)):
            raise self.looping(self.visited[self.visited.index(name) :])
        self.visited.append(name)
        if assumes_role(follows.settings) and not has_static(follows.settings):
            return follows
        identity = self.provided(follows)
        if identity is None:
            self.nothing_found(profile, source, follows)
            raise Stopped
        self.hops.append(Hop(follows, identity))
        return identity

    def nothing_found(self, profile: Profile, source: Setting, follows: Profile) -> None:
        self.problems += stopped(
            self.files,
            "RW513",
            profile,
            source,
            f"The source profile {follows.name} exists, and nothing in it yields credentials.",
            f"Give it keys (aws configure --profile {shlex.quote(follows.name)}), or name another source_profile.",
        ).problems
        self.unused_source(follows)

    def unused_source(self, profile: Profile) -> None:
        settings = profile.settings
        at = settings.get("source_profile") or settings.get("credential_source")
        if at is None or "role_arn" in settings:
            return
        wrong = misspelt("role_arn", settings)
        self.problems += stopped(
            self.files,
            "RW507",
            profile,
            at,
            f"{at.key} is set and role_arn is not, so no role is assumed and {at.key} is ignored.",
            f"Rename {wrong} to role_arn." if wrong else "Add the role_arn, or remove the line.",
            self._renamed(settings[wrong], "role_arn") if wrong else None,
        ).problems

    def _no_source(self, profile: Profile) -> tuple[str, str, Fix | None]:
        settings = profile.settings
        message = "The profile has a role_arn and neither source_profile nor credential_source."
        wrong = misspelt("source_profile", settings) or misspelt("credential_source", settings)
        if wrong:
            wanted = "source_profile" if misspelt("source_profile", settings) else "credential_source"
            return message, f"Rename {wrong} to {wanted}.", self._renamed(settings[wrong], wanted)
        ready = candidates.with_keys(self.files)
        if all(key in settings for key in STATIC):
            message += " Its own access keys do not count unless source_profile names the profile itself."
            ready = (profile.name,)
        if len(ready) == 1:
            title = f"Take the credentials of {ready[0]}"
            fix = self.files.setting(settings["role_arn"], title, {"source_profile": ready[0]})
            return message, f"Add source_profile = {ready[0]}.", fix
        some = candidates.named(ready)
        return message, f"Add source_profile = NAME, with a profile that has credentials{some}.", None

    def _unknown_source(self, profile: Profile, source: Setting) -> tuple[str, str, Fix | None]:
        bare = without_extras(source.text)
        near = bare if bare in self.profiles else candidates.near(self.files, bare)
        if near is not None and candidates.dead_end(self.files, near) in (source.text, profile.name):
            near = candidates.near(self.files, bare, sound=True)
        message = f"There is no profile {source.text!r}."
        if bare != source.text and near == bare:
            message += " Quotes, and a comment behind a value, belong to the value."
        if near is None:
            some = candidates.some(self.files)
            if some:
                return message, f"Name an existing profile{some}.", None
            make = f"Make it with keys (aws configure --profile {shlex.quote(bare)})" if bare else "Name one with keys"
            return message, f"{make}, or use credential_source instead.", None
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
