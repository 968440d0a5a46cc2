"""What a preview says before anything is changed: asks beside what is there, sittings that only read, ways back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.flow.captured import opened
from tests.flow.conftest import Open
from tests.ui.fake_aws import ROLE, TRUST, FakeAws
from wizard.aws.connection import connect
from wizard.aws.gateway import AwsFailure, Target
from wizard.commands.practice import target
from wizard.flow import asks, permissions, role_permissions, steps, trust, undo
from wizard.flow.change_told import diff
from wizard.flow.journal import Journal
from wizard.flow.preview import HAND_OVER, REFUSED, SAVE
from wizard.flow.progress import GivenUp, Progress
from wizard.flow.wizard import Wizard
from wizard.repair.change import Ask, RequestChange, RoleSettingChange


@pytest.mark.parametrize("name", ["boundary", "group-deny", "network-deny", "own-guardrail", "rcp-wants-label"])
def test_what_is_asked_of_others_is_shown_as_a_change_of_what_is_there(name: str, sitting: Open) -> None:
    _, wizard = sitting(name)
    judgement = wizard.read().judgement
    assert judgement is not None
    documents = [
        change
        for plan in judgement.plans
        for change in plan.changes
        if isinstance(change, Ask) and change.document and change.policy
    ]
    for ask in documents:
        preview = asks.preview(wizard.session, ask)
        assert preview.before_text, "the policy whose place the document takes"
        assert any(not line.startswith(("+", "@")) for line in preview.diff)
        assert preview.obstacle == "Not with your credentials" and preview.refused
        assert preview.about == wizard.session.role_arn, "a file about it is named after the role"
    assert documents or not asks.ask_cards(wizard.session)


def test_what_is_up_to_the_person_is_not_kept_from_them() -> None:
    session = opened("root-caller").session
    (card,) = asks.ask_cards(session)
    assert isinstance(card.change, Ask)
    preview = asks.preview(session, card.change)
    assert preview.obstacle == asks.heading((card.change,)) == "This is up to you"
    assert preview.refused == "It is not done from here: do it yourself, then read again."


def test_a_sitting_that_only_reads_previews_everything_and_applies_nothing(sitting: Open) -> None:
    environment, wizard = sitting("cross-account", read_only=True)
    wizard.read()
    text = (trust.current_text(wizard.session) or "").replace("123456789012:user", "210987654321:user")
    role = role_permissions.inline_policy(wizard.session, "New", text)
    planned = wizard.plan_profile("new", {"role_arn": wizard.session.role_arn or "", "source_profile": "default"})
    before = environment.config_file.read_bytes()
    for preview in (wizard.preview_trust(text), wizard.preview_change(role), wizard.preview_profile(planned)):
        assert preview is not None and preview.refused is not None
        assert preview.obstacle == "This sitting only reads (--read-only)"
        assert preview.question in (HAND_OVER, SAVE)
        assert preview.diff
    mutations: list[tuple[Any, ...]] = [(wizard.make, wizard.preview_trust(text)), (wizard.write_profile, planned)]
    for act, argument in mutations:
        with pytest.raises(AwsFailure, match="only reads"):
            act(argument)
    assert wizard.journal.entries() == ()
    assert environment.config_file.read_bytes() == before
    assert trust.current_text(wizard.read()) != text


def test_what_no_credentials_here_can_make_is_handed_over_and_never_promised(sitting: Open) -> None:
    """The caller alone, with the trust policy pasted: a profile of the other account cannot replace it."""
    _, wizard = sitting("cross-account")
    wizard.read()
    text = trust.current_text(wizard.session) or ""
    wizard.retarget(replace(wizard.session.target, role_profile=None))
    wizard.paste("trust_policy", text)
    preview = wizard.preview_trust(text.replace("123456789012:user", "210987654321:user"))
    assert preview is not None and preview.identity is None
    assert preview.question == "Hand this change over?" and preview.handover
    assert "a profile of account 123456789012" in (preview.refused or "")
    assert "--profile default" not in preview.cli


def test_a_hand_over_says_what_the_repair_is_for_and_says_it_once(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    best = trust.view(wizard.session).repairs[0]
    told = wizard.preview_change(best.change).handover
    assert told.startswith(f"# {best.title}\n") and best.why in told and told.count(best.title) == 2, "and to resume"
    own = (trust.current_text(wizard.session) or "").replace('"Version"', '"Id": "mine",\n    "Version"')
    for unusable in (own[:-9], own.replace("Allow", "Permit")):
        refused = wizard.preview_trust(unusable)
        assert refused is not None and refused.refused and refused.after_text == unusable
        assert refused.question == REFUSED
        forms = (refused.handover, refused.cli, refused.terraform, refused.cloudformation)
        assert not any(forms), "what AWS would refuse is handed to nobody, in whatever form"
    typed = wizard.preview_trust(own)
    assert typed is not None and typed.handover.startswith("# Replace the trust policy\n")


def test_a_setting_of_the_role_is_something_to_change(sitting: Open) -> None:
    _, wizard = sitting("too-long")
    wizard.read()
    view = permissions.view(wizard.session)
    assert view.setting_cards and not view.nothing_to_change
    assert steps.state(wizard.session, "permissions") == "needs you"
    (card,) = view.setting_cards[:1]
    assert isinstance(card.change, RoleSettingChange)
    wizard.apply(wizard.preview_change(card.change))
    assert steps.state(wizard.session, "permissions") == "done"


def test_a_change_of_practice_is_taken_back_in_practice(sitting: Open) -> None:
    """The screens take back the last change by the journal, which practice keeps in a home of its own."""
    environment, _ = sitting("cross-account")
    journal = Journal(environment.endpoint_url, environment.home)
    wizard = Wizard(connect, target(environment.lesson), journal=journal)
    wizard.read()
    before = trust.current_text(wizard.session)
    wizard.apply(wizard.preview_change(trust.view(wizard.session).repairs[0].change))
    assert steps.state(wizard.session, "trust") == "done"
    way = undo.plan(wizard, undo.pick(journal.entries(), None))
    assert way.preview.title == "Take back: Replace the trust policy"
    assert way.preview.before is not None and way.preview.before.word == "ALLOWED"
    assert way.preview.after is not None and way.preview.after.word == "DENIED"
    way.take()
    wizard.read()
    assert trust.current_text(wizard.session) == before
    assert wizard.session.applied == ()
    assert steps.state(wizard.session, "trust") == "needs you"


def test_a_change_about_another_role_is_decided_for_that_one(sitting: Open) -> None:
    _, first = sitting("cross-account")
    first.read()
    first.apply(first.preview_change(trust.view(first.session).repairs[0].change))
    other = replace(first.session.target, role="arn:aws:iam::123456789012:role/Elsewhere")
    first.retarget(other)
    way = undo.plan(first, undo.pick(first.journal.entries(), None))
    assert way.preview.before is not None and way.preview.before.word == "ALLOWED"
    way.take()
    assert [entry.status for entry in first.journal.entries()] == ["undone", "applied"]


def test_a_difference_parts_no_line_at_what_stands_inside_a_string() -> None:
    before, after = '{\n  "Sid": "a\u2028b"\n}\n', '{\r\n  "Sid": "c\u2028b"\r\n}\r\n'
    assert diff(before, after) == ("@@ -1,3 +1,3 @@", " {", '-  "Sid": "a\u2028b"', '+  "Sid": "c\u2028b"', " }")


def test_a_call_that_a_repair_makes_in_another_region_is_made_there() -> None:
    called: dict[str | None, FakeAws] = {}
    wizard = Wizard(lambda target: called.setdefault(target.region, FakeAws()), Target(role=ROLE))
    wizard.read()
    preview = wizard.preview_trust(TRUST.replace("123456789012:user", "210987654321:user"))
    assert preview is not None
    there = RequestChange({"context": {"aws:RequestedRegion": "eu-west-1"}})
    wizard.apply(replace(preview, request=there))
    assert wizard.session.target.region == "eu-west-1"
    assert wizard.aws is called["eu-west-1"] and called[None].changes, "and what was previewed is made as it was"


def test_a_target_that_was_given_up_while_it_was_connected_to_is_not_taken() -> None:
    progress = Progress()

    def connected(target: Target) -> FakeAws:
        if target.caller_profile == "slow":
            progress.end()
        return FakeAws()

    wizard = Wizard(connected, Target(role="Wanted"))
    with pytest.raises(GivenUp):
        wizard.retarget(Target(role="Older", caller_profile="slow"), progress)
    assert wizard.session.target.role == "Wanted"


def test_a_change_that_iam_would_not_save_is_not_handed_over_as_proved(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    text = (trust.current_text(wizard.session) or "").replace("123456789012:user", "210987654321:user")
    proved = "The request was decided again, as AWS decides, with the documents below: it is allowed."
    for sid, is_proved in (("Guests", True), ("no sid", False)):
        preview = wizard.preview_trust(text.replace('"Effect"', f'"Sid": "{sid}", "Effect"', 1))
        assert preview is not None and preview.after.word == "ALLOWED"
        assert (proved in " ".join(preview.handover.split())) is is_proved


def test_a_profile_that_was_written_is_not_refused_because_of_the_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    credentials.write_text("[default]\n")
    wizard = Wizard(lambda _: FakeAws(), Target(role=ROLE, profile="deploy"))
    wizard.read()
    planned = wizard.plan_profile("deploy", {"role_arn": ROLE, "source_profile": "default"})
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path == credentials:  # somebody has taken it away meanwhile
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    written = wizard.write_profile(planned)
    assert wizard.session.written == written and f"role_arn = {ROLE}" in config.read_text()


def test_a_profile_that_could_not_be_used_is_warned_of_before_and_needs_its_user_after(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    role = wizard.read().role_arn or ""
    planned = wizard.plan_profile("new", {"role_arn": role, "source_profile": "nowhere"})
    assert "There is no profile 'nowhere'." in (wizard.preview_profile(planned).warning or "")
    wizard.write_profile(planned)
    assert steps.state(wizard.session, "profile") == "done"
    written = wizard.use_profile()
    assert steps.state(wizard.session, "profile") == "needs you"
    wizard.session = replace(wizard.session, written=replace(written, failure=AwsFailure("cancelled", "x", "y", "z")))
    assert steps.state(wizard.session, "profile") == "done"
    sound = wizard.plan_profile("new", {"role_arn": role, "source_profile": "default"})
    assert wizard.preview_profile(sound).warning is None


def test_what_a_change_takes_from_others_is_told_before_it_is_made(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    there = trust.current_text(wizard.session) or ""
    preview = wizard.preview_trust(there.replace("123456789012:user", "210987654321:user"))
    lost = "arn:aws:iam::123456789012:user/remote-user may no longer assume"
    assert preview is not None and any(lost in line for line in preview.effect)
    assert preview.warning is None, "one name is in the difference"
    every = there.replace("123456789012:user/remote-user", "123456789012:root")
    wizard.make(wizard.preview_trust(every))
    wizard.read()
    preview = wizard.preview_trust(every.replace("123456789012:root", "210987654321:user/remote-user"))
    assert preview is not None
    assert preview.warning == "It shuts out any principal of 123456789012."


def test_who_is_added_takes_nothing_from_anybody(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    there = trust.current_text(wizard.session) or ""
    both = there.replace('"arn:aws', '["arn:aws', 1).replace(
        'user"', 'user", "arn:aws:iam::210987654321:user/remote-user"]'
    )
    preview = wizard.preview_trust(both)
    assert preview is not None and not preview.losses
    assert not any("takes from others" in line for line in preview.effect)
