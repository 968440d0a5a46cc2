"""Step 5 in plain mode: a captured case is told and not written, and nothing that is done is offered again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.captured import by_token, case_file
from tests.plain.lesson import ENTER, ON, lesson
from tests.plain.script import Answer, Script
from wizard.aws.gateway import Target
from wizard.aws.recorded import Recorded
from wizard.commands.case_file import read
from wizard.engine.case import Case, Request
from wizard.engine.case_format import read_case
from wizard.flow.wizard import Wizard
from wizard.plain.walk import conversation


def walked(case: Case, *answers: Answer) -> Script:
    """A captured case, talked through."""
    target = Target(role=case.request.role_arn if case.request is not None else None)
    wizard = Wizard(lambda _: Recorded(case), target, captured=True)
    script = Script(*answers)
    conversation(wizard, script, script.say, script.whisper, lambda seconds: None)
    return script


def test_a_case_that_holds_only_a_profile_is_told_at_once() -> None:
    script = walked(read(str(case_file("profile-source-unknown"))), "leave")
    assert "How shall we begin?" not in script.text
    assert "What stops the profile now: - RW502 There is no profile 'bse'." in script.words
    assert "nothing is written. The profile, repaired, to be copied: [profile deploy]" in script.words
    assert "Preview" not in script.text and "write" not in script.text.partition("What next?")[2]


def test_a_captured_profile_follows_what_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    case = read_case(by_token("token.actions.githubusercontent.com"))
    script = walked(case, "more", "5 profile", "change", "ci", ENTER, "/a b/token", ENTER, ENTER, ENTER, "leave")
    assert "A GitHub Actions job needs no profile" in script.words
    assert "[profile ci]" in script.text and "web_identity_token_file = /a b/token" in script.text
    assert not (tmp_path / "config").exists()


def test_saml_offers_no_profile() -> None:
    script = walked(read(str(case_file("saml-audience"))), "more", "5 profile", "leave")
    assert "No profile key takes a SAML assertion" in script.words
    assert "Change its settings" not in script.text


def test_a_wrong_setting_is_asked_for_again_and_a_word_cancels() -> None:
    role = "arn:aws:iam::123456789012:role/MyCrossAccountRole"
    with lesson("cross-account") as practice:
        script = practice.walk(
            *(
                "more",
                "5 profile",
                "change",
                "mine",
                "2",
                role,
                ENTER,
                ENTER,
                "remote-user",
                *[ENTER] * 2,
                "99",
                "3600",
            ),
            *("cancel", "leave"),
        )
    assert "The role ARN is not one of a role: It is not an ARN" in script.words
    assert "a session lasts from 900 to 43200 seconds" in script.words.replace("A session", "a session")
    assert "mfa_serial cannot be 'remote-user'" in script.words
    assert script.text.count("Name of the profile [") == 1
    assert "Cancelled. Nothing was changed." in script.words


def test_what_was_answered_in_the_form_stays_answered() -> None:
    """Told again, kept in brackets and not written away by the next write: what is proposed was changed."""
    form = (ENTER, ENTER, ENTER, "-", ENTER, ENTER, "7200", ENTER)
    with lesson("cross-account") as practice:
        script = practice.walk(
            *("more", "5 profile", "change", *form, "eu-west-1", "cancel"),
            *("preview and write", "apply", "no", "change", "cancel", "leave"),
        )
        config = practice.environment.config_file.read_text()
    assert "region = eu-west-1" in config and "duration_seconds = 7200" in config
    told = script.text.split("The profile cross-account:")[-1]
    assert "  duration_seconds = 7200" in told and "  region = eu-west-1" in told
    assert script.text.count("comes: region = eu-west-1") == 2, "in the preview that was cancelled, and in the next"


def test_what_was_used_once_is_not_offered_again() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(
            ON, ENTER, "apply", ON, ENTER, "apply", ON, ENTER, ON, ENTER, "apply", "no", "use the profile", "leave"
        )
    assert script.text.count("Profile written") == 2, "once written, and once more below its use"
    offered = script.text.split("Profile written")
    assert "Use the profile once" in script.text
    assert "Used once: through it you are" in offered[-1]
    assert "Use the profile once" not in offered[-1]


def test_what_has_to_be_filled_in_first_comes_before_the_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    role = "arn:aws:iam::444455556666:role/Deploy"
    wizard = Wizard(lambda _: Recorded(Case(request=Request(role))), Target(role=role))
    script = Script("more", "5 profile", ENTER, ENTER, ENTER, "missing", *[ENTER] * 6, "cancel", "leave")
    conversation(wizard, script, script.say, script.whisper, lambda seconds: None)
    before, _, after = script.words.partition("Name of the profile")
    assert "No profile has credentials yet." in before and "Preview and write" not in before
    assert "Once written, the profile cannot be used yet. There is no profile 'missing'." in after
    assert not (tmp_path / "config").exists()


def test_a_profile_that_is_like_that_already_is_told_so_and_no_change() -> None:
    with lesson("profile-external-id") as practice:
        write = ("preview and write", "apply", "no")
        script = practice.walk("more", "5 profile", *write, "preview and write", "yes", "leave")
        titles = [entry.title for entry in practice.wizard.journal.entries()]
    assert "Nothing to change: archive is like that already." in script.words
    assert "Profile there already: archive in" in script.words
    assert titles.count("Write the profile archive") == 1, "else `undo` would find what cannot be taken back"


def test_a_call_by_a_token_is_told_as_the_tokens() -> None:
    with lesson("irsa-namespace") as practice:
        script = practice.walk("leave")
    role = "arn:aws:iam::444455556666:role/Uploads"
    assert f"The token of system:serviceaccount:media:uploader calls {role}." in script.words
    assert "Somebody" not in script.text


def test_what_a_settled_step_says_is_sentences() -> None:
    with lesson("profile-external-id") as practice:
        script = practice.walk(ON, ON, "leave")
    assert "Nothing to change. The trust policy" in script.words
    assert "Nothing to change. The caller may call sts:AssumeRole on this role." in script.words


def test_step_4_says_that_its_call_goes_past_a_faulty_profile() -> None:
    past = "This call goes past the profile archive; step 5 repairs that."
    with lesson("profile-external-id") as practice:
        assert past in practice.walk(ON, ON, ON, "leave").words
    with lesson("cross-account") as practice:
        assert "This call goes past" not in practice.walk(ON, ON, ON, "leave").words
