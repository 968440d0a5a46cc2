"""From what was seen of one error to what it proves: the call, the code, the layer, the causes."""

from __future__ import annotations

import re

from wizard.engine.frozen import field, frozen
from wizard.engine.typed import TYPE_CHECKING
from wizard.repair.error_text.asides import BY_CODE, ENCODED, Aside, of_another_call
from wizard.repair.error_text.names import CODES
from wizard.repair.error_text.proofs import BARE, DENIED, NEEDS_ITS_OWN_ALLOW, SAVED_BY
from wizard.repair.error_text.sighting import Sighting

if TYPE_CHECKING:
    from wizard.engine.decision import Layer


@frozen
class ErrorReading:
    """What one error says. ``None`` where neither word nor wording tells."""

    operation: str | None = None  # the API call, without a prefix: "AssumeRole"
    error_code: str | None = None  # as on the wire: "AccessDenied"
    caller_arn: str | None = None
    role_arn: str | None = None  # the resource or role named, even if it is no role
    layer_hint: Layer | None = None
    causes: tuple[str, ...] = ()  # names of the catalogue, most likely first
    action: str | None = None  # the IAM action that was denied: "sts:TagSession"
    policy_arn: str | None = None  # the policy that AWS itself blames
    has_encoded_message: bool = False  # sts:DecodeAuthorizationMessage would tell more
    request_id: str | None = None  # by which AWS's own support finds the call
    aside: Aside | None = None  # what it says where no cause of the catalogue stands for it
    authorization_id: str | None = field(default=None, repr=False)
    """Opens AWS's own record of the denial to anybody in the organization: not for reports."""

    @property
    def may_name_a_role(self) -> bool:
        """Whether what is named in place of a role is meant to be one, as far as can be told."""
        return self.action is None or is_about_assuming(self.action, self.operation)

    def as_json(self) -> dict[str, object]:
        """The object that `check --error --json` prints."""
        return {
            "operation": self.operation,
            "error_code": self.error_code,
            "caller_arn": self.caller_arn,
            "role_arn": self.role_arn,
            "layer_hint": self.layer_hint,
            "causes": list(self.causes),
        }

    def repeats(self, earlier: ErrorReading) -> bool:
        """Whether all that this one says was said before."""
        mine, theirs = self.as_json(), earlier.as_json()
        return self.aside in (None, earlier.aside) and all(mine[name] in (None, theirs[name]) for name in mine)


class Heard:
    """What has been seen of one error so far, while a text is being read."""

    end = 0
    said: Sighting | None = None  # the sentence itself
    called_nearby: str | None = None  # the call that the text around speaks of
    not_assumed = False  # a role could not be assumed, in a tool's own words
    has_encoded_message = False
    authorization_id: str | None = None
    request_id: str | None = None

    def __init__(
        self,
        start: int = 0,
        operation: str | None = None,
        error_code: str | None = None,
        caller: str | None = None,
        role: str | None = None,
    ) -> None:
        self.start, self.operation, self.error_code, self.caller, self.role = start, operation, error_code, caller, role
        self.more: list[Sighting] = []  # further sentences of the same error

    @property
    def only_a_code(self) -> bool:
        """Whether nothing but a code word was seen, which may stand anywhere."""
        return self.said is None and self.operation is None and self.role is None

    @property
    def only_a_call(self) -> bool:
        """Whether nothing was seen but which call failed."""
        return self.said is None and self.error_code is None and self.role is None

    @property
    def is_general(self) -> bool:
        """Whether it only sums up what went wrong."""
        return self.said is not None and self.said.general and self.operation is None


_ASSUMING = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
_NO_CALLS = ("iam:PassRole", "sts:SetContext")


def conclude(heard: Heard) -> ErrorReading:
    """The reading of one error."""
    said = heard.said
    denial = said if said is not None and said.kind == "denial" else None
    operation = heard.operation or (said.operation if said else None)
    code = heard.error_code or (said.error_code if said else None)
    if denial is not None:
        operation = operation or _call_of(denial.action, heard.called_nearby)
        code = code or "AccessDenied"
        if operation and operation.startswith("AssumeRole") and code == "AccessDeniedException":
            code = "AccessDenied"  # that name is the program's own, STS has another
    if said is None or said.layer != "profile":  # a profile that does not resolve: no call was made
        operation = operation or heard.called_nearby or ("AssumeRole" if heard.not_assumed else None)
    caller = (denial.caller if denial else None) or heard.caller
    role = (said.role if said else None) or heard.role
    layer, causes = _blame(heard, denial, operation, code, caller, role)
    saved = SAVED_BY.get(operation or "")
    if saved is not None and {"trust_policy_malformed", "identity_policy_malformed"} == set(causes):
        causes = (saved,)
    return ErrorReading(
        operation=operation,
        error_code=code,
        caller_arn=caller,
        role_arn=role,
        layer_hint=layer,
        causes=causes,
        action=denial.action if denial else None,
        policy_arn=denial.policy if denial else None,
        has_encoded_message=heard.has_encoded_message,
        request_id=heard.request_id,
        aside=_aside(heard, denial.action if denial else None, operation, code) if not causes else None,
        authorization_id=heard.authorization_id,
    )


