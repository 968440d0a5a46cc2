"""Words instead of looks: marks, near misses, previews, failures, as somebody hears them read."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from wizard.aws.gateway import AwsFailure, Reading
from wizard.flow.known import gaps
from wizard.flow.policy_lines import PolicyLine, StatementLine
from wizard.flow.preview import Preview
from wizard.flow.verdict import Verdict
from wizard.plain import render, telling
from wizard.plain.difference import spoken
from wizard.repair import catalogue
from wizard.repair.cause import Cause, NearMiss
from wizard.repair.change import Grant
from wizard.text_lines import text_lines

USER = "arn:aws:iam::111122223333:user/alice"


@pytest.mark.parametrize(
    ("written", "wanted", "parts"),
    [
        ("arn:aws:iam::123456789012:user/al", "arn:aws:iam::210987654321:user/al", ("123456789012", "210987654321")),
        ("role/Deploy", "role/Deplyo", ("Deploy", "Deplyo")),
        ("role/Deploy", "role/team/Deploy", ("", "team/")),
        ("same", "same", ("", "")),
        ("External-1", "external-1", ("External-1", "external-1")),
    ],
    ids=["account", "letters", "path", "no difference", "capitals"],
)
def test_two_strings_part_in_whole_words(written: str, wanted: str, parts: tuple[str, str]) -> None:
    assert render.parting(written, wanted) == parts


def test_a_near_miss_is_two_aligned_lines_and_a_sentence() -> None:
    lines = render.near_miss(NearMiss(USER.replace("alice", "alcie"), USER, "two letters are swapped"))
    assert lines[0].index("arn:") == lines[1].index("arn:")
    assert lines[2].strip() == "They part here: alcie instead of alice (two letters are swapped)."


@pytest.mark.parametrize(
    ("why", "message", "shown"),
    [
        ("the path is left out", "The trust policy names al; the path is left out.", "alcie instead of alice."),
        ("The token comes from another branch", "It asks for al. The token comes from another branch.", "of alice."),
        ("the texts differ", "It asks for al.", "alcie instead of alice."),
        ("an alcie instead of an alice", "It asks for al.", "alcie instead of alice."),
        ("one letter differs", "It asks for al.", "alcie instead of alice (one letter differs)."),
    ],
)
def test_how_two_strings_differ_is_said_once(why: str, message: str, shown: str) -> None:
    cause = Cause("RW103", "trust_principal_typo", "trust_policy", message, near_miss=NearMiss("alcie", "alice", why))
    assert " ".join(render.cause(1, cause)).endswith(shown)


def test_what_aws_said_is_told_once() -> None:
    said = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    failure = AwsFailure(
        "denied", "sts:AssumeRole did not work", f"AWS did not accept the MFA code: {said[:-2]}", "Wait."
    )
    failure.message = said
    assert " ".join(render.failure(failure)).count("MultiFactorAuthentication failed") == 1
    failure.why = "AWS did not accept it"
    assert f"AWS says: {said.strip()}" in " ".join(render.failure(failure))


def test_a_statement_says_its_mark_its_place_and_the_line_at_fault() -> None:
    line = StatementLine("Statement 1 (Alice)", "does not match", "the principal is bob", 4, 12, fault_line=7)
    assert render.statement(line) == (
        "Statement 1 (Alice), lines 4 to 12: does not match. Line 7: The principal is bob."
    )


def test_a_mistake_says_its_line_once() -> None:
    mistake = StatementLine("Line 10", "is wrong", "The comma before } is one too many.", 10, 10, 10)
    assert render.statement(mistake) == "Line 10 is wrong: The comma before } is one too many."


def test_statements_that_have_no_say_are_told_on_request_alone() -> None:
    statement = StatementLine("Statement 1", "does not match", "Action is s3:*", 4, 8)
    line = PolicyLine(
        "identity_policy", "the caller's permissions: S3", "does not match", "has no statement", "{}", (statement,)
    )
    assert render.policy(line, all_statements=False) == ["The caller's permissions: S3 has no statement."]
    assert len(render.policy(line)) == 2


def test_what_was_not_read_names_the_permission_that_is_missing() -> None:
    denied = Reading("trust policy of role Deploy", "trust_policy", "denied", "iam:GetRole", "User: …", "iam:GetRole")
    (gap,) = gaps((denied,))
    assert render.unread(gap) == "trust policy of role Deploy: AWS denied it. Missing permission: iam:GetRole."


def test_a_preview_says_who_gains_and_what_follows() -> None:
    preview = Preview(
        change=None,
        title="Replace the trust policy",
        target="arn:aws:iam::444455556666:role/Deploy",
        diff=("--- before", "+++ after", "@@ -3,2 +3,2 @@", " same", "-old", "+new"),
        before_text="old",
        after_text="new",
        cli="aws iam …",
        before=Verdict("DENIED", "✗", "not allowed by the trust policy"),
        after=Verdict("ALLOWED", "✓", "every policy that takes part allows the call"),
        grants=(Grant(USER, "assume the role"),),
        warning="Terraform manages this role.",
        refused="Line 3: a comma is missing",
    )
    text = render.joined(render.preview(preview))
    for part in (
        "Now DENIED: not allowed by the trust policy.",
        "After ALLOWED: every policy that takes part allows the call.",
        f"- {USER} may assume the role",
        "Warning: Terraform manages this role.",
        "AWS would refuse it. Line 3: a comma is missing",
        "Line 4 goes: old\nLine 4 comes: new",
    ):
        assert part in text
    assert not {"✗", "✓", "•"} & set(text)


def test_a_failure_says_what_why_what_next_and_who_asked() -> None:
    failure = AwsFailure(
        "network", "iam:GetRole did not work", "no answer came", "Look at the network.",
        identity="profile dev", request_id="abc",
    )  # fmt: skip
    failure.again = True
    assert render.failure(failure) == [
        "iam:GetRole did not work. No answer came.",
        "Look at the network. Then read again.",
        "Asked as profile dev.",
        "Request id: abc",
    ]


def test_lines_are_folded_between_words_and_never_in_an_arn() -> None:
    arn = "arn:aws:iam::444455556666:role/" + "a-very-long-path/" * 5 + "Deploy"
    lines = render.prose(f"Somebody was refused the role called {arn}, which is sad.")
    assert any(arn in line for line in lines)
    assert all(len(line) <= 78 or arn in line for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("proved: allowed afterwards", "Proved: allowed afterwards."),
        ("arn:aws:iam::1:role/a is wrong", "arn:aws:iam::1:role/a is wrong."),
        ("sts:AssumeRole did not work", "sts:AssumeRole did not work."),
        ("Why?", "Why?"),
        ("", ""),
    ],
)
def test_sentences_begin_and_end_as_sentences(text: str, said: str) -> None:
    assert render.sentence(text) == said


def test_a_policy_and_its_statement_are_told_in_sentences_that_say_nothing_twice() -> None:
    deny = StatementLine("Statement 1", "denies", "matches this request, and a Deny wins over every Allow", 4, 8)
    line = PolicyLine(
        "identity_policy", "the caller's permissions: NoStaff", "denies", "explicitly denies the call", "", (deny,)
    )
    told = " ".join(" ".join(render.policy(line)).split())
    assert told == (
        "The caller's permissions: NoStaff explicitly denies the call. "
        "Statement 1, lines 4 to 8: matches this request, and a Deny wins over every Allow."
    )


def test_an_empty_line_of_a_difference_is_called_one() -> None:
    told = list(spoken(("@@ -1,2 +1,3 @@", " a", "+", "+b")))
    assert told == ["Line 2 comes: an empty line", "Line 3 comes: b"]


@pytest.mark.parametrize(
    "words",
    [
        [
            "aws",
            "sts",
            "assume-role",
            "--role-arn",
            f"arn:aws:iam::555566667777:role/{'long/' * 30}Deploy",
            "--tags",
            "a b",
        ],
        [
            "aws",
            "sts",
            "assume-role",
            "--policy",
            '{"Say": "no --such option, and it\'s \\\\ one"} ' * 3,
            "--profile",
            "my team",
        ],
        ["aws", "sts", "assume-role", *(word for name in "abcdefgh" for word in (f"--{name * 9}", "$HOME is 'kept'"))],
    ],
    ids=["an ARN", "quotes", "many"],
)
def test_a_long_command_is_broken_at_options_and_runs_as_it_is_copied(words: list[str]) -> None:
    lines = render.command(shlex.join(words))
    assert len(lines) > 1
    assert all(line.startswith("    --") for line in lines[1:])
    copied = subprocess.run(
        ["sh", "-c", "\n".join(["aws() { printf '%s\\0' aws \"$@\"; }", *lines])], capture_output=True
    )
    assert copied.stdout.decode().split("\0")[:-1] == words


def test_a_remark_between_commands_and_a_short_command_stay_as_they_are() -> None:
    remark = f"# then, {'with the keys ' * 9}--option"
    assert render.commands([remark, "aws sts get-caller-identity"]) == [f"  {remark}", "  aws sts get-caller-identity"]


def test_a_cause_s_page_is_never_broken_within_a_word() -> None:
    """Its examples alone stand as they are: they are copied."""
    for entry in catalogue.entries():
        example = {*text_lines(entry.page.before), *text_lines(entry.page.after)}
        for line in telling.page(entry):
            assert len(line) <= 80 or line in example or " " not in line.strip(), line


@pytest.mark.parametrize(("columns", "widest"), [("40", 38), ("200", 78), ("5", 20)])
def test_sentences_fit_a_narrow_terminal_and_stay_readable_on_a_wide_one(
    columns: str, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = render.prose("one word after the other, " * 20, "  ", "   ")
    assert widest - 10 < max(map(len, lines)) <= widest


def test_a_command_in_a_sentence_stays_whole() -> None:
    told = "`role-wizard check /tmp/a-folder/case.json` decides it; `role-wizard --case /tmp/case.json` shows it."
    lines = render.prose(told)
    assert " ".join(lines) == told
    assert all(line.count("`") % 2 == 0 for line in lines)
