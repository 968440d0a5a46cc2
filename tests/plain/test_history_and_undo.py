"""History lists what was changed; undo previews the way back, takes it, and refuses where somebody was there since."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.plain.lesson import ENTER, ON, Lesson, lesson
from tests.plain.script import Script
from tests.terminal import role_wizard
from wizard.aws.connection import connect
from wizard.aws.gateway import Aws, AwsFailure, Target
from wizard.cli import main
from wizard.commands import history, undo
from wizard.commands.practice import target
from wizard.engine.frozen import replace
from wizard.flow.journal import Entry, Journal, ProfileFileChange
from wizard.flow.undo import UndoRefused, plan
from wizard.repair.change import TrustPolicyChange

TRUST = (ON, ENTER, "apply")
ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"


def take_back(practice: Lesson, *answers: str, entry_id: str | None = None, yes: bool = False) -> int:
    options = target(practice.environment.lesson)
    return undo.run(entry_id, yes=yes, target=options, connect=connect, keyboard=Script(*answers))


def entries() -> tuple[Entry, ...]:
    return Journal().entries()


def test_nothing_changed_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert history.run(json=False) == 0
    assert capsys.readouterr().out.startswith("No change was ever applied on real AWS")


def test_the_help_of_history_says_what_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["history", "--help"])
    assert "Changes made in practice are not listed." in " ".join(capsys.readouterr().out.split())


def test_history_lists_a_change_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
    assert history.run(json=False) == 0
    told = capsys.readouterr().out
    assert "applied  Replace the trust policy" in told
    assert ROLE in told
    assert "by arn:aws:iam::123456789012:user/role-admin" in told
    assert max(map(len, told.splitlines())) < 80, "no word is broken at the end of a row"
    assert history.run(json=True) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert (entry["status"], entry["undoable"], entry["target"]) == ("applied", True, ROLE)
    assert entry["change"]["kind"] == "trust_policy"


def test_a_trust_policy_becomes_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    with lesson("cross-account") as practice:
        practice.wizard.read()
        before = practice.trust_policy()
        practice.walk(*TRUST, "leave")
        assert practice.trust_policy() != before
        assert take_back(practice, "apply") == 0
        assert practice.trust_policy() == before
    told = capsys.readouterr().out
    assert "Taken back." in told
    assert [entry.status for entry in entries()] == ["undone", "applied"]
    assert entries()[1].title == "Take back: Replace the trust policy"


def test_the_preview_says_what_follows(capsys: pytest.CaptureFixture[str]) -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        script = Script("cancel")
        assert (
            undo.run(None, yes=False, target=target(practice.environment.lesson), connect=connect, keyboard=script) == 1
        )
    told = capsys.readouterr().out
    assert "Now ALLOWED: every policy that takes part allows the call." in told
    assert "After DENIED: not allowed by the trust policy." in told
    assert "Apply this change?" in told
    assert entries()[0].status == "applied"


def test_the_way_back_is_decided_for_the_call_as_the_repair_corrected_it(capsys: pytest.CaptureFixture[str]) -> None:
    with lesson("three-locks") as practice:  # MFA and another external id belong to the repair
        practice.walk(ON, ENTER, "apply", "leave")
        assert take_back(practice, "cancel") == 1
    told = capsys.readouterr().out
    assert "Now ALLOWED: every policy that takes part allows the call." in told
    assert "After DENIED: not allowed by the trust policy." in told


def test_an_inline_policy_that_was_new_is_deleted_again() -> None:
    with lesson("no-assume-permission") as practice:
        practice.walk(ON, ON, ENTER, "apply", "leave")
        assert practice.wizard.session.verdict.word == "ALLOWED"
        assert take_back(practice, "apply") == 0
        practice.wizard.read()
        assert practice.wizard.session.verdict.word == "DENIED"


def test_what_was_taken_back_within_the_sitting_is_not_made_again() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "last change back", "apply", "leave")
        assert [entry.title for entry in entries()] == [
            "Replace the trust policy",
            "Take back: Replace the trust policy",
        ]
        with pytest.raises(UndoRefused, match="there is no change that could be taken back"):
            take_back(practice, "apply")


def test_what_somebody_changed_since_is_left_alone() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        now = practice.trust_policy()
        other = json.dumps({"Id": "somebody-else", **json.loads(now or "")})
        practice.wizard.aws.apply(TrustPolicyChange(ROLE, now, other), lambda _: None)
        with pytest.raises(UndoRefused, match=f"what {ROLE} has now is not what the wizard wrote") as refused:
            take_back(practice, "apply")
        assert "An earlier change is taken back by its id" in refused.value.next_step
        script = practice.walk(ON, "last change back", "leave")
        assert "is not what the wizard wrote: somebody has changed it since." in script.words
        assert "somebody-else" in (practice.trust_policy() or "")


def test_what_somebody_took_back_since_is_said_to_be_so_and_undo_goes_further_back() -> None:
    """The same where undo itself was killed after AWS had heard of it, and before the journal had."""
    with lesson("cross-account") as practice:
        practice.wizard.read()
        before = practice.trust_policy()
        practice.walk(*TRUST, "leave")
        now = practice.trust_policy()
        practice.wizard.aws.apply(TrustPolicyChange(ROLE, now, before or ""), lambda _: None)
        with pytest.raises(UndoRefused, match=f"taken back already: {ROLE} has again what it had before"):
            take_back(practice, yes=True)
        with pytest.raises(UndoRefused, match="no change that could be taken back"):
            take_back(practice, yes=True)


def test_yes_asks_nothing() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        assert take_back(practice, yes=True) == 0


def test_whoever_made_a_change_takes_it_back_unless_somebody_else_is_named() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        options = target(practice.environment.lesson)
        nobody = replace(options, caller_profile=None, role_profile=None)
        with pytest.raises(AwsFailure, match="no credentials of that account"):
            undo.run(None, yes=True, target=replace(nobody, caller_profile="default"), connect=connect)
        assert undo.run(None, yes=True, target=nobody, connect=connect) == 0
    made, taken_back = entries()
    assert made.status == "undone" and made.identity == taken_back.identity


def test_a_profile_that_is_no_longer_there_is_named_with_the_way_out() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        made = entries()[0]
        for file in (practice.environment.config_file, practice.environment.credentials_file):
            file.write_text(file.read_text().replace(made.role_profile or "?", "renamed"))
        nobody = replace(target(practice.environment.lesson), caller_profile=None, role_profile=None)
        with pytest.raises(UndoRefused, match=f"made with the profile {made.role_profile}, which is") as refused:
            undo.run(None, yes=True, target=nobody, connect=connect)
        assert f"`role-wizard undo {made.id} --role-profile NAME`" in refused.value.next_step
        assert undo.run(made.id, yes=True, target=replace(nobody, role_profile="renamed"), connect=connect) == 0


def test_undo_goes_further_back_each_time_and_an_undo_by_its_id_makes_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aws = tmp_path / "home/.aws"
    aws.mkdir()
    path = aws / "config"
    write = ["--role-arn", ROLE, "--credential-source", "Environment"]
    for name in ("first", "second"):
        main(["profile", "write", name, *write])
    both = path.read_text()
    assert main(["undo", "--yes"]) == 0
    assert "second" not in path.read_text() and "first" in path.read_text()
    assert main(["undo", "--yes"]) == 0
    assert not path.exists()
    assert main(["undo", "--yes"]) == 1, "both are taken back"
    assert [entry.title for entry in entries()][2:] == [
        "Take back: Write the profile second",
        "Take back: Write the profile first",
    ]
    path.write_text(both.partition("[profile second]")[0].rstrip("\n") + "\n")
    capsys.readouterr()
    assert main(["undo", entries()[2].id, "--yes"]) == 0
    assert "Make again: Write the profile second" in (said := capsys.readouterr().out) and "Made again." in said
    assert path.read_text() == both
    assert main(["undo", "--yes"]) == 0
    assert entries()[-1].title == "Take back: Write the profile second"


def test_an_undone_change_is_not_undone_again() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        first = entries()[0].id
        take_back(practice, yes=True)
        with pytest.raises(UndoRefused, match=f"{first} is undone"):
            take_back(practice, entry_id=first, yes=True)


@pytest.mark.parametrize(("entry_id", "kind"), [(None, "refused"), ("nothing", "usage")])
def test_what_is_not_there_cannot_be_taken_back(entry_id: str | None, kind: str) -> None:
    with pytest.raises(UndoRefused) as refused:
        undo.run(entry_id, yes=True, target=Target(), connect=connect)
    assert refused.value.kind == kind
    assert entry_id or refused.value.next_step == "No change was ever applied.", "nothing is there to be listed"


def test_a_change_of_another_aws_is_not_taken_back_on_this_one() -> None:
    journal = Journal("http://127.0.0.1:5000")
    entry = journal.intend(
        TrustPolicyChange(ROLE, "{}", "{ }"), title="Repair", target=ROLE, identity="", when=datetime.now(UTC)
    )
    journal.applied(entry, "200")
    with pytest.raises(UndoRefused, match="was made at http"):
        undo.run(None, yes=True, target=Target(), connect=connect)


def test_a_profile_is_taken_back_byte_for_byte() -> None:
    with lesson("role-name-typo") as practice:
        config = practice.environment.config_file
        before = config.read_bytes()
        practice.walk("more", "5 profile", "preview and write", "apply", "no", "leave")
        assert config.read_bytes() != before
        assert take_back(practice, "apply") == 0
        assert config.read_bytes() == before
    assert [entry.status for entry in entries()] == ["undone", "applied"]


def written(tmp_path: Path, text: str) -> Path:
    """A config file that the wizard wrote anew, as the journal knows it."""
    path = tmp_path / "config"
    path.write_text(text)
    change = ProfileFileChange(str(path), "dev", None, hashlib.sha256(text.encode()).hexdigest(), existed=False)
    journal = Journal()
    entry = journal.intend(change, title="Write the profile dev", target=str(path), identity="", when=datetime.now(UTC))
    journal.applied(entry, "the file is new")
    return path


def test_a_config_file_that_changed_since_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "[profile dev]\nregion = eu-west-1\n")
    path.write_text("[profile other]\n")
    with pytest.raises(UndoRefused, match="not what the wizard wrote"):
        undo.run(None, yes=True, target=Target(), connect=connect)
    assert path.read_text() == "[profile other]\n"


def test_a_config_file_that_somebody_removed_is_taken_back_already(tmp_path: Path) -> None:
    written(tmp_path, "[profile dev]\n").unlink()
    with pytest.raises(UndoRefused, match=r"taken back already: .*config is as it was before"):
        undo.run(None, yes=True, target=Target(), connect=connect)
    assert entries()[0].status == "undone"


def test_a_config_file_that_was_new_is_gone_again(tmp_path: Path) -> None:
    path = written(tmp_path, "[profile dev]\nregion = eu-west-1\n")
    assert undo.run(None, yes=True, target=Target(), connect=connect) == 0
    assert not path.exists()
    assert not any(entry.undoable for entry in entries())


def test_a_write_whose_end_nobody_saw_takes_no_other_text_away(tmp_path: Path) -> None:
    """Killed between the write and its record: the backup is beside the file, but the journal cannot name it."""
    path = tmp_path / "config"
    path.write_text("[profile old]\n[profile dev]\n")
    change = ProfileFileChange(str(path), "dev", None, hashlib.sha256(path.read_bytes()).hexdigest())
    Journal().intend(change, title="Write the profile dev", target=str(path), identity="", when=datetime.now(UTC))
    with pytest.raises(UndoRefused, match="before it could name the copy"):
        undo.run(None, yes=True, target=Target(), connect=connect)
    assert path.read_text() == "[profile old]\n[profile dev]\n"


def test_a_change_taken_back_in_the_sitting_is_undone_in_the_journal() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(*TRUST, "take the last", "apply", "leave")
        assert practice.wizard.session.applied == ()
        assert "Changed:" not in script.text
    assert [entry.status for entry in entries()] == ["undone", "applied"]


def test_the_way_back_of_the_caller_s_policy_is_decided_for_the_same_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with lesson("no-assume-permission") as practice:
        practice.walk(ON, ON, ENTER, "apply", "leave")
        made = entries()[0]
        asked = practice.environment.lesson.target
        assert (made.role, made.caller) == (asked.role, "arn:aws:iam::333344445555:user/dana")
        options = Target(role_profile=asked.role_profile, caller_profile=asked.role_profile)
        assert undo.run(None, yes=False, target=options, connect=connect, keyboard=Script("cancel")) == 1
    told = capsys.readouterr().out
    assert "Now ALLOWED" in told or "Now DEPENDS" in told
    assert "After DENIED: not allowed by the caller's permissions." in told


def test_without_a_terminal_the_preview_is_printed_and_nothing_done(tmp_path: Path) -> None:
    path = written(tmp_path, "[profile dev]\nregion = eu-west-1\n")
    done = subprocess.run(role_wizard("undo"), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 3
    assert "Line 2 goes: region = eu-west-1" in done.stdout
    assert "give --yes" in done.stderr
    assert path.read_text() == "[profile dev]\nregion = eu-west-1\n"


def test_without_a_terminal_the_preview_says_all_that_it_says_when_it_is_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        options = target(practice.environment.lesson)
        before = practice.trust_policy()
        capsys.readouterr()
        assert undo.run(None, yes=False, target=options, connect=connect) == 3
        shown = capsys.readouterr().out
        assert "Now " in shown and "After DENIED: " in shown
        assert "lets nobody else do anything new" in shown or "newly lets others act" in shown
        assert practice.trust_policy() == before
        assert undo.run(None, yes=True, target=options, connect=connect) == 0
        assert capsys.readouterr().out.startswith(shown)


def test_without_a_terminal_and_without_aws_the_journal_s_preview_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        options = target(practice.environment.lesson)
        capsys.readouterr()

        def nobody(_: Target) -> Aws:
            raise AwsFailure("no_credentials", "There are no credentials", "nobody is signed in", "Sign in.")

        with pytest.raises(AwsFailure):
            undo.run(None, yes=False, target=options, connect=nobody)
    assert "It becomes what it was before " in capsys.readouterr().out


def test_refusals_end_with_their_exit_status(tmp_path: Path) -> None:
    for words, status in ((["undo", "--yes"], 1), (["undo", "nothing", "--yes"], 2)):
        done = subprocess.run(role_wizard(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert done.returncode == status
        assert len(done.stderr.splitlines()) == 2


def test_the_beginning_of_an_id_is_enough_and_what_was_undone_says_how_to_make_it_again() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        (made,) = entries()
        with pytest.raises(UndoRefused, match=f"there is no change {made.id[:3]}"):
            take_back(practice, "apply", entry_id=made.id[:3])
        assert take_back(practice, "apply", entry_id=made.id[:4]) == 0
        with pytest.raises(UndoRefused, match=f"the change {made.id} is undone") as refused:
            take_back(practice, "apply", entry_id=made.id)
    assert refused.value.next_step == f"`role-wizard undo {entries()[-1].id}` makes it again."


def test_a_change_of_the_real_aws_is_not_taken_back_at_another_and_says_what_leads_there() -> None:
    with lesson("cross-account") as practice:
        practice.walk(*TRUST, "leave")
        entry = replace(entries()[0], endpoint=None)
        practice.wizard.journal.endpoint = "http://127.0.0.1:9"
        with pytest.raises(UndoRefused, match="was made at the real AWS") as refused:
            plan(practice.wizard, entry)
    assert refused.value.next_step == (
        "This goes to http://127.0.0.1:9: leave --endpoint-url out, and unset AWS_ENDPOINT_URL."
    )
