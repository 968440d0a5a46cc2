"""Another call in the same sitting: nothing of the last role's request is sent to the next, nor lost for the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.flow.conftest import Open
from wizard.flow import profile, trust
from wizard.flow.session import ProfileWritten
from wizard.flow.settled import settled
from wizard.flow.start import fresh, understand
from wizard.flow.steps import state
from wizard.flow.wizard import Wizard
from wizard.plain import telling
from wizard.repair.change import TrustPolicyChange

BOARD = {"external_id": "board-2026", "tags": {"Team": "audit"}, "session_name": "review"}
OTHER = "arn:aws:iam::111122223333:role/Other"
PROFILES = {"other": {"role_arn": OTHER, "external_id": "other-1"}}


def begun(wizard: Wizard) -> Wizard:
    """A sitting that has read a role, with a request of its own."""
    wizard.retarget(replace(wizard.session.target, **BOARD))
    return wizard


def test_what_a_role_was_asked_with_is_not_sent_to_another(sitting: Open) -> None:
    _, wizard = sitting("three-locks")
    begun(wizard)
    caller = wizard.session.target.caller_profile
    target = understand(OTHER, fresh(wizard.session), {}).target
    assert (target.external_id, target.tags, target.session_name) == (None, {}, None)
    assert target.caller_profile == caller, "the caller stays"
    wizard.begin_anew(target)
    assert "board-2026" not in repr(wizard.session)
    assert understand("other", fresh(wizard.session), PROFILES).target.external_id == "other-1"


def test_the_same_role_is_asked_with_what_was_given_and_with_what_is_newer(sitting: Open) -> None:
    _, wizard = sitting("three-locks")
    role = begun(wizard).session.target.role or ""
    target = understand(f"{role} AccessDenied", fresh(wizard.session), {}).target
    wizard.begin_anew(replace(target, role=role, external_id="board-2027"))
    asked = wizard.session.target
    assert (asked.external_id, asked.tags, asked.session_name) == ("board-2027", {"Team": "audit"}, "review")


def test_options_given_before_anything_was_read_hold_for_the_first_role(sitting: Open) -> None:
    _, wizard = sitting("three-locks")
    assert fresh(wizard.session).external_id == wizard.session.target.external_id == "board-2025"


def test_what_was_changed_and_written_for_one_role_is_not_told_of_another(sitting: Open, tmp_path: Path) -> None:
    _, wizard = sitting("cross-account")
    repair = trust.view(wizard.read()).repairs[0].change
    assert isinstance(repair, TrustPolicyChange)
    preview = wizard.preview_trust(repair.after)
    assert preview is not None
    wizard.apply(preview)
    wizard.session = replace(wizard.session, written=ProfileWritten("deploy", str(tmp_path / "config"), None))
    wizard.begin_anew(replace(fresh(wizard.session), role=OTHER))
    assert state(wizard.session, "trust") != "done"
    assert "MyCrossAccountRole" not in settled(wizard.session, "trust", "")
    assert state(wizard.session, "profile") == "to do"
    assert profile.view(wizard.session).name == "Other", "and not the name of the profile that was written"
    told = "\n".join(telling.ending(wizard.session, ()))
    assert f"Changed: {repair.role_arn}" in told, "at the end all of it is told"
