"""What a case cannot say all at once, however well each field is written."""

from __future__ import annotations

from wizard.engine.arn import parse_arn
from wizard.engine.case import Case
from wizard.engine.case_error import CaseError
from wizard.engine.document import Document


def check_coherence(case: Case) -> None:
    """Raise CaseError for fields that cannot be true together."""
    request, caller, role = case.request, case.caller, case.role
    if request is None and case.profile is None:
        raise CaseError("request", "a case holds a request or a profile")
    if case.token is not None and request is not None and request.action != "sts:AssumeRoleWithWebIdentity":
        raise CaseError("token", f"{request.action} takes no web identity token")
    there_is_one = (
        role is not None and isinstance(role.trust_policy, Document) and role.trust_policy.text.strip() != "{}"
    )
    if role is not None and role.exists is False and there_is_one:
        raise CaseError("role.trust_policy", "a role that does not exist has none")
    if role is not None and role.arn is not None:
        there = parse_arn(role.arn)
        if there is None or there.kind != "role":
            raise CaseError("role.arn", f"{role.arn} is no role's ARN")
    if caller is None:
        return
    arn = parse_arn(caller.arn)
    kind = arn.kind if arn is not None else "other"
    if arn is None or kind == "other":
        raise CaseError("caller.arn", f"{caller.arn} is no user, role, session, root or federated user")
    if kind == "session" and isinstance(caller.role_arn, str):
        behind = parse_arn(caller.role_arn)
        if behind is None or behind.kind != "role":
            raise CaseError("caller.role_arn", f"{caller.role_arn} is no role's ARN")
        if (behind.account, behind.name) != (arn.account, arn.session_role_name):
            raise CaseError("caller.role_arn", "it is not the role of the session in caller.arn")
    if kind == "role" and isinstance(caller.role_arn, str) and caller.role_arn != caller.arn:
        raise CaseError("caller.role_arn", "it is another role than caller.arn names")
    if kind in ("session", "role") and caller.credentials == "long_term":
        raise CaseError("caller.credentials", "a role session has temporary credentials")
    if kind == "federated_user" and caller.credentials == "long_term":
        raise CaseError("caller.credentials", "a federated user has temporary credentials")
    if kind not in ("session", "role") and isinstance(caller.role_arn, str):
        who = {"user": "an IAM user", "root": "the root user"}.get(kind, "a federated user")
        raise CaseError("caller.role_arn", f"{who} has no role behind it")
