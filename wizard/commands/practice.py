"""`role-wizard practice`: the five steps on a practice AWS. The same front ends; the endpoint and the story differ.

While a lesson runs, this process lives in the lesson's environment: a HOME of its own, its own config files, no AWS_*
variable of the learner's, a state folder of its own. Only the progress goes into the real state folder.
"""

from __future__ import annotations

import json as json_format
import os
import shlex
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from wizard import exit_status
from wizard.as_it_came import AsItCame
from wizard.aws.gateway import Target
from wizard.commands.lesson_coach import LessonCoach
from wizard.exhausted import exhausted
from wizard.orderly_end import orderly_end, uninterrupted
from wizard.practice import progress
from wizard.practice.lesson import TAUGHT
from wizard.practice.lesson_files import all_lessons, load

if TYPE_CHECKING:
    from wizard.flow.coach import Coach
    from wizard.flow.journal import Journal
    from wizard.flow.session import Leave
    from wizard.practice.lesson import Lesson

FrontEnd = Callable[[Target, Callable[[], tuple["Coach", "Journal"]]], "Leave"]


def checked(name: str | None) -> str | None:
    """The lesson's name, if there is such a lesson. Raises UsageError, which names near ones."""
    names = [lesson.name for lesson in all_lessons()]
    if name is not None and name not in names:
        from difflib import get_close_matches

        from wizard.commands.target import UsageError

        near = [each for each in names if name and name.lower() in each][:3] or get_close_matches(name, names, 3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`role-wizard practice --list` names them."
        raise UsageError(f"there is no lesson called {name}", hint)
    return name


def run(name: str | None, *, front_end: FrontEnd, missing: str | None) -> int:
    """Run a lesson (default: the next unsolved one), and those that the learner goes on to.

    ``missing``: what keeps the learner from seeing and answering here, if anything does.
    """
    if missing:
        print(
            f"role-wizard: practice needs a terminal, and {missing}\n"
            "Run it in a terminal (`--plain --transcript FILE` keeps a copy), or use "
            "`role-wizard practice LESSON --serve` with the aws CLI.",
            file=sys.stderr,
        )
        return exit_status.NEEDS_TERMINAL
    with orderly_end():
        return _walk(name, front_end)


def reset(name: str | None) -> int:
    """Forget the progress of a lesson, or of all, and where one was left in the middle."""
    from wizard.practice import snapshot

    progress.reset(name)
    for lesson in [name] if name else [lesson.name for lesson in all_lessons()]:
        snapshot.forget(lesson)
    print(f"The progress of {name} is forgotten." if name else "All progress is forgotten.")
    return exit_status.AS_WISHED


def _walk(name: str | None, front_end: FrontEnd) -> int:
    """One lesson after the other, until the learner leaves."""
    from wizard.practice import snapshot

    while True:
        lesson = _lesson(name)
        with _Sitting(lesson) as sitting:
            leave = front_end(target(lesson), sitting.begin)
        if leave.practise is None:
            return leave.exit_status
        name = leave.practise or None
        if leave.anew and name:
            snapshot.forget(name)


class NotBegun(Exception):
    """This machine has no room for a lesson."""

    kind = "configuration"

    def __init__(self, error: OSError) -> None:
        room = "It needs a folder for temporary files with room in it (TMPDIR), and a free port on 127.0.0.1."
        why, self.next_step = exhausted(error) or (error.strerror or str(error), room)
        super().__init__(f"the lesson cannot be begun: {why}")


class _Sitting:
    """One lesson in this process: its AWS is started by `begin`, which a front end calls behind its first frame."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._begun = ExitStack()
        self._beginning = threading.Lock()  # whoever leaves meanwhile waits, so that there is something to end
        self._over = False

    def begin(self) -> tuple[Coach, Journal]:
        """Start the lesson where it was left off, and live in its environment until the end of the sitting."""
        from wizard import state
        from wizard.flow.journal import Journal
        from wizard.practice import snapshot
        from wizard.practice.environment import PracticeEnvironment

        with self._beginning:
            if self._over:
                raise RuntimeError("the learner left before the lesson had begun")
            state.ready()  # where the lesson is kept when the learner leaves
            progress_folder = str(state.place())  # the lesson's HOME would lead elsewhere
            left_off = snapshot.kept(self._lesson.name)
            try:
                environment = self._begun.enter_context(PracticeEnvironment(self._lesson, left_off=left_off))
            except OSError as error:
                raise NotBegun(error) from error
            self._begun.enter_context(environment.in_process())
            os.environ["ROLE_WIZARD_STATE_DIR"] = progress_folder
            coach = LessonCoach(environment, left_off.hints_taken if left_off else 0)
            self._begun.callback(coach.leave)
            return coach, Journal(environment.endpoint_url, environment.home)

    def __enter__(self) -> _Sitting:
        return self

    def __exit__(self, *_: object) -> None:
        with self._beginning, uninterrupted():
            self._over = True
            self._begun.close()


def target(lesson: Lesson) -> Target:
    """The lesson's request, as if it had been given on the command line."""
    asked = lesson.target
    return Target(
        role=asked.role,
        profile=lesson.profile_name if lesson.profile_counts else None,
        caller_profile=asked.caller_profile,
        role_profile=asked.role_profile,
        session_name=asked.session_name,
        external_id=asked.external_id,
        duration_seconds=asked.duration_seconds,
        mfa_serial=asked.mfa_serial,
        source_identity=asked.source_identity,
        tags=asked.tags,
        transitive_tag_keys=asked.transitive_tag_keys,
        source_ip=asked.source_ip,
        error_text=asked.error,
    )


def _lesson(name: str | None) -> Lesson:
    return load(name) if name else progress.next_lesson()


def serve(name: str | None) -> int:
    """The lesson's AWS alone, until Ctrl-C; says how the lesson stands whenever the other terminal has changed that."""
    lesson = _lesson(name)
    try:
        with AsItCame(), orderly_end(), _Sitting(lesson) as sitting:
            coach, _ = sitting.begin()
            _introduce(lesson, coach)
            _watch(coach, coach.phone if lesson.asks_mfa else lambda: None)
    except KeyboardInterrupt:
        print()
    return exit_status.AS_WISHED


def _introduce(lesson: Lesson, coach: Coach) -> None:
    """What is pasted into the other terminal; all else is a comment there."""
    from textwrap import wrap

    print(f"# {lesson.title}")
    for paragraph in lesson.story:
        print(*(f"# {line}" for line in wrap(paragraph, 76)), sep="\n")
    print("# Paste this into a terminal to throw away afterwards: it changes HOME as well.")
    for line in coach.exports:
        print(line)
    print("# What is refused there:")
    print(f"# {call_as_command(lesson)}")
    print("# What looks into it there:")
    print(f"# {wizard_as_command(lesson)}")
    if lesson.asks_mfa:
        print("# Phone is the code that the MFA device shows; a new one comes every 30 seconds.")
    print("# Ctrl-C ends it.", flush=True)


def _watch(coach: Coach, phone: Callable[[], str | None]) -> None:
    told: tuple[str, ...] = ()
    shown: str | None = None
    while True:
        if (code := phone()) != shown and not told:
            shown = code
            print(f"# Phone: {code}", flush=True)
        if (news := _standing(coach)) != told:
            told = news
            print("\n".join(f"# {line}".rstrip() for line in news), flush=True)
        threading.Event().wait(1.0)


def wizard_as_command(lesson: Lesson) -> str:
    """The five steps on the lesson's call, to be typed."""
    asked = target(lesson)
    options = {
        "--profile": asked.caller_profile,
        "--role-profile": asked.role_profile,
        "--external-id": asked.external_id,
        "--session-name": asked.session_name,
        "--duration": asked.duration_seconds,
        "--source-identity": asked.source_identity,
        "--mfa-serial": asked.mfa_serial,
    }
    if asked.profile is not None:  # it names all of them
        options = {"--role-profile": asked.role_profile}
    given = [word for option, value in options.items() if value is not None for word in (option, str(value))]
    return shlex.join(["role-wizard", *given, asked.profile or asked.role or lesson.role_arn])


def call_as_command(lesson: Lesson) -> str:
    """The lesson's call, to be typed: the profile makes it by itself where the profile is the matter."""
    from wizard.flow.assume_call import assume_call
    from wizard.flow.request import command

    asked = target(lesson)
    if lesson.token is not None or lesson.profile_counts:
        return f"aws sts get-caller-identity --profile {asked.profile or asked.caller_profile}"
    call = assume_call(asked, asked.role or lesson.role_arn, lesson.name)
    return command(call, asked.caller_profile)


def _standing(coach: Coach) -> tuple[str, ...]:
    """What there is to say about a lesson that is solved; nothing before."""
    from wizard.flow.coach import in_words

    score = coach.score()
    if not score.solved:
        return ()
    return (in_words(score), *score.remarks, *coach.debrief.splitlines())


def list_lessons(as_json: bool) -> int:
    """Print the lessons: how far each was solved, and what it teaches."""
    from wizard.flow.coach import stars

    rows = []
    solved = progress.stars()
    for lesson in all_lessons():
        rows.append(
            {
                "name": lesson.name,
                "title": lesson.title,
                "teaches": lesson.teaches,
                "level": lesson.level,
                "causes": list(lesson.causes),
                "solved": lesson.name in solved,
                "stars": solved.get(lesson.name, 0),
            }
        )
    if as_json:
        print(json_format.dumps(rows, ensure_ascii=False))
        return exit_status.AS_WISHED
    level = None
    for lesson in all_lessons():
        if lesson.level != level:
            level = lesson.level
            print(f"{level}: {TAUGHT[level]}")
        print(f"  {stars(solved.get(lesson.name, 0))} {lesson.name:<23} {lesson.teaches}")
    print(f"\n`role-wizard practice` opens the next one: {progress.next_lesson().name}.")
    print("`role-wizard practice NAME` opens any.")
    return exit_status.AS_WISHED
