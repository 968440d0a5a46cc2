"""The words for what AWS answers in place of what was asked: by its error codes.

``{…}`` takes the facts that `failures.py` has, as in `failure_words.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.aws.calls import ASSUME_ROLE, ASSUME_ROLE_WITH_WEB_IDENTITY
from wizard.aws.failure_words import Words

_OWN_ROLE = Words(
    "denied",
    "AWS denies the role that it names: {message}",
    "Find out why with `role-wizard {start}`, which takes that role for the one to repair.",
)
OWN_CALLS: Final[Mapping[str, tuple[str, Words]]] = {
    "AssumeRole": (ASSUME_ROLE.action, _OWN_ROLE),
    "AssumeRoleWithWebIdentity": (ASSUME_ROLE_WITH_WEB_IDENTITY.action, _OWN_ROLE),
    "GetRoleCredentials": (
        "sso:GetRoleCredentials",
        Words(
            "denied",
            "Identity Center does not give it the role of its sso_role_name: {message}",
            "Check sso_account_id and sso_role_name, or ask whoever administers Identity Center for the assignment.",
        ),
    ),
}
"""What the SDK calls by itself, for credentials to make ours with: the IAM action, and the words for its denial."""

_REVIEW = "Correct the document and preview it again; nothing was changed."
CODES: Final[Mapping[str, Words]] = {
    "AccessDenied": Words("denied", "AWS denies it", "Ask whoever administers the account to allow {action}."),
    "OptInRequired": Words("denied", "the account has not opted in to this service", "Use another region or account."),
    "ExpiredToken": Words("expired", "the credentials of {asker} have expired", "{renewal}.", again=True),
    "RequestExpired": Words(
        "expired",
        "AWS takes the request for too old: this machine's clock is off, or the sign-in of {asker} has expired",
        "Set the clock (NTP), or sign in again with `aws sso login{option}`.",
        again=True,
    ),
    "InvalidClientTokenId": Words(
        "no_credentials",
        "AWS does not know the access key of {asker}: it was deleted, belongs to another partition or endpoint, "
        "or its session token is missing",
        "Make a new key, or choose another profile with --profile.",
    ),
    "SignatureDoesNotMatch": Words(
        "no_credentials",
        "the secret key of {asker} does not belong to its access key",
        "Enter both keys again with `aws configure{option}`.",
    ),
    "MissingAuthenticationToken": Words("no_credentials", "the call was not signed", "Choose a profile."),
    "Throttling": Words("throttled", "AWS asks for fewer calls", "Wait a moment, then try again."),
    "NoSuchEntity": Words("not_found", "{message}", "Check the name and the account; it may have been deleted."),
    "ValidationError": Words("refused", "{message}", "Correct the parameter it names."),
    "MalformedPolicyDocument": Words("refused", "{message}", _REVIEW),
    "LimitExceeded": Words(
        "refused",
        "a quota is reached: {message}",
        "Shorten the document or remove what is no longer used; nothing was changed.",
    ),
    "PackedPolicyTooLarge": Words("refused", "{message}", "Send fewer or shorter session tags and policies."),
    "UnmodifiableEntity": Words(
        "protected",
        "AWS lets only the owning service change it: {message}",
        "Change it where it is managed (the service, or IAM Identity Center); hand the change over.",
    ),
    "DeleteConflict": Words("refused", "{message}", "Remove what still uses it first."),
    "EntityAlreadyExists": Words("refused", "{message}: somebody made it meanwhile", "", again=True),
    "ConcurrentModification": Words(
        "changed", "somebody else is changing it at this moment", "", again=True, further=("Then preview once more.",)
    ),
    "PolicyNotAttachable": Words("refused", "{message}", "Choose another policy."),
    "RegionDisabledException": Words(
        "configuration",
        "STS is not active in region {region} for this account",
        "Choose another region with --region, or have it activated in the account's settings.",
    ),
    "InvalidIdentityToken": Words(
        "refused",
        "{message}",
        "Get a fresh token from the identity provider. Begin with the token's role to see what else is wrong.",
    ),
    "InvalidAction": Words(
        "refused", "{message}", "Check --endpoint-url: what answers there does not offer this call."
    ),
}

SAME_AS: Final[Mapping[str, str]] = {
    "AccessDeniedException": "AccessDenied",
    "ForbiddenException": "AccessDenied",
    "UnauthorizedOperation": "AccessDenied",
    "AuthorizationError": "AccessDenied",
    "NotAuthorized": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "TokenRefreshRequired": "ExpiredToken",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "InvalidAccessKeyId": "InvalidClientTokenId",
    "AuthFailure": "InvalidClientTokenId",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "IncompleteSignature": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "ThrottlingException": "Throttling",
    "TooManyRequestsException": "Throttling",
    "RequestLimitExceeded": "Throttling",
    "RequestThrottled": "Throttling",
    "SlowDown": "Throttling",
    "PriorRequestNotComplete": "Throttling",
    "NoSuchEntityException": "NoSuchEntity",
    "ResourceNotFoundException": "NoSuchEntity",
    "AWSOrganizationsNotInUseException": "NoSuchEntity",
    "InvalidInput": "ValidationError",
    "ValidationException": "ValidationError",
    "InvalidInputException": "ValidationError",
    "InvalidParameterValue": "ValidationError",
    "LimitExceededException": "LimitExceeded",
    "EntityTemporarilyUnmodifiable": "ConcurrentModification",
    "ConcurrentModificationException": "ConcurrentModification",
    "UnknownOperationException": "InvalidAction",
    "NotImplemented": "InvalidAction",
}

CLOCK = Words(
    "configuration",
    "this machine's clock is off, so AWS refuses the signature: {message}",
    "Set the clock (NTP), then try again.",
)
SERVER = Words("other", "AWS has a fault of its own (HTTP {status}): {message}", "Wait a minute.", again=True)
MFA = Words(
    "denied",
    "AWS did not accept the MFA code: {message}",
    "Wait for the next code (each works once) and check the device's serial number.",
)
