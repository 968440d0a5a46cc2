"""Trying the new credentials: who they are, or one harmless read that the person chose."""

from __future__ import annotations

from wizard.aws.gateway import Aws, AwsFailure, Trial
from wizard.engine.frozen import frozen

QUESTION = "Try what? Nothing is changed by it."

TRIALS: dict[Trial | None, str] = {
    None: "Ask AWS who I am now (needs no permission)",
    "s3:ListAllMyBuckets": "List the S3 buckets (s3:ListAllMyBuckets)",
    "iam:GetRole": "Read the role itself (iam:GetRole)",
    "dynamodb:ListTables": "List the DynamoDB tables (dynamodb:ListTables)",
    "logs:DescribeLogGroups": "List the log groups (logs:DescribeLogGroups)",
}
"""What can be tried, and how a list calls it; ``None``: the identity call."""


@frozen
class Tried:
    """One trial: AWS's answer in words, or why there is none."""

    title: str
    answer: str = ""
    failure: AwsFailure | None = None

    @property
    def sentence(self) -> str:
        """What came of it."""
        if self.failure is None:
            return self.answer
        if self.failure.kind == "denied":
            return "The credentials work; the role's own permissions do not allow this action (step 3 can add them)."
        if self.failure.code == "NotInPractice":
            return self.failure.message or self.failure.why  # there is nothing to correct
        return f"{self.failure.why}. {self.failure.advice()}"


def tried(aws: Aws, trial: Trial | None) -> Tried:
    """Try. *Blocks.* Never raises AwsFailure."""
    title = TRIALS[trial]
    try:
        if trial is None:
            return Tried(title, f"AWS says: you are {aws.try_identity().arn}.")
        return Tried(title, f"It works: {aws.try_action(trial)}.")
    except AwsFailure as failure:
        return Tried(title, failure=failure)
