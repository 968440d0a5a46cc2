"""Session tags or a source identity that AWS's answer tells of and the case does not: a tool passed them unasked.

GitHub's action for AWS credentials passes session tags, say; each needs an action of its own. ("Pass session tags in
AWS STS", "Monitor and control actions taken with assumed roles")
"""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.decision import Decision
from wizard.engine.frozen import replace
from wizard.repair.cause import Cause
from wizard.repair.evidence import said_by_aws
from wizard.repair.place import cause
from wizard.repair.wanted_values import FREE

_WHAT = {"sts:TagSession": "session tags", "sts:SetSourceIdentity": "a source identity"}
_CAUSES = {
    ("sts:TagSession", "trust_policy"): "trust_tag_session_missing",
    ("sts:TagSession", "identity_policy"): "identity_tag_session_missing",
    ("sts:SetSourceIdentity", "trust_policy"): "trust_source_identity_missing",
    ("sts:SetSourceIdentity", "identity_policy"): "identity_source_identity_missing",
}


def untold(case: Case, decision: Decision) -> list[Cause]:
    """Why AWS denies the further action that its answer names, where the case itself is allowed."""
    supposed = as_passed(case, decision)
    if supposed is None:
        return []
    action = "sts:TagSession" if supposed.request and supposed.request.tags else "sts:SetSourceIdentity"
    found = []
    for layer in decide(supposed).blocked_by:
        if name := _CAUSES.get((action, layer)):
            message = f"AWS's answer names {action}: the call passed {_WHAT[action]}, of which this case tells nothing."
            found.append(cause(name, layer, message))
    return found


def as_passed(case: Case, decision: Decision) -> Case | None:
    """The case with what AWS's answer tells of, if the policies read do not allow that; else None."""
    said, request, caller = said_by_aws(case), case.request, case.caller
    if said is None or request is None or caller is None or decision.outcome != "allowed":
        return None
    if said.action == "sts:TagSession" and not request.tags and not caller.transitive_tags:
        passed = replace(request, tags={FREE: FREE})
    elif said.action == "sts:SetSourceIdentity" and not request.source_identity and not caller.source_identity:
        passed = replace(request, source_identity=FREE)
    else:
        return None
    supposed = replace(case, request=passed, observed=None)
    return supposed if decide(supposed).blocked_by else None
