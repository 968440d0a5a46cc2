"""What AWS answered before it decided: codes and sentences that make a call invalid, whatever the policies say.

STS API reference: Common errors, and the errors of each call. A denial is no such answer: it is evidence for the
diagnosis, and the decision stays as the facts give it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.engine.case import Case
from wizard.engine.decision import RequestProblem
from wizard.engine.typed import Final

_CODES: Final[Mapping[str, str]] = {
    "validationerror": "request_parameter_invalid",
    "validationexception": "request_parameter_invalid",
    "invalidparametervalue": "request_parameter_invalid",
    "invalidparametercombination": "request_parameter_invalid",
    "missingparameter": "request_parameter_invalid",
    "invalidinput": "request_parameter_invalid",
    "malformedinput": "request_parameter_invalid",
    "paramvalidationerror": "request_parameter_invalid",
    "expiredtoken": "credentials_expired",
    "expiredtokenexception": "credentials_expired",
    "tokenrefreshrequired": "credentials_expired",
    "invalidclienttokenid": "credentials_invalid",
    "unrecognizedclientexception": "credentials_invalid",
    "signaturedoesnotmatch": "credentials_invalid",
    "incompletesignature": "credentials_invalid",
    "missingauthenticationtoken": "credentials_invalid",
    "invalidaccesskeyid": "credentials_invalid",
    "authfailure": "credentials_invalid",
    "optinrequired": "credentials_invalid",
    "nocredentials": "credentials_invalid",
    "nocredentialserror": "credentials_invalid",
    "requestexpired": "clock_skew",
    "requesttimetooskewed": "clock_skew",
    "regiondisabled": "region_disabled",
    "regiondisabledexception": "region_disabled",
    "packedpolicytoolarge": "packed_size_exceeded",
    "packedpolicytoolargeexception": "packed_size_exceeded",
    "invalididentitytoken": "oidc_provider_mismatch",
    "invalididentitytokenexception": "oidc_provider_mismatch",
    "idpcommunicationerror": "oidc_provider_mismatch",
    "idprejectedclaim": "oidc_provider_mismatch",
    "malformedpolicydocument": "trust_policy_malformed",
    "malformedpolicydocumentexception": "trust_policy_malformed",
    "limitexceeded": "trust_policy_too_large",
    "limitexceededexception": "trust_policy_too_large",
    "unmodifiableentity": "service_linked_role",
    "unmodifiableentityexception": "service_linked_role",
}
"""The cause by error code, in lower case."""

_SENTENCES: Final = (
    ("multifactorauthentication failed", "mfa_code_rejected"),
    ("invalid mfa one time pass code", "mfa_code_rejected"),
    ("may not be assumed by root accounts", "caller_is_root"),
    ("cannot call getfederationtoken", "caller_is_federation_token"),
    ("1 hour session limit", "duration_exceeds_chaining_limit"),
    ("exceeds the maxsessionduration", "duration_exceeds_role_maximum"),
    ("invalid principal in policy", "trust_principal_nonexistent"),
    ("no openidconnect provider found", "oidc_provider_mismatch"),
    ("incorrect token audience", "oidc_audience_mismatch"),
    ("missing a required claim: aud", "oidc_audience_mismatch"),
    ("missing a required claim: sub", "oidc_subject_mismatch"),
    ("token is not yet valid", "clock_skew"),
    ("signature expired", "clock_skew"),
    ("signature not yet current", "clock_skew"),
)
"""What a sentence says more precisely than its code, in lower case."""

_DENIALS: Final = ("accessdenied", "accessdeniedexception", "unauthorizedoperation", "")


def answered_problems(case: Case) -> Iterator[RequestProblem]:
    """The problem that AWS named before deciding, if it was one."""
    observed = case.observed
    if observed is None:
        return
    code = (observed.error_code or "").removeprefix("Client.").rpartition(".")[2]
    sentence = (observed.error_message or "").lower()
    name = next((cause for words, cause in _SENTENCES if words in sentence), None)
    if name is None:
        name = _CODES.get(code.lower())
        if name is None and code.lower() in _DENIALS and not observed.error_code:
            name = _named_in(sentence)
    if name == "oidc_provider_mismatch" and case.request is not None and case.request.action.endswith("WithSAML"):
        name = "saml_mismatch"
    if name is not None:
        message = observed.error_message or f"AWS answered {observed.error_code}."
        yield RequestProblem(name, "observed.error_code", message)


def _named_in(sentence: str) -> str | None:
    """The code inside a whole pasted line: `An error occurred (ExpiredToken) when calling …`."""
    code = sentence.partition("an error occurred (")[2].partition(")")[0]
    return _CODES.get(code)
