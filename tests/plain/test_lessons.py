"""The lessons of the basics, repaired in plain mode by the shortest path."""

from __future__ import annotations

import pytest

from tests.plain.lesson import CODE, ENTER, ON, lesson
from wizard import state

APPLY_BEST = (ENTER, "apply")
WRITE_AND_USE = (ENTER, "apply", "yes")
WALKS: dict[str, tuple[str, ...]] = {
    "cross-account": (ON, *APPLY_BEST, ON, *APPLY_BEST, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "wrong-account": (ON, *APPLY_BEST, ON, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "mfa-required": ("corrected", ON, ON, ON, ENTER, CODE, ON, *WRITE_AND_USE, CODE, ENTER),
    "no-assume-permission": (ON, ON, *APPLY_BEST, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "role-name-typo": ("corrected", ON, ON, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "external-id-mismatch": ("corrected", ON, ON, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
}


@pytest.mark.parametrize("on", [(ON,), (ON, ON, ON)], ids=["2", "4"])
def test_the_request_is_corrected_on_the_step_one_has_come_to(on: tuple[str, ...]) -> None:
    with lesson("external-id-mismatch") as practice:
        script = practice.walk(*on, "corrected", "leave")
        assert "asked for: acme-7241-blue\n   carried:   acme-7214-blue" in script.text
        assert "Nothing to change here once the request is corrected." in script.text
        assert "every policy that takes part allows the call" in script.text


@pytest.mark.parametrize("name", WALKS)
def test_the_shortest_path_ends_in_a_role_and_a_profile(name: str) -> None:
    with lesson(name) as practice:
        script = practice.walk(*WALKS[name])
        assert "You are now arn:aws:sts::" in script.text
        assert "Profile written" in script.text
        assert "Used once: through it you are arn:aws:sts::" in script.text
        assert f"Solved: {practice.environment.lesson.title}. 3 of 3 stars." in script.text
        assert script.text.count("To harden, apart from the causes:") <= 1, "what is as before is not told again"
        assert (", the best one" in script.text) == (name in ("cross-account", "wrong-account"))
        assert practice.leave.exit_status == 0
        assert practice.environment.judge().solved
        everything = script.text + "".join(file.read_text() for file in state.folder().iterdir())
        assert not [secret for secret in practice.secrets if secret in everything]


def test_a_lesson_is_said_to_be_solved_as_soon_as_it_is_and_once() -> None:
    with lesson("wrong-account") as practice:
        script = practice.walk(ON, *APPLY_BEST, ON, ON, ENTER, "leave", ENTER)
    said = script.text
    solved, became = said.index("Solved: "), said.index("You are now")
    assert became < solved < said.rindex("What next?"), "before anybody leaves"
    assert said.count("Solved: ") == 1
