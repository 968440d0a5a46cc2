"""A profile that leads nowhere: step 1 names the cause with its line, step 5 repairs the file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.plain.lesson import ENTER, ON, lesson
from wizard.flow import profile
from wizard.flow.start import known_profiles, understand
from wizard.flow.wizard import Wizard

CODES = {
    "profile-loop": "RW503",
    "profile-source-missing": "RW501",
    "profile-external-id": "RW509",
    "profile-shadowed": "RW512",
}


@pytest.mark.parametrize("name", CODES)
def test_step_1_names_what_stops_the_profile_and_where(name: str) -> None:
    with lesson(name) as practice:
        script = practice.walk("leave")
    assert f"1. {CODES[name]} " in script.words
    assert "(config, line " in script.words
    assert "DENIED: stopped by a fault in the profile." in script.words


@pytest.mark.parametrize("name", [name for name in CODES if name != "profile-shadowed"])
def test_step_5_writes_it_and_the_lesson_is_solved(name: str) -> None:
    with lesson(name) as practice:
        script = practice.walk("more", "4 test", ENTER, ON, "preview and write", "apply", "yes", "leave")
        assert practice.environment.judge().solved
    assert "ALLOWED: every policy that takes part allows the call." in script.words
    assert "Used once: through it you are arn:aws:sts::444455556666:assumed-role/Archive/" in script.words


def test_what_another_file_overrides_is_repaired_there_first() -> None:
    with lesson("profile-shadowed") as practice:
        script = practice.walk("more", "4 test", ENTER, ON, ENTER, "repair the profile's files", "apply", "leave")
        assert "Repair the files first." in script.words, "and not by hand: the next choice does it"
        assert practice.environment.judge().solved
        assert "role_arn" not in practice.environment.credentials_file.read_text()
        assert "aws_secret_access_key" in practice.environment.credentials_file.read_text()
        assert "Repaired:" in script.text
        assert not [secret for secret in practice.secrets if secret in script.text]


def test_a_sitting_that_only_reads_offers_no_repair_of_the_files() -> None:
    with lesson("profile-shadowed", read_only=True) as practice:
        script = practice.walk("more", "5 profile", "leave")
    assert "What stops the profile now:" in script.words
    assert "Repair the profile's files" not in script.words


@pytest.mark.parametrize("name", ["profile-loop", "profile-source-missing"])
def test_a_start_profile_that_does_not_resolve_still_begins_the_sitting(name: str) -> None:
    """Without --role-profile nobody can read AWS, and the sitting says what the files alone tell."""
    with lesson(name) as practice:
        understood = understand(
            "archive",
            replace(practice.wizard.session.target, role=None, caller_profile=None, role_profile=None, profile=None),
            known_profiles(),
        )
        wizard = Wizard(practice.wizard._connect, understood.target)
        session = wizard.read()
        assert session.judgement is not None
        assert session.judgement.diagnosis.causes[0].code == CODES[name]
        view = profile.view(session)
        assert (view.name, view.settings["source_profile"]) == ("archive", "default")
        assert CODES[name] in view.problems[0] and "line" in view.problems[0]
        wizard.write_profile(wizard.plan_profile(view.name, view.settings))
        assert wizard.session.verdict.word in ("ALLOWED", "DEPENDS")
        assert profile.view(wizard.session).problems == ()
        assert wizard.use_profile().used_as is not None
