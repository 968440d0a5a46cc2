"""The lessons' files, read and held against the schema; a new file in the folder is a new lesson."""

from __future__ import annotations

import json
from importlib.resources import files

from wizard.practice import scenery
from wizard.practice.fields import Fields, LessonError
from wizard.practice.lesson import LEVELS, Lesson, Probe, Profile, RoleWish, Step, Target, WrongRepair


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
