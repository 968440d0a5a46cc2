"""Which lessons are solved, and with how many stars: one line in the state folder each time."""

from __future__ import annotations

from collections.abc import Mapping

from wizard import state
from wizard.practice.lesson import Lesson
from wizard.practice.lesson_files import all_lessons

FILE = "progress.jsonl"
MOST = 3


def stars() -> Mapping[str, int]:
    """The best result of each lesson that was solved since the last reset."""
    best: dict[str, int] = {}
    for line in state.lines(FILE):
        name, result = line.get("lesson"), line.get("stars")
        forgotten = line.get("reset")
        if forgotten is True:
            best.clear()
        elif isinstance(forgotten, str):
            best.pop(forgotten, None)
        elif isinstance(name, str) and isinstance(result, int):
            best[name] = max(best.get(name, 0), min(int(result), MOST))
    return best


def solved(lesson: str, result: int) -> None:
    """Remember that a lesson was solved, unless it was solved as well before."""
    if stars().get(lesson, 0) < result:
        state.append(FILE, {"lesson": lesson, "stars": result})


def reset(lesson: str | None = None) -> None:
    """Begin anew, with one lesson or with all. The old lines stay; what stands before the mark no longer counts."""
    state.append(FILE, {"reset": lesson or True})


def next_lesson() -> Lesson:
    """The first lesson not yet solved; after the last one, the first again."""
    done = stars()
    lessons = all_lessons()
    return next((lesson for lesson in lessons if lesson.name not in done), lessons[0])
