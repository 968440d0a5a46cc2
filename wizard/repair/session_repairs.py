"""A session policy that nobody can read: the session itself trusted, which such a policy does not limit.

("Session policies": a resource-based policy that names the session's ARN grants beside them, in one account.)
"""

from __future__ import annotations

from wizard.engine.document import Document
from wizard.repair import edit
from wizard.repair.evidence import denied, layer_named
from wizard.repair.named import named_by
from wizard.repair.option import Option, Situation
from wizard.repair.parties import caller_of, role_arn_of
from wizard.repair.principal_repairs import new_statement


def past_unread(situation: Situation) -> tuple[Option, ...]:
    """Trust the session by its own ARN; only where AWS has denied, and named no other kind of policy."""
    caller, case = caller_of(situation.case), situation.case
    document = case.role.trust_policy if case.role is not None else None
    text = situation.trust_text
    same_account = caller is not None and role_arn_of(case).split(":")[4:5] == [caller.account]
    if caller is None or caller.kind != "session" or not same_account or text is None:
        return ()
    if not denied(case) or layer_named(case) not in (None, "session_policy") or not isinstance(document, Document):
        return ()
    named = [(pointer, one.name) for pointer, statement in document.statements for one in named_by(statement, pointer)]
    if any(name == caller.arn for _, name in named):
        return ()
    host = next((pointer for pointer, name in named if name == caller.named), None)
    if host is not None:
        after = edit.add_principal(text, host, "AWS", caller.arn)
    else:
        after = edit.add_statement(text, new_statement(situation, caller.arn))
    why = (
        "In one account a session policy does not limit what is given to the session's own ARN. It holds for sessions "
        "of that name alone; the better way is a session opened with a policy that allows the call."
    )
    change = situation.trust_change(after)
    return (Option(f"Trust the session {caller.session} itself", why, (change,), ("hidden_policy",), rank=1),)
