"""A mistake in a lesson file is reported with its place."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from wizard.practice.fields import LessonError
from wizard.practice.lesson_files import load, read

TEXT = (files("wizard.practice") / "lessons" / "cross-account.json").read_text(encoding="utf-8")


def changed(change: Callable[[dict[str, Any]], Any]) -> str:
    value = json.loads(TEXT)
    change(value)
    return json.dumps(value)


MISTAKES = [
    ("{", "cross-account.json: not JSON"),
    ("[]", "cross-account.json: an object is needed, not a list"),
    (changed(lambda it: it.pop("title")), "cross-account.json: title is missing (a string)"),
    (changed(lambda it: it.update(titel="x")), "cross-account.json: unknown field titel"),
    (changed(lambda it: it.update(order="1")), "cross-account.json.order: a whole number is needed, not a string"),
    (changed(lambda it: it.update(level="hard")), "level: hard is none of basics, trust, other-side, federation"),
    (changed(lambda it: it.update(name="other")), "other is not the file's name"),
    (changed(lambda it: it["hints"].pop()), "hints: three are needed, and there are 2"),
    (changed(lambda it: it["target"].pop("role")), "cross-account.json.target: role is missing"),
    (changed(lambda it: it["target"].update(caller_profile="me")), "profile me is used and not among the profiles"),
    (changed(lambda it: it["intruders"].clear()), "intruders: at least one is needed"),
    (changed(lambda it: it["wrong_repairs"].pop()), "wrong_repairs: at least two are needed"),
    (changed(lambda it: it["repair"][0].pop("call")), "repair[0]: one of call, request and settings is needed"),
    (changed(lambda it: it["intruders"][0].update(whoo=1)), "intruders[0]: unknown field whoo"),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES)
def test_mistakes_have_a_place(text: str, words: str) -> None:
    with pytest.raises(LessonError) as caught:
        read(text, "cross-account.json")
    assert words in str(caught.value)


OWNER = "123456789012"
IN_THE_WORLD = [
    (lambda it: it["accounts"][OWNER].update(userz={}), "unknown field userz"),
    (lambda it: it["accounts"][OWNER]["users"]["role-admin"].update(groups=["none"]), "there is no group none"),
    (
        lambda it: it["accounts"][OWNER]["users"]["role-admin"].update(policies={"P": "@nothing"}),
        "no usual policy @nothing",
    ),
    (lambda it: it["accounts"].update({"12": {}}), "an account is named by twelve digits"),
    (
        lambda it: it["accounts"][OWNER]["roles"]["MyCrossAccountRole"].update(trust="{"),
        "roles.MyCrossAccountRole.trust: IAM would refuse it",
    ),
    (
        lambda it: it["accounts"][OWNER]["users"].pop("remote-user"),
        'IAM would refuse it: Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/remote-user"',
    ),
]


@pytest.mark.parametrize(("change", "words"), IN_THE_WORLD)
def test_mistakes_in_the_accounts_have_a_place(change: Callable[[dict[str, Any]], Any], words: str) -> None:
    lesson = read(changed(change), "cross-account.json")
    with pytest.raises(LessonError) as caught:
        lesson.world(time.time())
    assert words in str(caught.value)


def test_an_unknown_lesson_is_answered_with_the_known_ones() -> None:
    for name in ("no-such-lesson", "../secret", ""):
        with pytest.raises(LessonError, match="the lessons are: cross-account"):
            load(name)
