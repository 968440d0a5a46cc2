"""Every AWS operation that the wizard may call, each declared once with the permission that it needs.

`live.py` sends nothing that is not declared here; a missing permission is named, and the policy of
`explain permissions` is generated, from this table alone.
"""

from __future__ import annotations

from typing import Final, Literal

from wizard.engine.frozen import frozen

Access = Literal["read", "repair", "always", "optional", "trial"]
"""``always``: needs no permission; ``optional``: a second opinion that the user asks for; ``trial``: tried with the
credentials of the assumed role, which needs it instead of the wizard."""


@frozen
class Call:
    """One operation of one service. ``resource`` is the ARN pattern under which IAM authorizes it."""

    service: str  # botocore's service name
    operation: str  # "GetRole"
    access: Access
    resource: str = "*"
    prefix: str | None = None  # the IAM prefix where it is not the service's name
    signed: bool = True  # False: the call is made by a token, not by credentials
    permission: str | None = None  # the IAM action where it is not called as the operation

    @property
    def action(self) -> str:
        """The IAM action: "iam:GetRole"."""
        return self.permission or f"{self.prefix or self.service}:{self.operation}"


_USER, _GROUP, _ROLE = "arn:*:iam::*:user/*", "arn:*:iam::*:group/*", "arn:*:iam::*:role/*"
_POLICY, _PROVIDER = "arn:*:iam::*:policy/*", "arn:*:iam::*:oidc-provider/*"

GET_CALLER_IDENTITY: Final = Call("sts", "GetCallerIdentity", "always")
GET_SESSION_TOKEN: Final = Call("sts", "GetSessionToken", "always")
ASSUME_ROLE: Final = Call("sts", "AssumeRole", "repair", _ROLE)
ASSUME_ROLE_WITH_WEB_IDENTITY: Final = Call("sts", "AssumeRoleWithWebIdentity", "always", signed=False)

GET_ROLE: Final = Call("iam", "GetRole", "read", _ROLE)
LIST_ROLES: Final = Call("iam", "ListRoles", "read")
LIST_ROLE_POLICIES: Final = Call("iam", "ListRolePolicies", "read", _ROLE)
GET_ROLE_POLICY: Final = Call("iam", "GetRolePolicy", "read", _ROLE)
LIST_ATTACHED_ROLE_POLICIES: Final = Call("iam", "ListAttachedRolePolicies", "read", _ROLE)
GET_USER: Final = Call("iam", "GetUser", "read", _USER)
LIST_USER_POLICIES: Final = Call("iam", "ListUserPolicies", "read", _USER)
GET_USER_POLICY: Final = Call("iam", "GetUserPolicy", "read", _USER)
LIST_ATTACHED_USER_POLICIES: Final = Call("iam", "ListAttachedUserPolicies", "read", _USER)
LIST_GROUPS_FOR_USER: Final = Call("iam", "ListGroupsForUser", "read", _USER)
LIST_GROUP_POLICIES: Final = Call("iam", "ListGroupPolicies", "read", _GROUP)
GET_GROUP_POLICY: Final = Call("iam", "GetGroupPolicy", "read", _GROUP)
LIST_ATTACHED_GROUP_POLICIES: Final = Call("iam", "ListAttachedGroupPolicies", "read", _GROUP)
LIST_POLICIES: Final = Call("iam", "ListPolicies", "read")
GET_POLICY: Final = Call("iam", "GetPolicy", "read", _POLICY)
GET_POLICY_VERSION: Final = Call("iam", "GetPolicyVersion", "read", _POLICY)
LIST_MFA_DEVICES: Final = Call("iam", "ListMFADevices", "read", _USER)
LIST_ACCESS_KEYS: Final = Call("iam", "ListAccessKeys", "read", _USER)
LIST_OPEN_ID_CONNECT_PROVIDERS: Final = Call("iam", "ListOpenIDConnectProviders", "read")
GET_OPEN_ID_CONNECT_PROVIDER: Final = Call("iam", "GetOpenIDConnectProvider", "read", _PROVIDER)
LIST_ACCOUNT_ALIASES: Final = Call("iam", "ListAccountAliases", "read")

