"""What is read, with whose credentials, and what is said of the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.aws.conftest import SECRET
from tests.aws.stand_in import ALICE, ROLE_ARN, TRUST, Fault, StandIn, identity, role
from wizard.aws.connection import connect
from wizard.aws.gateway import AwsFailure, Gathered, Reading, Target
from wizard.engine.case import UNKNOWN
from wizard.engine.document import Document
from wizard.flow.start import known_profiles, understand

Write = Callable[..., None]
ADMIN = "arn:aws:iam::444455556666:user/admin"
POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]}'


def by_key(answers: dict[str, object]) -> Callable[[dict[str, str], str], object]:
    """Another answer for each access key."""
    return lambda parameters, key: answers.get(key, Fault("AccessDenied", f"{key} may not", 403))


def gather(target: Target) -> Gathered:
    heard: list[Reading] = []
    gathered = connect(target).gather(target, heard.append)
    assert set(heard) == set(gathered.readings), "each reading is reported as it comes in"
    assert SECRET not in repr(gathered)
    return gathered


def reading(gathered: Gathered, what: str) -> Reading:
    return next(found for found in gathered.readings if found.what.startswith(what))


@pytest.fixture
def two_accounts(stand_in: StandIn, write_profile: Write) -> StandIn:
    """alice in 111122223333, admin in 444455556666, and a role called Deploy in both accounts."""
    write_profile("default", key="alicekey")
    write_profile("admin", key="adminkey")
    namesake = ROLE_ARN.replace("444455556666", "111122223333")
    stand_in.answers |= {
        "GetCallerIdentity": by_key({"alicekey": identity(ALICE), "adminkey": identity(ADMIN)}),
        "GetRole": by_key({"alicekey": role(namesake, '{"Statement": "the namesake"}'), "adminkey": role()}),
    }
    return stand_in


def readable_user(stand_in: StandIn) -> None:
    """Everything about alice may be read, and there is nothing."""
    stand_in.answers |= {
        "GetUser": {"User": {"Path": "/", "UserName": "alice", "UserId": "AIDAEXAMPLE", "Arn": ALICE}},
        "ListUserPolicies": {"PolicyNames": []},
        "ListAttachedUserPolicies": {"AttachedPolicies": []},
        "ListGroupsForUser": {"Groups": []},
        "ListMFADevices": {"MFADevices": []},
        "ListAccessKeys": {"AccessKeyMetadata": []},
    }


def test_the_role_of_the_other_account_is_never_its_namesake(two_accounts: StandIn) -> None:
    target = Target(role=ROLE_ARN, endpoint_url=two_accounts.url)
    gathered = gather(target)
    assert gathered.case.role is not None
    assert gathered.case.role.trust_policy is UNKNOWN
    trust = reading(gathered, "trust policy")
    assert trust.outcome == "not_asked"
    assert "444455556666" in trust.detail
    assert trust.missing_permission == "iam:GetRole"
    assert "GetRole" not in two_accounts.operations


def test_the_role_profile_reads_the_role_and_the_caller_reads_itself(two_accounts: StandIn) -> None:
    readable_user(two_accounts)
    gathered = gather(Target(role=ROLE_ARN, role_profile="admin", endpoint_url=two_accounts.url))
    assert gathered.case.role is not None
    assert isinstance(gathered.case.role.trust_policy, Document)
    assert gathered.case.role.trust_policy.text == TRUST, "the author's own text, white space included"
    asked = {(key, operation) for key, operation, _ in two_accounts.received}
    assert ("adminkey", "GetRole") in asked
    assert ("alicekey", "GetRole") not in asked
    assert ("alicekey", "ListUserPolicies") in asked
    assert ("adminkey", "ListUserPolicies") not in asked


def test_a_role_s_name_is_looked_up_in_the_role_side_s_account(two_accounts: StandIn) -> None:
    gathered = gather(Target(role="Deploy", role_profile="admin", endpoint_url=two_accounts.url))
    assert gathered.case.request is not None
    assert gathered.case.request.role_arn == ROLE_ARN


def test_in_one_account_a_read_denied_to_the_caller_is_tried_by_the_role_side(
    stand_in: StandIn, write_profile: Write
) -> None:
    write_profile("default", key="alicekey")
    write_profile("admin", key="adminkey")
    readable_user(stand_in)
    admin = ADMIN.replace("444455556666", "111122223333")
    stand_in.answers |= {
        "GetCallerIdentity": by_key({"alicekey": identity(ALICE), "adminkey": identity(admin)}),
        "ListUserPolicies": by_key({"adminkey": {"PolicyNames": ["inline"]}}),
        "GetUserPolicy": by_key(
            {"adminkey": {"UserName": "alice", "PolicyName": "inline", "PolicyDocument": quote(POLICY)}}
        ),
    }
    gathered = gather(Target(role=ROLE_ARN, role_profile="admin", endpoint_url=stand_in.url))
    assert gathered.case.caller is not None
    assert isinstance(gathered.case.caller.identity_policies, tuple)
    assert [policy.name for policy in gathered.case.caller.identity_policies] == ["inline"]
    keys = [key for key, operation, _ in stand_in.received if operation == "ListUserPolicies"]
    assert keys == ["alicekey", "adminkey"], "the caller's own credentials first"


def test_without_any_permission_each_unknown_names_what_it_would_take(two_accounts: StandIn) -> None:
    gathered = gather(Target(role=ROLE_ARN, endpoint_url=two_accounts.url))
    caller = gathered.case.caller
    assert caller is not None
    assert (caller.identity_policies, caller.permissions_boundary, caller.service_control_policies) == (
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
    )
    assert caller.session_policies == (), "an IAM user's keys carry no session policy"
    missing = {found.missing_permission for found in gathered.readings if found.outcome == "denied"}
    assert {"iam:ListUserPolicies", "iam:GetUser", "iam:ListGroupsForUser"} <= missing
    assert "not authorized" in reading(gathered, "inline policies of user").detail


def test_one_unreadable_policy_is_an_entry_without_document(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    readable_user(stand_in)
    stand_in.answers |= {
        "ListUserPolicies": {"PolicyNames": ["open", "shut"]},
        "GetUserPolicy": lambda parameters, key: (
            {"UserName": "alice", "PolicyName": "open", "PolicyDocument": quote(POLICY)}
            if parameters["PolicyName"] == "open"
            else Fault("AccessDenied", "no", 403)
        ),
        "ListGroupsForUser": Fault("AccessDenied", "no", 403),
    }
    gathered = gather(Target(role=ROLE_ARN, endpoint_url=stand_in.url))
    assert gathered.case.caller is not None
    policies = gathered.case.caller.identity_policies
    assert isinstance(policies, tuple)
    assert [policy.name for policy in policies if policy.document is UNKNOWN] == [
        "shut",
        "policies of the groups of alice (not readable)",
    ]
    assert [policy.name for policy in policies if policy.document is not UNKNOWN] == ["open"]


def test_a_session_s_role_is_looked_up_with_its_path(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    session = "arn:aws:sts::111122223333:assumed-role/Dev/alice"
    full = "arn:aws:iam::111122223333:role/team/Dev"
    boundary = "arn:aws:iam::111122223333:policy/Limit"
    stand_in.answers |= {
        "GetCallerIdentity": identity(session, "AROADEV:alice"),
        "GetRole": role(full, PermissionsBoundary={"PermissionsBoundaryArn": boundary}),
        "GetPolicy": {"Policy": {"PolicyName": "Limit", "Arn": boundary, "DefaultVersionId": "v2"}},
        "GetPolicyVersion": {"PolicyVersion": {"Document": quote(POLICY), "VersionId": "v2", "IsDefaultVersion": True}},
        "ListRolePolicies": {"PolicyNames": []},
        "ListAttachedRolePolicies": {"AttachedPolicies": []},
    }
    caller = gather(Target(role=ROLE_ARN, endpoint_url=stand_in.url)).case.caller
    assert caller is not None
    assert (caller.role_arn, caller.credentials, caller.user_id) == (full, "temporary", "AROADEV:alice")
    assert caller.permissions_boundary is not None
    assert caller.permissions_boundary is not UNKNOWN
    assert caller.permissions_boundary.arn == boundary
    assert caller.session_policies is UNKNOWN, "keys that came from elsewhere may carry any session policy"


def test_mfa_is_known_for_users_and_never_set_for_a_role_session(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    target = Target(role=ROLE_ARN, endpoint_url=stand_in.url)

    def mfa(target: Target) -> object:
        request = gather(target).case.request
        return request and request.mfa_authenticated

    assert mfa(target) is False
    assert mfa(replace(target, mfa_serial="arn:aws:iam::111122223333:mfa/alice")) is True
    stand_in.answers["GetCallerIdentity"] = identity("arn:aws:sts::111122223333:assumed-role/Dev/alice")
    assert mfa(replace(target, mfa_serial="arn:aws:iam::111122223333:mfa/alice")) is UNKNOWN


def test_a_role_that_is_missing_brings_its_near_names(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    here = "arn:aws:iam::111122223333:role"
    names = ["Deploy", "Deplyo", "Somebody", "Else"]
    stand_in.answers |= {
        "GetRole": Fault("NoSuchEntity", "The role with name Deploi cannot be found.", 404),
        "ListRoles": {"Roles": [role(f"{here}/{name}")["Role"] for name in names], "IsTruncated": False},
    }
    gathered = gather(Target(role=f"{here}/Deploi", endpoint_url=stand_in.url))
    assert gathered.case.role is not None
    assert gathered.case.role.exists is False
    assert f"{here}/Deploy" in gathered.near_roles
    assert f"{here}/Else" not in gathered.near_roles
    assert reading(gathered, "trust policy").outcome == "absent"


def test_a_role_asked_for_without_its_path_is_told_as_it_is(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    stand_in.answers["GetRole"] = role("arn:aws:iam::111122223333:role/ci/Deploy")
    case = gather(Target(role="arn:aws:iam::111122223333:role/Deploy", endpoint_url=stand_in.url)).case
    assert case.request is not None
    assert case.role is not None
    assert case.request.role_arn == "arn:aws:iam::111122223333:role/Deploy"
    assert case.role.arn == "arn:aws:iam::111122223333:role/ci/Deploy"


def test_two_hundred_policies_on_one_role_are_all_read(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    names = [f"p{number:03}" for number in range(200)]

    def listed(parameters: dict[str, str], key: str) -> object:
        start = int(parameters.get("Marker", 0))
        more = start + 100 < len(names)
        page = {"PolicyNames": names[start : start + 100], "IsTruncated": more}
        return page | ({"Marker": str(start + 100)} if more else {})

    stand_in.answers |= {
        "GetRole": role("arn:aws:iam::111122223333:role/Deploy"),
        "ListRolePolicies": listed,
        "GetRolePolicy": lambda parameters, key: {
            "RoleName": "Deploy",
            "PolicyName": parameters["PolicyName"],
            "PolicyDocument": quote(POLICY),
        },
        "ListAttachedRolePolicies": {"AttachedPolicies": []},
    }
    own = gather(Target(role="Deploy", endpoint_url=stand_in.url)).role_permissions
    assert own is not UNKNOWN
    assert [policy.name for policy in own.inline] == names


def test_five_thousand_roles_come_page_by_page(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")

    def listed(parameters: dict[str, str], key: str) -> object:
        start = int(parameters.get("Marker", 0))
        roles = [role(f"arn:aws:iam::111122223333:role/r{number}")["Role"] for number in range(start, start + 100)]
        more = start + 100 < 5000
        return {"Roles": roles, "IsTruncated": more} | ({"Marker": str(start + 100)} if more else {})

    stand_in.answers["ListRoles"] = listed
    roles = connect(Target(endpoint_url=stand_in.url)).roles()
    assert next(roles).name == "r0"
    assert stand_in.operations.count("ListRoles") == 1, "the list is usable while it loads"
    assert sum(1 for _ in roles) == 4999


def test_a_role_deleted_between_two_reads_is_no_crash(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    gone = Fault("NoSuchEntity", "The role with name Deploy cannot be found.", 404)
    stand_in.answers |= {
        "GetRole": role("arn:aws:iam::111122223333:role/Deploy"),
        "ListRolePolicies": {"PolicyNames": ["one"]},
        "GetRolePolicy": gone,
        "ListAttachedRolePolicies": gone,
    }
    gathered = gather(Target(role="arn:aws:iam::111122223333:role/Deploy", endpoint_url=stand_in.url))
    assert reading(gathered, "inline policy one of role Deploy").outcome == "absent"


def test_an_organization_read_from_its_management_account(two_accounts: StandIn) -> None:
    organization = {"Organization": {"Id": "o-a1b2c3d4e5", "MasterAccountId": "444455556666", "FeatureSet": "ALL"}}
    parents = {"111122223333": "ou-dev", "ou-dev": "r-root"}
    attached = {"r-root": ["full"], "ou-dev": ["full", "no-sts"], "111122223333": ["full"]}
    two_accounts.answers |= {
        "DescribeOrganization": organization,
        "ListParents": lambda parameters, key: {
            "Parents": [{"Id": parents[parameters["ChildId"]], "Type": "ROOT"}],
        },
        "ListRoots": {
            "Roots": [{"Id": "r-root", "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]
        },
        "ListPoliciesForTarget": lambda parameters, key: {
            "Policies": [{"Id": f"p-{name}", "Name": name} for name in attached[parameters["TargetId"]]]
        },
        "DescribePolicy": lambda parameters, key: {"Policy": {"Content": POLICY}},
    }
    gathered = gather(Target(role=ROLE_ARN, role_profile="admin", endpoint_url=two_accounts.url))
    caller, wanted = gathered.case.caller, gathered.case.role
    assert caller is not None
    assert wanted is not None
    assert caller.organization_id == "o-a1b2c3d4e5"
    assert isinstance(caller.service_control_policies, tuple)
    levels = [[policy.name for policy in level] for level in caller.service_control_policies]
    assert levels == [["full"], ["full", "no-sts"], ["full"]], "root first, account last"
    assert wanted.resource_control_policies == (), "the management account is exempt"
    assert gathered.case.request is not None
    assert gathered.case.request.context["aws:PrincipalOrgPaths"] == ("o-a1b2c3d4e5/r-root/ou-dev/",)


def test_an_account_in_no_organization_has_no_guardrails(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    stand_in.answers["DescribeOrganization"] = Fault(
        "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."
    )
    case = gather(Target(role="arn:aws:iam::111122223333:role/Deploy", endpoint_url=stand_in.url)).case
    assert case.caller is not None
    assert case.role is not None
    assert (case.caller.organization_id, case.caller.service_control_policies) == (None, ())
    assert case.role.resource_control_policies == ()
    assert case.request is not None
    assert case.request.context["aws:ResourceOrgID"] is None


def test_what_is_pasted_counts_where_nothing_could_be_read(two_accounts: StandIn) -> None:
    wrapped = json.dumps({"Role": {"RoleName": "Deploy", "AssumeRolePolicyDocument": json.loads(POLICY)}})
    target = Target(
        role=ROLE_ARN,
        endpoint_url=two_accounts.url,
        known={"trust_policy": wrapped, "identity_policy": POLICY, "service_control_policy": POLICY},
    )
    gathered = gather(target)
    caller, wanted = gathered.case.caller, gathered.case.role
    assert caller is not None
    assert wanted is not None
    assert isinstance(wanted.trust_policy, Document)
    assert wanted.trust_policy.value == json.loads(POLICY), "taken out of the AWS CLI's answer"
    assert isinstance(caller.identity_policies, tuple)
    assert caller.identity_policies[0].document == Document.from_text(POLICY)
    assert isinstance(caller.service_control_policies, tuple)
    assert {found.layer for found in gathered.readings if found.outcome == "pasted"} == set(target.known)


def test_what_was_read_is_not_overruled_by_what_was_pasted(two_accounts: StandIn) -> None:
    target = Target(role=ROLE_ARN, role_profile="admin", endpoint_url=two_accounts.url, known={"trust_policy": POLICY})
    gathered = gather(target)
    assert gathered.case.role is not None
    assert gathered.case.role.trust_policy == Document.from_text(TRUST)


def test_a_pasted_error_is_enough_without_credentials() -> None:
    text = (
        "An error occurred (AccessDenied) when calling the AssumeRole operation: "
        f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE_ARN}"
    )
    gathered = gather(Target(error_text=text))
    case = gathered.case
    assert case.caller is not None
    assert case.request is not None
    assert (case.caller.arn, case.request.role_arn) == (ALICE, ROLE_ARN)
    assert case.observed is not None
    assert case.observed.error_code == "AccessDenied"
    assert any("no credentials were found" in warning for warning in gathered.warnings)


def test_without_credentials_and_without_anything_pasted_it_is_said() -> None:
    with pytest.raises(AwsFailure) as caught:
        gather(Target(role=ROLE_ARN))
    assert caught.value.kind == "no_credentials"


def test_an_error_pasted_by_somebody_else_is_read_as_theirs(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    bob = "arn:aws:iam::111122223333:user/bob"
    text = f"User: {bob} is not authorized to perform: sts:AssumeRole on resource: {ROLE_ARN}"
    gathered = gather(Target(error_text=text, endpoint_url=stand_in.url))
    assert gathered.case.caller is not None
    assert gathered.case.caller.arn == bob
    assert gathered.caller is not None
    assert gathered.caller.arn == ALICE
    assert any(bob in warning for warning in gathered.warnings)


def test_environment_keys_that_hide_a_profile_are_said(
    stand_in: StandIn, write_profile: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_profile("dev")
    monkeypatch.setenv("AWS_PROFILE", "dev")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "otherkey")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    gathered = gather(Target(role=ROLE_ARN, endpoint_url=stand_in.url))
    assert any("wins over profile dev" in warning for warning in gathered.warnings)
    assert gathered.caller is not None
    assert gathered.caller.credentials_from == "the environment's AWS_ACCESS_KEY_ID"


BOB = "arn:aws:iam::111122223333:user/bob"
HIS_KEYS = "aws_access_key_id = bobskey\naws_secret_access_key = x\n"
ASSUMED = {"AccessKeyId": "ASIAX", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2036-12-01T00:00:00Z"}
TO_DEPLOY = f"[profile deploy]\nrole_arn = {ROLE_ARN}\n"


@pytest.mark.parametrize(
    "settings",
    [
        f"{TO_DEPLOY}credential_source = Environment\n",
        f"{TO_DEPLOY}source_profile = deploy\n{HIS_KEYS}",
        f"{TO_DEPLOY}source_profile = both\n[profile both]\nrole_arn = arn:x\nsource_profile = deploy\n{HIS_KEYS}",
    ],
    ids=["a credential_source", "its own keys", "keys beside a role of their own"],
)
def test_the_source_of_a_profile_with_a_role_is_the_caller_as_botocore_takes_it(
    settings: str, home: Path, stand_in: StandIn, write_profile: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_profile("default")
    with (home / ".aws" / "config").open("a") as file:
        file.write(settings)
    if "Environment" in settings:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "bobskey")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    stand_in.answers["GetCallerIdentity"] = lambda _, key: identity(BOB if key == "bobskey" else ALICE)
    target = understand("deploy", Target(endpoint_url=stand_in.url), known_profiles()).target
    gathered = gather(target)
    assert gathered.caller is not None and gathered.caller.arn == BOB
    assert "AssumeRole" not in stand_in.operations  # the denied call itself, which nobody asked for yet
    assert gathered.warnings == ()  # what the profile takes hides nothing


def test_a_credential_source_that_gives_nothing_is_not_replaced_by_the_default_profile(
    home: Path, stand_in: StandIn, write_profile: Write
) -> None:
    write_profile("default")
    with (home / ".aws" / "config").open("a") as file:
        file.write(f"{TO_DEPLOY}credential_source = Environment\n")
    with pytest.raises(AwsFailure) as caught:
        gather(understand("deploy", Target(endpoint_url=stand_in.url), known_profiles()).target)
    assert "profile deploy: the environment gave no credentials" in str(caught.value)


def test_a_credential_source_that_nobody_knows_is_named(home: Path, stand_in: StandIn) -> None:
    (home / ".aws" / "config").write_text(f"{TO_DEPLOY}credential_source = Foo\n")
    gathered = gather(understand("deploy", Target(endpoint_url=stand_in.url), known_profiles()).target)
    assert any("credential_source is Foo" in warning for warning in gathered.warnings)


def test_a_profile_with_a_role_and_its_source_wins_over_a_token_in_the_environment(
    home: Path, stand_in: StandIn, write_profile: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_profile("default")
    with (home / ".aws" / "config").open("a") as file:
        file.write("[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = default\n")
    monkeypatch.setenv("AWS_PROFILE", "admin")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(home / "token"))
    monkeypatch.setenv("AWS_ROLE_ARN", ROLE_ARN)
    stand_in.answers["AssumeRole"] = {"Credentials": ASSUMED, "AssumedRoleUser": {"Arn": "x", "AssumedRoleId": "y"}}
    gathered = gather(Target(role=ROLE_ARN, endpoint_url=stand_in.url))
    assert gathered.caller is not None and gathered.caller.credentials_kind == "a role's session"
    assert gathered.case.token is None and gathered.warnings == ()


def test_where_the_credentials_came_from_is_told(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("dev")
    gathered = gather(Target(role=ROLE_ARN, caller_profile="dev", endpoint_url=stand_in.url))
    assert gathered.caller is not None
    assert gathered.caller.credentials_from == "profile dev in ~/.aws/credentials"


def test_an_endpoint_on_this_machine_has_no_vpc_endpoint_in_between(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    assert gather(Target(role=ROLE_ARN, endpoint_url=stand_in.url)).case.vpc_endpoint_policies == ()


def test_a_read_that_fails_for_both_sides_names_the_one_that_was_asked_first(
    stand_in: StandIn, write_profile: Write
) -> None:
    write_profile("dev", key="alicekey")
    write_profile("admin", key="adminkey")
    other = ADMIN.replace("admin", "other")
    stand_in.answers |= {
        "GetCallerIdentity": by_key({"alicekey": identity(other), "adminkey": identity(ADMIN)}),
        "GetRole": Fault("ServiceFailure", "boom", 500),
    }
    target = Target(role=ROLE_ARN, caller_profile="dev", role_profile="admin", endpoint_url=stand_in.url)
    assert f"Asked as profile admin, {ADMIN}." in reading(gather(target), "trust policy").detail


def test_an_answer_that_lacks_what_aws_always_sends_is_a_failed_read(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default")
    stand_in.answers["GetRole"] = {"Role": {"RoleName": "Deploy", "Path": "/"}}
    target = Target(role="arn:aws:iam::111122223333:role/Deploy", endpoint_url=stand_in.url)
    gathered = gather(target)
    assert gathered.case.role is not None
    assert gathered.case.role.trust_policy is UNKNOWN
    assert reading(gathered, "trust policy").outcome == "failed"
    assert f"Asked as default credentials, {ALICE}." in reading(gathered, "trust policy").detail
