"""In a captured case step 5 is about the profile of the case: this machine's files are neither read nor written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.captured import REAL, ROLE, by_token, opened, opened_case
from tests.ui.fake_aws import NOW
from wizard.flow import assume, permissions, profile, steps, trust
from wizard.flow.guide import guide
from wizard.profiles.error import ProfileError


@pytest.fixture(autouse=True)
def own_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config file of the reader's own."""
    config = tmp_path / "config"
    config.write_text("[profile mine]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    return config


@pytest.mark.parametrize("file", sorted(REAL.glob("profile-*.json")), ids=lambda file: str(file.stem))
def test_a_case_that_holds_only_a_profile_begins_there_with_its_faults(file: Path) -> None:
    session = opened(file.stem).session
    assert steps.first(session) == "profile"
    view = profile.view(session)
    assert view.problems and not view.mendable
    assert view.captured.startswith("This is a captured case, which is only looked at: nothing is written.")
    assert "mine" not in f"{view}"


def test_where_no_role_is_named_nobody_is_asked_for_its_trust_policy() -> None:
    assert trust.view(opened("profile-not-found").session).note.startswith("The case names no role to call.")


def test_the_profile_is_shown_as_its_repair_leaves_it() -> None:
    view = profile.view(opened("profile-source-unknown").session)
    assert "There is no profile 'bse'" in view.problems[0]
    assert "repaired" in view.captured
    assert view.block == f"[profile deploy]\nrole_arn = {ROLE}\nsource_profile = base\n"


@pytest.mark.parametrize(
    ("name", "role"), [("profile-role-arn-missing", "ARN"), ("profile-no-source", ROLE), ("profile-not-found", "ARN")]
)
def test_a_call_to_no_role_is_not_shown_and_what_would_show_one_is_told(name: str, role: str) -> None:
    session = opened(name).session
    view = assume.view(session, NOW)
    assert view.lines[0] == ("Role", "not named") and view.commands == ()
    told = f"The case names no role to call. Begin with the role's ARN, too: `role-wizard --case FILE {role}`."
    assert view.lacks == permissions.view(session).note == told
    assert not view.read_again, "the file stays as it is"
    assert "--role-arn ROLE_ARN" in guide(session, "test").by_hand[0]


def test_a_profile_that_is_not_there_leaves_nothing_to_copy() -> None:
    view = profile.view(opened("profile-not-found").session)
    assert view.block == "" and view.fields == () and "copied" not in view.captured


def test_a_case_with_a_request_begins_with_the_inspection() -> None:
    assert steps.first(opened("irsa-two-clusters-one-statement").session) == "inspect"


def test_what_is_not_known_of_another_machine_is_a_word_in_capitals() -> None:
    written = by_token("issuer.example.com")
    assert "web_identity_token_file = TOKEN_FILE" in profile.view(opened_case(written).session).block
    arn = "arn:aws:iam::444455556666:user/alice"
    keys = {"format": "role-wizard-case/1", "request": {"role_arn": ROLE}, "caller": {"arn": arn}}
    view = profile.view(opened_case(keys).session)
    assert "source_profile = PROFILE" in view.block and "mine" not in view.block
    assert view.advice == (f"Whoever writes it names in source_profile the profile with the credentials of {arn}.",)


def test_an_odd_name_is_quoted_and_an_impossible_one_refused() -> None:
    session = opened("irsa-two-clusters-one-statement").session
    wanted = profile.view(session).settings
    assert profile.block(session, "my [odd] role's", wanted).startswith("""[profile 'my [odd] role'"'"'s']\n""")
    with pytest.raises(ProfileError):
        profile.block(session, "two\nlines", wanted)


@pytest.mark.parametrize(
    ("name", "value", "copied"),
    [
        ("two\nlines", ROLE, None),
        ("deploy", f"{ROLE}\nexternal_id = one\n  and more", None),
        ("deploy", f"{ROLE}\nweb_identity_token_file = /run/token", "web_identity_token_file = /run/token"),
    ],
)
def test_whatever_a_captured_profile_holds_it_can_be_looked_at(name: str, value: str, copied: str | None) -> None:
    files = {"name": name, "config_file": f"[profile deploy]\nrole_arn = {value}\n"}
    view = profile.view(opened_case({"format": "role-wizard-case/1", "profile": files}).session)
    assert view.captured and (copied in view.block if copied else not view.block)
    assert not copied or "web_identity_token_file" in view.fields
