"""A lesson: a role that somebody cannot assume, the people around it, and how to tell that it is repaired.

Lessons are data, `lessons/*.json`; a new file in that folder is a new lesson. This file owns their schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal, get_args

from wizard.practice import scenery
from wizard.practice.fields import Fields, LessonError
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


def names() -> tuple[str, ...]:
    """The names of all lessons, in the order of learning."""
    return tuple(lesson.name for lesson in all_lessons())


def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson, in the order of learning. Raises LessonError."""
    folder = files("wizard.practice") / "lessons"
    paths = [path for path in folder.iterdir() if path.name.endswith(".json")]
    found = [read(path.read_text(encoding="utf-8"), path.name) for path in paths]
    return tuple(sorted(found, key=lambda lesson: (LEVELS.index(lesson.level), lesson.order, lesson.name)))


def load(name: str) -> Lesson:
    """One lesson by its name. Raises LessonError, which names near ones."""
    path = files("wizard.practice") / "lessons" / f"{name}.json"
    if "/" in name or "\\" in name or not path.is_file():
        raise LessonError(f"there is no lesson {name}; the lessons are: {', '.join(names())}")
    return read(path.read_text(encoding="utf-8"), f"{name}.json")


def read(text: str, file_name: str) -> Lesson:
    """Read one lesson file. Raises LessonError with the place of the first mistake."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise LessonError(f"{file_name}: not JSON: {error}") from None
    fields = Fields(value, file_name)
    name, level = fields.text("name"), fields.text("level")
    if f"{name}.json" != file_name:
        raise LessonError(f"{file_name}.name: {name} is not the file's name")
    if level not in LEVELS:
        raise LessonError(f"{file_name}.level: {level} is none of {', '.join(LEVELS)}")
    target = _target(fields.section("target"))
    hints = fields.texts("hints")
    if len(hints) != 3:
        raise LessonError(f"{file_name}.hints: three are needed, and there are {len(hints)}")
    lesson = Lesson(
        name=name,
        title=fields.text("title"),
        teaches=fields.text("teaches"),
        level=level,
        order=fields.number("order"),
        causes=fields.texts("causes"),
        story=fields.texts("story"),
        profiles=tuple(_profile(key, profile) for key, profile in fields.entries("profiles")),
        target=target,
        role_arn=fields.text("role_arn", target.role),
        profile_name=fields.text("profile_name"),
        before=fields.text("before"),
        after=fields.text("after", "allowed"),
        intruders=tuple(map(_probe, fields.items("intruders"))),
        bystanders=tuple(map(_probe, fields.items("bystanders"))),
        regulars=tuple(map(_probe, fields.items("regulars"))),
        hints=(hints[0], hints[1], hints[2]),
        repair=tuple(map(_step, fields.items("repair"))),
        wrong_repairs=tuple(map(_wrong_repair, fields.items("wrong_repairs"))),
        debrief=fields.texts("debrief"),
        role_wants=_wish(fields.section("role_wants")) if fields.has("role_wants") else None,
        delay=fields.number("delay_seconds", 2),
        reasons=fields.flag("reasons"),
        source_ip=fields.text("source_ip", "203.0.113.25"),
        throttled=fields.mapping("throttled", {}),
        files=fields.mapping("files", {}),
        token=fields.mapping("token") if fields.has("token") else None,
        profile_counts=fields.flag("profile_counts"),
        scenery={
            key: fields.mapping(key) for key in ("accounts", "organization") if key == "accounts" or fields.has(key)
        },
    )
    fields.done()
    _check(lesson, file_name)
    return lesson


def _check(lesson: Lesson, file_name: str) -> None:
    profiles = {profile.name for profile in lesson.profiles}
    used = {lesson.target.caller_profile, lesson.target.role_profile}
    for step in (*lesson.repair, *(step for wrong in lesson.wrong_repairs for step in wrong.steps)):
        used.add(step.profile if step.call else None)
    missing = sorted(name for name in used - profiles if name is not None)
    if missing:
        raise LessonError(f"{file_name}: profile {missing[0]} is used and not among the profiles")
    if not lesson.intruders:
        raise LessonError(f"{file_name}.intruders: at least one is needed")
    if len(lesson.wrong_repairs) < 2:
        raise LessonError(f"{file_name}.wrong_repairs: at least two are needed")


def _target(fields: Fields) -> Target:
    target = Target(
        fields.text("caller_profile"),
        fields.optional("role_profile"),
        fields.text("role"),
        fields.optional("session_name"),
        fields.optional("external_id"),
        fields.optional_number("duration_seconds"),
        fields.optional("mfa_serial"),
        fields.optional("source_identity"),
        fields.mapping("tags", {}),
        fields.texts("transitive_tag_keys", ()),
        fields.optional("source_ip"),
        fields.optional("error"),
    )
    fields.done()
    return target


def _profile(name: str, fields: Fields) -> Profile:
    policy = scenery.text_of(fields.document("session_policy")) if fields.has("session_policy") else None
    profile = Profile(
        name,
        fields.optional("principal"),
        fields.flag("mfa"),
        fields.mapping("settings", {}),
        fields.mapping("shadow", {}),
        policy,
        fields.mapping("tags", {}),
        fields.optional("source_identity"),
    )
    fields.done()
    return profile


def _probe(fields: Fields) -> Probe:
    probe = Probe(
        fields.text("who", "token") if fields.has("claims") else fields.text("who"),
        fields.text("why"),
        fields.optional("role"),
        fields.flag("mfa"),
        fields.mapping("request", {}),
        fields.optional("action"),
        fields.text("resource", "*"),
        fields.mapping("claims") if fields.has("claims") else None,
    )
    fields.done()
    return probe


def _step(fields: Fields) -> Step:
    step = Step(
        fields.optional("profile"),
        fields.optional("call"),
        fields.mapping("values", {}),
        fields.mapping("request", {}),
        fields.mapping("settings", {}),
        fields.text("file", "config"),
    )
    if sum(map(bool, (step.call, step.request, step.settings))) != 1:
        raise LessonError(f"{fields.place}: one of call, request and settings is needed")
    if step.call is not None and step.profile is None:
        raise LessonError(f"{fields.place}: profile is missing (whose keys make the call)")
    fields.done()
    return step


def _wrong_repair(fields: Fields) -> WrongRepair:
    wrong = WrongRepair(fields.text("why"), tuple(map(_step, fields.items("steps"))))
    fields.done()
    return wrong


def _wish(fields: Fields) -> RoleWish:
    wish = RoleWish(fields.text("policy_name"), scenery.text_of(fields.document("document")))
    fields.done()
    return wish
