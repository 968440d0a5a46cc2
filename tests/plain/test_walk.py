"""What happens off the shortest path: cancelling, going back, mistakes, other people, ends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.plain.lesson import CODE, ENTER, ON, lesson
from wizard import own_editor
from wizard.flow.preview import QUESTION
from wizard.flow.session import Leave
from wizard.repair.change import TrustPolicyChange

GOOD = "arn:aws:iam::210987654321:user/remote-user"


def test_a_preview_is_cancelled_by_enter_and_changes_nothing() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, ENTER, ENTER, "leave")
        assert QUESTION in script.text
        assert "Cancelled. Nothing was changed." in script.words
        assert GOOD not in (practice.trust_policy() or "")
        assert practice.leave.exit_status == 1


def test_the_preview_shows_every_form_on_request() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(
            ON, ENTER, "cli", "terraform", "cloudformation", "hand-over", "new text", "cancel", "leave"
        )
    assert f'Line 7 comes: "AWS": "{GOOD}"' in script.words
    assert "@@" not in script.text
    assert "aws iam update-assume-role-policy --profile role-admin --role-name MyCrossAccountRole" in script.words
    assert script.words.count("--profile role-admin") == 1, "the hand-over is for somebody else"
    assert 'resource "aws_iam_role"' in script.words
    assert "AWS::IAM::Role" in script.words
    assert "# Trust user remote-user of 210987654321 in place of" in script.words
    assert "Now DENIED: not allowed by the trust policy." in script.words
    assert "It lets nobody else do anything new." in script.words


def test_a_form_is_saved_and_never_over_another_file(tmp_path: Path) -> None:
    file, message = tmp_path / "trust.json", tmp_path / "message.md"
    save = ("save", "new text", str(file))
    with lesson("cross-account") as practice:
        script = practice.walk(
            *(ON, ENTER, *save, *save, "save", "nothing of these", "save", "new text", "-"),
            *("hand-over", "save", ENTER, str(message), "cancel", "leave"),
        )
    assert message.read_text().startswith("# Trust user"), "the form shown last is offered first"
    assert GOOD in json.loads(file.read_text())["Statement"][0]["Principal"]["AWS"]
    assert script.text.count("Saved: ") == 2 and "File (- cancels) [" in script.words
    assert f"Saved: {file}" in script.words
    assert f"{file} exists already. Nothing was saved; name another file." in script.words


def test_a_wide_change_asks_for_the_name_of_the_role() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, "the whole account", "apply", "yes", "apply", "MyCrossAccountRole", "leave")
        assert "any principal of 210987654321" in script.words
        assert "That is not the name. Nothing was changed." in script.words
        assert "Applied." in script.words
        assert "arn:aws:iam::210987654321:root" in (practice.trust_policy() or "")


def test_a_policy_that_somebody_changed_meanwhile_is_not_overwritten() -> None:
    with lesson("cross-account") as practice:

        def apply_after_somebody_else() -> str:
            before = practice.trust_policy()
            other = json.dumps({"Id": "changed-meanwhile", **json.loads(before or "")})
            practice.wizard.aws.apply(
                TrustPolicyChange(practice.wizard.session.role_arn or "", before, other), lambda _: None
            )
            return "apply"

        script = practice.walk(ON, ENTER, apply_after_somebody_else, "leave")
        assert "Somebody else has changed it since the preview" in script.words
        assert "Applied." not in script.text
        assert "changed-meanwhile" in (practice.trust_policy() or "")
        assert script.text.count("Reading AWS.") == 2


def test_a_text_from_the_editor_is_looked_at_before_it_is_previewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "an-editor")
    texts = iter(['{\n  "Version": "2012-10-17\n}', json.dumps({"Version": "2012-10-17", "Statement": []})])
    with lesson("cross-account") as practice:
        script = practice.walk(ON, "in your editor", "again", "drop", "leave", editor=lambda text: next(texts))
        assert "Line 2:" in script.words
        assert "AWS refuses it" in script.words
        assert "Preview it" not in script.text
        assert practice.leave.exit_status == 1


def test_an_editor_that_fails_says_why_and_the_text_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "false")
    with lesson("cross-account") as practice:
        script = practice.walk(ON, "in your editor", "drop", "leave", editor=own_editor.edited)
        assert "false ended with status 1." in script.words
        assert "Edit it again" in script.text


def test_a_good_text_from_a_file_is_applied(tmp_path: Path) -> None:
    with lesson("cross-account") as practice:
        policy = (practice.wizard.read(), practice.trust_policy())[1]
        file = tmp_path / "trust.json"
        file.write_text((policy or "").replace("arn:aws:iam::123456789012:user/remote-user", GOOD))
        script = practice.walk(ON, "from a file", str(file), "preview", "apply", "leave")
        assert "With this text ALLOWED" in script.words
        assert practice.trust_policy() == file.read_text()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, "from a file", str(tmp_path / "none.json"), "leave")
    assert "none.json cannot be read: No such file or directory." in script.words


def test_a_template_asks_for_what_it_leaves_open() -> None:
    with lesson("cross-account") as practice:
        answers = ("inline policy for the role", "ReadBucket", "s3 bucket", "reports", "apply")
        script = practice.walk(ON, ON, *answers, "leave")
        assert '"arn:aws:s3:::reports/*"' in script.words
        assert "Applied." in script.words
        assert "ReadBucket (inline)" in script.words


def test_a_policy_without_a_name_is_none() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, ON, "inline policy for the role", "-", "leave")
    assert "Where does its text come from?" not in script.text


def test_a_managed_policy_is_found_by_part_of_its_name() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, ON, "attach", "readonly", "s3", "apply", "leave")
        assert "Applied." in script.words
        assert "AmazonS3ReadOnlyAccess (attached)" in script.words


def test_a_sitting_that_only_reads_offers_no_apply() -> None:
    with lesson("cross-account", read_only=True) as practice:
        script = practice.walk(ON, ENTER, "apply", "cancel", "leave")
    assert "This sitting only reads" in script.words
    assert "Apply it" not in script.text


def test_a_wrong_code_and_a_used_one_lead_to_another_try() -> None:
    used: list[str] = []

    def fresh() -> str:
        practice.clock.pause(31)
        used.append(practice.environment.phone_code() or "")
        return used[0]

    with lesson("mfa-required") as practice:
        script = practice.walk(
            "corrected", ON, ON, ON, ENTER, "000000", ENTER, fresh, "assume", lambda: used[0], ENTER, CODE, "leave"
        )
        assert script.text.count("MultiFactorAuthentication failed") >= 2
        assert script.text.count("You are now") == 2
        assert used[0] not in script.text
        assert practice.leave.exit_status == 0


def test_waiting_for_a_change_can_be_cancelled_and_the_wizard_goes_on() -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    with lesson("cross-account") as practice:
        practice.environment.cloud.delay = 60
        script = practice.walk(ON, ENTER, "apply", ON, ON, ENTER, "leave", pause=interrupted)
        assert "Ctrl-C cancels the test." in script.words
        assert "The test was cancelled" in script.words
        assert practice.leave.exit_status == 0


def test_a_denied_test_shows_both_answers_and_the_way_back() -> None:
    with lesson("wrong-account") as practice:
        script = practice.walk(ON, ON, ON, ENTER, ENTER, "leave")
        assert "AWS says: User: " in script.words
        assert f"Request id: {practice.environment.cloud.log[-1].request_id}" in script.words
        assert "By what was read: DENIED: not allowed by the trust policy" in script.words
        assert "Back to 2 Trust policy, which can cure it" in script.words
        assert practice.leave.exit_status == 1


def test_steps_can_be_walked_back_and_forth() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, ON, "back", "back", "more", "5 profile", "back to 4", "leave")
    headings = [line for text in script.said for line in text.splitlines() if "(step " in line]
    assert [heading[0] for heading in headings] == list("1232154")


def test_a_cause_and_a_step_explain_themselves() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk("explain a cause", "more", "explain this step", "leave")
    assert "RW102 trust_principal_wrong_account" in script.words
    assert "aws iam get-role --profile role-admin --role-name MyCrossAccountRole" in script.words


def test_every_list_has_a_way_back() -> None:
    back = "nothing of these"
    with lesson("two-locks") as practice:
        script = practice.walk("explain a cause", back, "show a policy", back, "more", back, "leave")
    assert "Why:" not in script.text and '"Statement"' not in script.text
    assert script.text.count("What next?") == 4


def test_a_lesson_says_that_it_goes_on_and_can_be_begun_anew() -> None:
    with lesson("cross-account") as practice:
        practice.coach.continued = True
        script = practice.walk("more", "anew")
    assert "This lesson goes on where you left it. “Begin this lesson anew” stands under More." in script.words
    assert practice.leave == Leave(practise="cross-account", anew=True)


def test_hints_and_the_other_terminal_are_offered_in_practice() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk("hint", "hint", "hint", "hint", "more", "aws cli", "leave")
        hints = practice.environment.lesson.hints
    assert f"Hint: {hints[0]}"[:60] in script.text
    assert f"Hint: {hints[1]}"[:60] in script.text
    assert f"There is no further hint. The last one was: {hints[2]}" in script.words
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:" in script.words


def test_a_solved_lesson_leads_to_the_next() -> None:
    with lesson("external-id-mismatch") as practice:
        script = practice.walk("corrected", "more", "4 test", ENTER, "the rule", "next lesson")
        assert practice.leave.practise == ""
        after = script.text.partition("Solved:")[2]
        assert "A hint" not in after
        assert after.count(practice.coach.debrief[:40]) == 2, "once by itself, once asked for"


def test_a_role_that_goes_away_meanwhile_is_said() -> None:
    with lesson("cross-account") as practice:

        def delete_it() -> str:
            world = practice.environment.cloud.world
            practice.environment.cloud.world = world.with_account(replace(world.accounts["123456789012"], roles={}))
            return "apply"

        script = practice.walk(ON, ENTER, delete_it, "leave")
        assert "cannot be found" in script.words
        assert "Applied." not in script.text


def test_ctrl_c_ends_with_130() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, KeyboardInterrupt)
        assert practice.leave.exit_status == 130
        assert "Interrupted." in script.words


def test_an_input_that_ends_leaves_with_the_verdict_as_it_stands() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON)
        assert practice.leave.exit_status == 1
        assert "The input has ended." in script.words


def test_the_last_change_is_taken_back_where_it_was_made() -> None:
    with lesson("cross-account") as practice:
        practice.wizard.read()
        before = practice.trust_policy()
        script = practice.walk(ON, ENTER, "apply", "take the last", "apply", "leave")
        assert "Taken back." in script.words
        assert practice.trust_policy() == before
        assert practice.leave.exit_status == 1


def test_the_whole_decision_is_told_on_request() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk("more", "whole decision", "leave")
    assert "=> implicit_deny, blocked by trust_policy" in script.text


def test_what_somebody_else_must_do_is_named_and_handed_over(tmp_path: Path) -> None:
    file = tmp_path / "message.md"
    with lesson("principal-tag") as practice:
        script = practice.walk(ON, ON, "show the hand-over", "save the hand-over", str(file), "leave")
    assert "Somebody else must act:" in script.text
    assert "# Tag user yara with team=data" in script.text
    assert "<!--" not in script.text, "the machine's comment is not read aloud"
    assert file.read_text().startswith("# Tag user yara with team=data") and "<!-- role-wizard" in file.read_text()


def test_a_setting_of_the_role_is_repaired_in_step_3() -> None:
    with lesson("too-long") as practice:
        script = practice.walk(ON, ON, "let the role's sessions last", "apply", ON, ENTER, "leave")
        assert "You are now" in script.text
        assert practice.leave.exit_status == 0


def test_a_proposed_text_may_be_edited_before_it_is_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "an-editor")

    def add_an_id(text: str) -> str:
        return json.dumps({"Id": "mine", **json.loads(text)}, indent=4)

    with lesson("cross-account") as practice:
        script = practice.walk(ON, ENTER, "edit it first", "preview", "apply", "leave", editor=add_an_id)
        assert script.text.count(QUESTION) == 2
        assert '"mine"' in (practice.trust_policy() or "")
        assert GOOD in (practice.trust_policy() or "")


def test_a_draft_is_found_at_home_and_mended_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    principals = ", ".join(f'"arn:aws:iam::111122223333:user/{name}"' for name in ("flora", "erik"))
    with lesson("broken-draft") as practice:
        script = practice.walk(
            *(ON, "from a file", "trust.json"),
            *("replace a line", "7", f'"Principal": {{"AWS": [{principals}]}},'),
            *("replace a line", "99"),
            *("replace a line", "8", '"Action": "sts:AssumeRole"'),
            *("line numbers", "preview", "apply", "leave"),
        )
        applied = json.loads(practice.trust_policy() or "")["Statement"][0]
    assert f"taken from the lesson's home folder: {practice.environment.home / 'trust.json'}" in script.words
    assert 'Line 7: A quote (") is missing in this line: it has 5 of them (column 27).' in script.words
    assert "Line 8: The comma before } is one too many (column 39)." in script.words
    assert "no principals of the type" not in script.words
    assert 'Line 7 is: "Principal": {"AWS: "arn:aws:iam::111122223333:user/erik"},' in script.text
    assert "There is no line 99. Nothing was replaced." in script.text
    assert '\n 8              "Action": "sts:AssumeRole"\n' in script.text
    assert applied["Principal"]["AWS"] == json.loads(f"[{principals}]")


def test_the_current_policy_is_mended_line_by_line_without_an_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    with lesson("cross-account") as practice:
        mended = '"AWS": "arn:aws:iam::210987654321:user/remote-user"'
        script = practice.walk(ON, "replace a line of it", "7", mended, "preview", "apply", "leave")
        assert json.loads(practice.trust_policy() or "")["Statement"][0]["Principal"] == json.loads(f"{{{mended}}}")
    assert 'Line 7 is: "AWS": "arn:aws:iam::123456789012:user/remote-user"' in script.text


def test_a_boundary_alone_is_not_said_to_let_anybody_in() -> None:
    with lesson("boundary") as practice:
        script = practice.walk("skip to", "leave")
    assert "policy/TeamLimit as a boundary, and a policy that allows it, may assume" in script.words


def test_the_way_on_passes_over_what_needs_no_change() -> None:
    with lesson("boundary") as practice:
        script = practice.walk(ENTER, "leave")
    assert "Skip to 3 Permissions, which needs you (nothing to change in 2 Trust policy)" in script.words
    assert "3 Permissions (step 3 of 5)" in script.text and "2 Trust policy (step 2" not in script.text


def test_an_mfa_session_is_opened_where_the_test_speaks_of_it() -> None:
    with lesson("mfa-required") as practice:
        script = practice.walk("corrected", ON, ON, ON, "open an mfa session", CODE, "assume", "leave", "leave")
    assert "Where several calls follow, open an MFA session first." in script.words
    told = script.words.partition("The MFA session is open; the caller's calls are made with it")[2]
    assert "4 Test (step 4 of 5)" in told and "You are now" in told
    assert script.text.count("Enter the MFA code") == 1


@pytest.mark.parametrize("name", ["mfa-required", "cross-account"])
def test_the_verdict_and_the_causes_stand_right_above_the_first_choice(name: str) -> None:
    """In a window of 24 lines they are what is still to be seen."""
    with lesson(name) as practice:
        script = practice.walk("leave", "leave")
    seen = script.text.partition("Your choice")[0].splitlines()[-23:]
    assert any(line.startswith("DENIED: ") for line in seen)
    assert any(line.startswith("1. RW1") for line in seen)
    assert not any("other policies" in line for line in seen)