def _call_of(action: str | None, nearby: str | None) -> str | None:
    """The API call that a denied action belongs to."""
    if action == "sts:AssumeRole":
        return "AssumeRole"
    if action in _ASSUMING:
        return nearby if nearby and nearby.startswith("AssumeRole") else "AssumeRole"
    service, _, name = (action or "").partition(":")
    # Elsewhere an action and the call that it allows may have different names (s3:ListBucket, ListObjects).
    return name if service in ("sts", "iam") and name and action not in _NO_CALLS and "*" not in name else None


def _blame(
    heard: Heard, denial: Sighting | None, operation: str | None, code: str | None, caller: str | None, role: str | None
) -> tuple[Layer | None, tuple[str, ...]]:
    if denial is None and heard.said is not None:
        named = [cause for sentence in (heard.said, *heard.more) for cause in sentence.causes]
        return heard.said.layer, tuple(dict.fromkeys(named))
    if heard.not_assumed and denial is None and not is_about_assuming(None, operation):
        return "trust_policy", ("trust_principal_missing", "role_not_found")  # a service says so of a role it was given
    action = denial.action if denial is not None else f"sts:{operation}"
    if denial is None and code not in ("AccessDenied", None):
        return CODES.get(code or "", (None, ()))
    if action not in BARE or (code is None and operation is None):
        return (denial.layer, ()) if denial is not None else (None, ())
    proved = _proved_by_arns(caller, role) if action in _ASSUMING else None
    if proved is not None:
        return proved
    if denial is None or denial.layer is None:
        if denial is not None and denial.explicit:
            return None, ("identity_explicit_deny", "trust_explicit_deny", "scp_explicit_deny")
        # A web identity or SAML call has no caller of its own: the role's side alone decides.
        return (None if action in _ASSUMING else "trust_policy"), BARE[action]
    causes = DENIED[denial.layer, bool(denial.explicit)]
    if not denial.explicit and (action, denial.layer) in NEEDS_ITS_OWN_ALLOW:
        causes = (NEEDS_ITS_OWN_ALLOW[action, denial.layer],)
    elif not denial.explicit and denial.layer == "trust_policy" and action not in _ASSUMING:
        causes = BARE[action]
    if denial.old_form and denial.layer == "service_control_policy":
        causes = (*causes, "scp_allow_missing")
    return denial.layer, causes


def _aside(heard: Heard, action: str | None, operation: str | None, code: str | None) -> Aside | None:
    """What is told where there is no cause to tell."""
    said = next((one.aside for one in (heard.said, *heard.more) if one is not None and one.aside), None)
    if said is not None or heard.has_encoded_message:
        return said or ENCODED
    if code in BY_CODE:
        return BY_CODE[code or ""]
    named = action or operation
    return of_another_call(named) if named is not None and not is_about_assuming(action, operation) else None


def is_about_assuming(action: str | None, operation: str | None) -> bool:
    """Whether an action or a call has a part in assuming a role."""
    return (
        action in _ASSUMING or (operation or "").startswith("AssumeRole") or (action or "").startswith("sts:AssumeRole")
    )


_ARN = re.compile(r"arn:(?P<partition>[\w-]+):(?P<service>\w*):[\w-]*:(?P<account>[^:]*):(?P<resource>.*)")


def _proved_by_arns(caller: str | None, role: str | None) -> tuple[Layer, tuple[str, ...]] | None:
    """What the two ARNs alone prove, whatever the sentence says."""
    who, what = _ARN.fullmatch(caller or ""), _ARN.fullmatch(role or "")
    if who is not None and who["resource"] == "root":
        return "request", ("caller_is_root",)
    if who is not None and who["resource"].startswith("federated-user/"):
        return "request", ("caller_is_federation_token",)
    if role and role != "*" and (what is None or what["service"] != "iam" or not what["resource"].startswith("role/")):
        return "request", ("role_arn_malformed",)
    if what is not None and who is not None and what["partition"] != who["partition"]:
        return "request", ("wrong_partition",)
    if what is not None and what["resource"].startswith("role/aws-service-role/"):
        return "trust_policy", ("service_linked_role",)
    return None