DESCRIBE_ORGANIZATION: Final = Call("organizations", "DescribeOrganization", "read")
LIST_ROOTS: Final = Call("organizations", "ListRoots", "read")
LIST_PARENTS: Final = Call("organizations", "ListParents", "read")
LIST_POLICIES_FOR_TARGET: Final = Call("organizations", "ListPoliciesForTarget", "read")
DESCRIBE_POLICY: Final = Call("organizations", "DescribePolicy", "read")

UPDATE_ASSUME_ROLE_POLICY: Final = Call("iam", "UpdateAssumeRolePolicy", "repair", _ROLE)
PUT_ROLE_POLICY: Final = Call("iam", "PutRolePolicy", "repair", _ROLE)
DELETE_ROLE_POLICY: Final = Call("iam", "DeleteRolePolicy", "repair", _ROLE)
ATTACH_ROLE_POLICY: Final = Call("iam", "AttachRolePolicy", "repair", _ROLE)
DETACH_ROLE_POLICY: Final = Call("iam", "DetachRolePolicy", "repair", _ROLE)
UPDATE_ROLE: Final = Call("iam", "UpdateRole", "repair", _ROLE)
TAG_ROLE: Final = Call("iam", "TagRole", "repair", _ROLE)
UNTAG_ROLE: Final = Call("iam", "UntagRole", "repair", _ROLE)
PUT_USER_POLICY: Final = Call("iam", "PutUserPolicy", "repair", _USER)
DELETE_USER_POLICY: Final = Call("iam", "DeleteUserPolicy", "repair", _USER)
ATTACH_USER_POLICY: Final = Call("iam", "AttachUserPolicy", "repair", _USER)
DETACH_USER_POLICY: Final = Call("iam", "DetachUserPolicy", "repair", _USER)
PUT_GROUP_POLICY: Final = Call("iam", "PutGroupPolicy", "repair", _GROUP)
DELETE_GROUP_POLICY: Final = Call("iam", "DeleteGroupPolicy", "repair", _GROUP)
ATTACH_GROUP_POLICY: Final = Call("iam", "AttachGroupPolicy", "repair", _GROUP)
DETACH_GROUP_POLICY: Final = Call("iam", "DetachGroupPolicy", "repair", _GROUP)
LIST_POLICY_VERSIONS: Final = Call("iam", "ListPolicyVersions", "repair", _POLICY)
CREATE_POLICY_VERSION: Final = Call("iam", "CreatePolicyVersion", "repair", _POLICY)
DELETE_POLICY_VERSION: Final = Call("iam", "DeletePolicyVersion", "repair", _POLICY)

CREATE_OPEN_ID_CONNECT_PROVIDER: Final = Call("iam", "CreateOpenIDConnectProvider", "repair", _PROVIDER)
DELETE_OPEN_ID_CONNECT_PROVIDER: Final = Call("iam", "DeleteOpenIDConnectProvider", "repair", _PROVIDER)
ADD_CLIENT_ID: Final = Call("iam", "AddClientIDToOpenIDConnectProvider", "repair", _PROVIDER)
REMOVE_CLIENT_ID: Final = Call("iam", "RemoveClientIDFromOpenIDConnectProvider", "repair", _PROVIDER)
UPDATE_POLICY: Final = Call("organizations", "UpdatePolicy", "repair")

LOOKUP_EVENTS: Final = Call("cloudtrail", "LookupEvents", "optional")
VALIDATE_POLICY: Final = Call("accessanalyzer", "ValidatePolicy", "optional", prefix="access-analyzer")
CHECK_NO_NEW_ACCESS: Final = Call("accessanalyzer", "CheckNoNewAccess", "optional", prefix="access-analyzer")
SIMULATE_PRINCIPAL_POLICY: Final = Call("iam", "SimulatePrincipalPolicy", "optional")
GET_REQUEST_AUTHORIZATION_DETAILS: Final = Call(
    "iam-toolbox", "GetRequestAuthorizationDetails", "optional", prefix="iam"
)

LIST_BUCKETS: Final = Call("s3", "ListBuckets", "trial", permission="s3:ListAllMyBuckets")
LIST_TABLES: Final = Call("dynamodb", "ListTables", "trial")
DESCRIBE_LOG_GROUPS: Final = Call("logs", "DescribeLogGroups", "trial")

DECLARED: Final[tuple[Call, ...]] = tuple(value for value in list(globals().values()) if isinstance(value, Call))
"""All of them, in the order above."""
