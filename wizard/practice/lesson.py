"""A lesson: a role that somebody cannot assume, the people around it, and how to tell that it is repaired.

Lessons are data, `lessons/*.json`: this is their schema, and `lesson_files.py` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from wizard.practice import scenery
from wizard.practice.fields import Fields
from wizard.practice.world import World

Level = Literal["basics", "trust", "other-side", "federation"]
LEVELS: tuple[Level, ...] = get_args(Level)
TAUGHT: Mapping[Level, str] = {
    "basics": "to begin with",
    "trust": "what a trust policy can say",
    "other-side": "the caller's policies and the organization's",
    "federation": "tokens of other issuers, and profiles",
}
"""What the lessons of a level are about."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile of the lesson's config file: whose keys it has, or what else stands in it."""

    name: str
    principal: str | None = None  # ARN of a user, a role session or root; None: no keys of its own
    mfa: bool = False  # whether the keys come from an MFA session
    settings: Mapping[str, str] = field(default_factory=dict)  # further lines: role_arn, source_profile, …
    shadow: Mapping[str, str] = field(default_factory=dict)  # the same in the credentials file, which wins
    session_policy: str | None = None  # of a role session
    tags: Mapping[str, str] = field(default_factory=dict)  # session tags of a role session
    source_identity: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What the learner tries to do: the request as it is sent at first."""

    caller_profile: str
    role_profile: str | None
    role: str
    session_name: str | None = None
    external_id: str | None = None
    duration_seconds: int | None = None
    mfa_serial: str | None = None
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    source_ip: str | None = None  # the address under which AWS sees the caller, where the story tells it
    error: str | None = None  # what AWS answered, as the learner pastes it


@dataclass(frozen=True, slots=True)
class Probe:
    """Somebody who tries to get in (or, with ``action``, to do something); mostly one who must not succeed."""

    who: str  # ARN of a user or a role session; with claims: whoever holds such a token
    why: str  # in a sentence, for the learner
    role: str | None = None  # another role than the lesson's
    mfa: bool = False
    request: Mapping[str, Any] = field(default_factory=dict)  # external_id, session_name, source_identity, tags
    action: str | None = None
    resource: str = "*"
    claims: Mapping[str, Any] | None = None  # of a web identity token; what is left out is as in the lesson's own


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a repair: an AWS call made with a profile, a change to the request, or to the config file."""

    profile: str | None = None
    call: str | None = None  # "iam:UpdateAssumeRolePolicy"
    values: Mapping[str, Any] = field(default_factory=dict)  # policy documents as objects or text
    request: Mapping[str, Any] = field(default_factory=dict)  # fields of the target
    settings: Mapping[str, str | None] = field(default_factory=dict)  # of the profile's section; None: removed
    file: str = "config"  # which file the section is in: config or credentials


@dataclass(frozen=True, slots=True)
class WrongRepair:
    """A repair that looks right and must not count."""

    why: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class RoleWish:
    """An inline policy that the role itself should get."""

    policy_name: str
    document: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. Outcomes are written by hand from AWS's documentation, not computed by the engine."""

    name: str
    title: str
    teaches: str  # a few words for whoever chooses; they give no answer away
    level: Level
    order: int
    causes: tuple[str, ...]  # names of the catalogue, the true root first
    story: tuple[str, ...]
    profiles: tuple[Profile, ...]
    target: Target
    role_arn: str  # the role that is meant, whatever the target says
    profile_name: str
    before: str  # the outcome at first: "implicit_deny", "explicit_deny", "invalid_request"
    after: str
    intruders: tuple[Probe, ...]
    bystanders: tuple[Probe, ...]  # who need not get in: letting them in costs a star
    regulars: tuple[Probe, ...]  # who gets in today and must go on doing so
    hints: tuple[str, str, str]
    repair: tuple[Step, ...]
    wrong_repairs: tuple[WrongRepair, ...]
    debrief: tuple[str, ...]
    role_wants: RoleWish | None = None
    files: Mapping[str, str] = field(default_factory=dict)  # what else lies in the home, by name
    token: Mapping[str, Any] | None = None  # claims of the web identity token that lies in the home, token.jwt
    profile_counts: bool = False  # the profile itself is what is broken: solved when it leads to the role
    delay: float = 2.0  # seconds until STS hears of a change
    reasons: bool = False
    source_ip: str = "203.0.113.25"
    throttled: Mapping[str, int] = field(default_factory=dict)  # operation → calls refused at first
    scenery: Mapping[str, Any] = field(default_factory=dict)

    @property
    def asks_mfa(self) -> bool:
        """Whether MFA has a part in it: the call goes with a device, or a policy asks about one."""
        return self.target.mfa_serial is not None or "multifactorauth" in repr(self.scenery).lower()

    def world(self, now: float) -> World:
        """The accounts as the lesson begins. Raises LessonError."""
        return scenery.build(Fields(dict(self.scenery), f"lesson {self.name}"), now)
