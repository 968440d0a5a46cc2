"""`role-wizard claims`: a token's claims beside a trust policy, line by line. The token is neither kept nor shown."""

from __future__ import annotations

import contextlib
import json as json_format
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict

from wizard import exit_status
from wizard.aws.gateway import Aws, Target
from wizard.aws.pasted import document_text
from wizard.commands.target import UsageError
from wizard.engine.arn import role_arn_mistake
from wizard.engine.document import Document
from wizard.named_file import Unreadable, text_of
from wizard.plain import render
from wizard.repair.change import TrustPolicyChange
from wizard.repair.oidc import Inspection, TokenError, decode_token, inspect_claims, table
from wizard.standard_streams import everything


def run(
    file: str, *, trust: str | None, role: str | None, json: bool, target: Target, connect: Callable[[Target], Aws]
) -> int:
    """Compare, print the table, return the exit status. Raises UsageError for unreadable input, AwsFailure."""
    if role is not None and (mistake := role_arn_mistake(role)) is not None:
        raise UsageError(f"--role {role}: {mistake}", "Write --role arn:aws:iam::123456789012:role/NAME.")
    claims = _claims(file)
    text = _file(trust) if trust is not None else _trust_policy(role or "", target, connect)
    document = Document.from_text(document_text(text))
    _refuse_unreadable(document, trust or role or "")
    inspection = inspect_claims(document, claims, role)
    print(json_format.dumps(_as_json(inspection), ensure_ascii=False) if json else table(inspection).rstrip("\n"))
    if inspection.allowed is None:
        return exit_status.UNDECIDED
    return exit_status.AS_WISHED if inspection.allowed else exit_status.ANSWER_IS_NO


def _refuse_unreadable(document: Document, name: str) -> None:
    """Raises UsageError for a text that is no policy; a policy that IAM would refuse is compared all the same."""
    if document.statements and not document.reading.mistakes:
        return
    errors = [problem for problem in document.problems_as("trust") if problem.severity == "error"]
    what = f", line {errors[0].line}: {errors[0].told}" if errors else " holds no statement"
    raise UsageError(f"{name}{what}".rstrip("."), "Give a trust policy as JSON, or what `aws iam get-role` prints.")


def _claims(file: str) -> Mapping[str, object]:
    _refuse_token(file)
    text = _file(file)
    try:
        return decode_token(text)
    except TokenError as error:
        raise UsageError(
            render.sentence(str(error)).rstrip("."), "Give the token as it was issued, or its claims as JSON."
        ) from None


def _refuse_token(file: str) -> None:
    """Raises UsageError, which does not show it, for a token in the place of its file."""
    with contextlib.suppress(TokenError):
        decode_token(file)
        raise UsageError(
            "FILE is a token itself, and the shell keeps what is typed",
            "Write it into a file, or pipe it in: `… | role-wizard claims -`.",
        )


def _trust_policy(role: str, target: Target, connect: Callable[[Target], Aws]) -> str:
    return connect(target).current(TrustPolicyChange(role, None, "")) or ""


def _file(name: str) -> str:
    try:
        return everything(sys.stdin) if name == "-" else text_of(name)
    except Unreadable as error:
        raise UsageError(str(error), "Name a file, or - for standard input.") from None


def _as_json(inspection: Inspection) -> Mapping[str, object]:
    return {
        "issuer": inspection.issuer,
        "allowed": inspection.allowed,
        "rows": [asdict(row) for row in inspection.rows],
    }
