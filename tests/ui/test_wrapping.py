"""How lines are laid out: where they wrap, what a continued line keeps, and how two strings are compared."""

from __future__ import annotations

import pytest
from textual.content import Content

from wizard.repair.cause import Cause, NearMiss
from wizard.ui.widgets.causes import aligned, drawn
from wizard.ui.widgets.lines import INDENT, Line, laid_out, prose

ARN = "arn:aws:iam::111122223333:user/remote-user"


@pytest.mark.parametrize(
    ("line", "width", "rows"),
    [
        (Line(Content(f"the caller is {ARN}")), 50, ["the caller is arn:aws:iam::111122223333:user/", "remote-user"]),
        (Line(Content(f"it was called as the user {ARN}")), 50, ["it was called as the user", ARN]),
        (
            Line(Content("The statement denies it.  RW129, line 12")),
            38,
            ["The statement denies it.  RW129,", "line 12"],
        ),
        (Line(Content("The role asks for it.  RW111"), INDENT), 24, ["  The role asks for it.", "  RW111"]),
        (Line(Content("It names a user of another account")), 28, ["It names a user of", "another account"]),
        (Line(Content('    "Sid": "one", "Effect": "Deny"')), 24, ['    "Sid": "one",', '    "Effect": "Deny"']),
        (*prose("aws iam get-role --role-name Deploy"), 24, ["aws iam get-role", "  --role-name Deploy"]),
        (
            Line(Content("give statement 请让远程用户进来吧 a Sid"), INDENT),
            26,
            ["  give statement", "  请让远程用户进来吧 a Sid"],
        ),
        (Line(Content("请让远程用户进来吧请让远程")), 12, ["请让远程用户", "进来吧请让远", "程"]),
        (*prose("data.policy_document.one_policy_trust"), 30, ["data.policy_document.one_", "policy_trust"]),
    ],
    ids=lambda value: value.text if isinstance(value, Line) else "",
)
def test_a_line_wraps_between_words_and_goes_on_where_it_began(line: Line, width: int, rows: list[str]) -> None:
    assert [row.plain for row in laid_out([line], width)] == rows


def marks(line: Line) -> list[tuple[str, str]]:
    """What is marked in a line, and how."""
    return [(line.body.plain[span.start : span.end], str(span.style)) for span in line.body.spans if span.style]


def test_what_differs_is_marked_as_wrong_only_where_it_is_known_to_be() -> None:
    miss = NearMiss("Deploy1", "Deploy2", "one character differs")
    line = aligned(miss)
    assert line.under is not None
    assert marks(line) == [("1", "bold underline $error")]
    assert marks(line.under) == [("2", "bold underline $success")]
    either = aligned(NearMiss("Deploy1", "Deploy2", "one character differs", labels=("asked for", "carried")))
    assert either.under is not None
    assert marks(either)[0][1] == marks(either.under)[0][1] == "bold underline $warning"


def test_a_line_of_another_text_than_the_trust_policy_below_is_named() -> None:
    below = Cause("RW101", "trust_principal_missing", "trust_policy", "Nobody.", "trust policy", line=4)
    own = Cause("RW203", "identity_condition_mismatch", "identity_policy", "Not now.", "AssumeOrders", line=10)
    file = Cause("RW512", "profile_shadowed", "profile", "It wins.", "/home/me/.aws/config", line=12)
    ends = [drawn(cause)[0].body.plain.partition("  ")[2] for cause in (below, own, file)]
    assert ends == ["RW101, line 4", "RW203, line 10 of AssumeOrders", "RW512, line 12 of config"]
