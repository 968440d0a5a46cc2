"""The exit statuses, the same for every command."""

from __future__ import annotations

AS_WISHED = 0
ANSWER_IS_NO = 1
USAGE = 2
NEEDS_TERMINAL = 3
NO_CREDENTIALS = 4
AWS_FAILED = 5
UNDECIDED = 6
INTERRUPTED = 130

MEANINGS: dict[int, str] = {
    AS_WISHED: "as wished: allowed, done",
    ANSWER_IS_NO: 'the answer is "no": denied, problems found, refused',
    USAGE: "bad usage or unreadable input",
    NEEDS_TERMINAL: "a terminal or --yes is needed; nothing was done",
    NO_CREDENTIALS: "no usable credentials or configuration",
    AWS_FAILED: "AWS or the network failed",
    UNDECIDED: "undecided: it depends on what could not be read",
    INTERRUPTED: "interrupted",
}

WHERE_IT_DEPENDS = (
    "Where the policies leave it open, every command that decides (the wizard, `check`, `diagnose`, `resume`, "
    "`claims`) ends with 6, unless AWS itself was asked in that run (the one call of `diagnose`, step 4 of the "
    "wizard): then its answer counts, 0 or 1. What is certainly missing or denied makes it 1 all the same: another "
    "case of `check`, a change that `resume` misses. `capture` and `check --error` decide nothing: they end with 0 "
    "once they are done."
)
"""The one rule for a decision that hangs on what could not be read."""


def for_failure(kind: str) -> int:
    """The exit status for an AwsFailure's kind."""
    if kind == "usage":
        return USAGE
    if kind in ("no_credentials", "expired", "configuration"):
        return NO_CREDENTIALS
    if kind in ("denied", "refused", "changed", "protected", "not_found"):
        return ANSWER_IS_NO
    return AWS_FAILED


def for_decision(outcome: str) -> int:
    """The exit status for a decision's outcome."""
    return {"allowed": AS_WISHED, "depends": UNDECIDED}.get(outcome, ANSWER_IS_NO)
