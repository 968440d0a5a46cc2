"""A change in its other forms: commands a shell takes, Terraform and CloudFormation that parse, and the hand-over."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
from itertools import pairwise

import hcl2
import pytest
import yaml

from wizard.engine.case import Action, Caller, Case, Observed, Request, Role
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair import cloudformation, handoff, terraform
from wizard.repair.cause import Cause, Diagnosis
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Grant,
    InlinePolicyChange,
    ManagedPolicyChange,
    Plan,
    ProfileChange,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.target_state import reverse

ROLE = "arn:aws:iam::444455556666:role/deploy/app/Deploy-Role"
ALICE = "arn:aws:iam::111122223333:user/it/alice"
TRUST = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "It's \\"mine\\"",
      "Effect": "Allow",
      "Principal": {"AWS": ["arn:aws:iam::111122223333:user/it/alice", "111122223333"]},
      "Action": "sts:AssumeRole",
      "Condition": {"StringEquals": {"sts:ExternalId": "o'neil $HOME %{y}", "sts:RoleSessionName": "${aws:username}"}}
    }
  ]
}
"""
IDENTITY = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRole"],"Resource":"' + ROLE + '"}}'
)

PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
CHANGES = {
    "trust": TrustPolicyChange(ROLE, '{"Statement": []}', TRUST),
    "inline user": InlinePolicyChange(ALICE, "assume deploy", None, IDENTITY),
    "inline group": InlinePolicyChange("arn:aws:iam::111122223333:group/devs", "assume", IDENTITY, IDENTITY),
    "inline role": InlinePolicyChange(ROLE, "S3Access", None, IDENTITY),
    "inline gone": InlinePolicyChange(ALICE, "assume", IDENTITY, None),
    "managed": ManagedPolicyChange("arn:aws:iam::111122223333:policy/team/Assume", ALICE, IDENTITY, IDENTITY),
    "guardrail": ManagedPolicyChange(
        "arn:aws:organizations::999988887777:policy/o-a1b2c3d4e5/service_control_policy/p-1a2b3c4d",
        ALICE,
        IDENTITY,
        IDENTITY,
    ),
    "provider": ProviderChange(PROVIDER, None, "sts.amazonaws.com\nhttps://acme.example/docs"),
    "audience": ProviderChange(PROVIDER, "a b", "sts.amazonaws.com"),
    "provider gone": ProviderChange(PROVIDER, "sts.amazonaws.com", None),
    "attach": AttachmentChange(ROLE, "arn:aws:iam::aws:policy/ReadOnlyAccess", True),
    "detach": AttachmentChange(ALICE, "arn:aws:iam::aws:policy/ReadOnlyAccess", False),
    "duration": RoleSettingChange(ROLE, "max_session_duration", 3600, 7200),
    "tags": RoleSettingChange(ROLE, "tags", {"old": "1"}, {"Team name": "it's us"}),
    "request": RequestChange({"external_id": "tenant 42"}),
    "profile": ProfileChange("profile deploy", {"role_arn": ROLE, "external_id": "a b"}),
    "ask scp": Ask("the organization's administrator", "Let it pass.", "service_control_policy", IDENTITY),
    "ask": Ask("the endpoint's owner", "Let it pass.", "vpc_endpoint_policy", IDENTITY),
}
REQUEST = Request(role_arn=ROLE, role_session_name="ci")
POLICY_VALUES = {"trust": TRUST, "inline user": IDENTITY, "managed": IDENTITY}


@pytest.mark.parametrize("name", CHANGES)
def test_the_commands_survive_a_real_shell_byte_for_byte(name: str) -> None:
    """`sh` hands the same words to the program that a careful reader of shell quoting sees."""
    commands = handoff.aws_cli(CHANGES[name], REQUEST)
    script = 'aws() { for word in "$@"; do printf "%s\\0" "$word"; done; printf "\\1"; }\n' + commands
    output = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    seen = [call.split("\0")[:-1] for call in output.split("\1") if call]
    lexed = shlex.split(commands, comments=True)
    assert [word for call in seen for word in ["aws", *call]] == lexed
    for change_name, document in POLICY_VALUES.items():
        if name == change_name:
            assert document in lexed


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("trust", "aws iam update-assume-role-policy --role-name Deploy-Role --policy-document '{"),
        ("inline user", "aws iam put-user-policy --user-name alice --policy-name 'assume deploy' --policy-document '{"),
        ("inline group", "aws iam put-group-policy --group-name devs --policy-name assume --policy-document '{"),
        ("inline role", "aws iam put-role-policy --role-name Deploy-Role --policy-name S3Access --policy-document '{"),
        ("inline gone", "aws iam delete-user-policy --user-name alice --policy-name assume"),
        ("managed", "aws iam create-policy-version --policy-arn arn:aws:iam::111122223333:policy/team/Assume "),
        ("attach", "aws iam attach-role-policy --role-name Deploy-Role --policy-arn arn:aws:iam::aws:policy/"),
        ("detach", "aws iam detach-user-policy --user-name alice --policy-arn arn:aws:iam::aws:policy/"),
        ("duration", "aws iam update-role --role-name Deploy-Role --max-session-duration 7200"),
        (
            "tags",
            "aws iam untag-role --role-name Deploy-Role --tag-keys old\naws iam tag-role --role-name Deploy-Role",
        ),
        ("request", f"aws sts assume-role --role-arn {ROLE} --role-session-name ci --external-id 'tenant 42'"),
        ("profile", f"aws configure set role_arn {ROLE} --profile deploy\naws configure set external_id 'a b'"),
    ],
)
def test_each_kind_of_change_is_the_call_that_makes_it(name: str, begins: str) -> None:
    assert handoff.aws_cli(CHANGES[name], REQUEST).startswith(begins)


def test_a_call_with_a_token_passes_nothing_that_stands_in_the_token() -> None:
    """("AssumeRoleWithWebIdentity", parameters; "AWS Provider", assume_role_with_web_identity block)"""
    change = RequestChange({"tags": {"Team": "x"}, "source_identity": "ci", "duration_seconds": 900})
    request = replace(REQUEST, action="sts:AssumeRoleWithWebIdentity")
    assert handoff.aws_cli(change, request) == (
        f"aws sts assume-role-with-web-identity --role-arn {ROLE} --role-session-name ci --duration-seconds 900 "
        "--web-identity-token file://token.jwt"
    )
    (provider,) = hcl2.load(io.StringIO(handoff.terraform(change, request)))["provider"]
    (block,) = provider['"aws"']["assume_role_with_web_identity"]
    assert {key for key in block if not key.startswith("__")} == {
        "role_arn", "session_name", "duration", "web_identity_token_file",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "action"),
    [(RequestChange({"mfa_authenticated": True}), "sts:AssumeRole"), (CHANGES["request"], "sts:AssumeRoleWithSAML")],
)
def test_what_terraforms_provider_does_not_do_is_said(change: RequestChange, action: Action) -> None:
    code = handoff.terraform(change, replace(REQUEST, action=action))
    assert all(line.startswith("# ") for line in code.splitlines()) and "credentials" in code


def test_a_tag_that_goes_is_taken_away() -> None:
    assert "aws iam untag-role --role-name Deploy-Role --tag-keys old" in handoff.aws_cli(CHANGES["tags"])


def test_an_audience_that_is_an_address_is_never_fetched() -> None:
    """Version 1 of the CLI takes a parameter that begins like one, alone or alone in a list, for where the value is."""
    arn, url = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", "https://github.com/octo"
    registered, added = (handoff.aws_cli(ProviderChange(arn, before, url)) for before in (None, ""))
    assert f"""--client-id-list '["{url}"]'""" in registered
    assert added.endswith(f"""--cli-input-json '{{"ClientID": "{url}"}}'""")


def test_a_code_is_never_written_into_a_command() -> None:
    command = handoff.aws_cli(RequestChange({"mfa_authenticated": True}), REQUEST)
    assert command.endswith('--serial-number "$MFA_SERIAL" --token-code "$MFA_CODE"')


@pytest.mark.parametrize("name", CHANGES)
def test_terraform_parses(name: str) -> None:
    hcl2.load(io.StringIO(handoff.terraform(CHANGES[name], REQUEST)))


def test_terraform_is_set_as_its_formatter_sets_it() -> None:
    """`terraform fmt` lines up the equals signs of attributes that follow one another, and has nothing to change."""
    old = TrustPolicyChange(ROLE, None, TRUST.replace('"2012-10-17"', '"2008-10-17", "Id": "mine"'))
    attribute = re.compile(r"( *\w+ +)= ")
    for change in (*CHANGES.values(), old):
        lines = handoff.terraform(change, REQUEST).splitlines()
        for one, other in pairwise(map(attribute.match, lines)):
            assert one is None or other is None or len(one[1]) == len(other[1]), (one.string, other.string)


def test_terraform_says_what_the_policy_says() -> None:
    text = handoff.terraform(CHANGES["trust"])
    assert 'resource "aws_iam_role" "deploy_role"' in text
    assert "data.aws_iam_policy_document.deploy_role_trust.json" in text
    assert '"&{aws:username}"' in text, "a policy variable is not Terraform's"
    assert "%%{y}" in text
    assert 'path               = "/deploy/app/"' in text


def test_terraform_keeps_a_document_that_the_data_source_cannot_express() -> None:
    odd = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Extra": "${x}"}]}'
    text = handoff.terraform(TrustPolicyChange(ROLE, None, odd))
    assert "<<JSON" in text and "$${x}" in text
    hcl2.load(io.StringIO(text))


@pytest.mark.parametrize("name", CHANGES)
def test_cloudformation_parses_and_keeps_the_policy(name: str) -> None:
    template = yaml.safe_load(handoff.cloudformation(CHANGES[name]))
    if name in ("inline gone", "detach", "provider gone", "request", "profile", "ask"):
        assert template is None, "a comment says what to do by hand"
        return
    (resource,) = template["Resources"].values()
    properties = resource["Properties"]
    if name == "trust":
        assert properties["AssumeRolePolicyDocument"] == json.loads(TRUST)
        assert (properties["RoleName"], properties["Path"]) == ("Deploy-Role", "/deploy/app/")
    if name.startswith("inline"):
        assert properties["PolicyDocument"] == json.loads(IDENTITY)
    if name == "tags":
        assert properties["Tags"] == [{"Key": "Team name", "Value": "it's us"}]


def test_the_tags_that_aws_keeps_are_sent_by_no_form() -> None:
    """IAM, Terraform and CloudFormation all refuse a request with ``aws:`` in it; a stack's role has such tags."""
    kept = {"aws:cloudformation:stack-name": "web", "team": "a"}
    change = RoleSettingChange(ROLE, "tags", kept, kept | {"access": "ci"})
    assert handoff.aws_cli(change) == (
        'aws iam tag-role --role-name Deploy-Role --tags \'[{"Key": "access", "Value": "ci"}]\''
    )
    (role,) = hcl2.load(io.StringIO(handoff.terraform(change)))["resource"]
    assert "cloudformation" not in str(role) and "access" in str(role) and "team" in str(role)
    (resource,) = yaml.safe_load(handoff.cloudformation(change))["Resources"].values()
    assert [tag["Key"] for tag in resource["Properties"]["Tags"]] == ["team", "access"]


ODD = "\"'$HOME `id` \\ \n %{y} ${aws:username} \x08 \x7f \x85 \u2028 é 😀 # : - {"


def test_any_letter_survives_in_terraform_and_cloudformation() -> None:
    """YAML takes some letters for line ends, and Terraform knows fewer escapes than JSON."""
    change = RoleSettingChange(ROLE, "tags", {}, {"k": ODD})
    (resource,) = yaml.safe_load(handoff.cloudformation(change))["Resources"].values()
    assert resource["Properties"]["Tags"] == [{"Key": "k", "Value": ODD}]
    text = handoff.terraform(change)
    hcl2.load(io.StringIO(text))
    assert "\\b" not in text.replace("\\\\", "") and "\x85" not in text


def test_several_changes_of_one_role_declare_it_once() -> None:
    """Terraform refuses a resource that is declared twice, and YAML keeps the last of two keys."""
    made = tuple(CHANGES[name] for name in ("detach", "trust", "duration", "attach", "inline role", "inline user"))
    template = yaml.safe_load(cloudformation.together(made))["Resources"]
    role = template["DeployRole"]["Properties"]
    assert {"AssumeRolePolicyDocument", "MaxSessionDuration", "ManagedPolicyArns"} <= role.keys()
    assert {"DeployRole", "DeployRoleS3Access", "AliceAssumeDeploy"} == template.keys()
    code = terraform.together(made)
    heads = [line for line in code.splitlines() if line.startswith(("resource", "data"))]
    assert len(heads) == len(set(heads)) and heads.count('resource "aws_iam_role" "deploy_role" {') == 1
    assert "max_session_duration" in code and "# Remove the aws_iam_user_policy_attachment" in code
    hcl2.load(io.StringIO(code))


PLAN = Plan(
    title="Name alice in the trust policy",
    why="The narrowest repair.",
    changes=(CHANGES["trust"], CHANGES["inline user"], CHANGES["request"]),
    verified=True,
    grants=(Grant("user alice", "assume the role"),),
)
CASE = Case(
    request=REQUEST,
    caller=Caller(arn=ALICE),
    role=Role(arn=ROLE),
    observed=Observed(
        "AccessDenied", "User: x is not authorized … authorization id: 11112222-secret-4444. Encoded: AAABBBCCC"
    ),
)
DIAGNOSIS = Diagnosis(
    causes=(
        Cause(
            "RW101", "trust_principal_missing", "trust_policy", "No statement names user alice.", "trust policy", line=4
        ),
    )
)


def test_the_hand_over_holds_cause_proof_documents_commands_undo_and_check() -> None:
    text = handoff.message(PLAN, DIAGNOSIS, CASE)
    for part in (
        "# Name alice in the trust policy",
        "RW101 trust_principal_missing: No statement names user alice. (trust policy, line 4)",
        "decided again",
        "user alice may assume the role",
        TRUST.rstrip("\n"),
        "aws iam update-assume-role-policy",
        'resource "aws_iam_user_policy"',
        "AWS::IAM::UserPolicy",
        "To undo it:",
        "aws iam delete-user-policy --user-name alice --policy-name 'assume deploy'",
        "## How to check",
        "--external-id 'tenant 42'",
    ):
        assert part in text, part


def test_the_hand_over_holds_nothing_of_awss_own_message() -> None:
    both = handoff.message(PLAN, DIAGNOSIS, CASE) + json.dumps(handoff.as_json(PLAN, DIAGNOSIS, CASE))
    assert "authorization id" not in both and "secret-4444" not in both and "AAABBBCCC" not in both


def test_a_part_alone_is_said_not_to_suffice() -> None:
    """Where everything was readable, it would be wrong to say that nobody could read enough."""
    case = Case(
        request=Request(ROLE),
        caller=Caller(ALICE),
        role=Role(ROLE, trust_policy=Document.from_text(IDENTITY)),
    )
    told = handoff.message(replace(PLAN, changes=(CHANGES["trust"],), verified=False), DIAGNOSIS, case)
    assert "with the documents below alone the request is still denied" in told
    assert "could not be proved" not in told


def test_a_denial_is_told_only_where_there_is_one() -> None:
    open_ = handoff.message(PLAN, DIAGNOSIS, Case(request=Request(ROLE), caller=Caller(ALICE), role=Role(arn=ROLE)))
    assert "and what could be read does not tell whether AWS allows it." in open_
    assert "## What may be in the way\n\n- RW101" in open_ and "denied" not in open_.partition("## What the repair")[0]
    denied = handoff.message(PLAN, DIAGNOSIS, CASE)
    assert "and AWS denies it." in denied and "## Why it is denied\n\n- RW101" in denied


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_the_hand_over_reads_back_to_the_same_changes(form: str) -> None:
    text = handoff.message(PLAN, DIAGNOSIS, CASE)
    if form == "json":
        text = json.dumps(handoff.as_json(PLAN, DIAGNOSIS, CASE))
    assert handoff.changes(handoff.read(text)) == PLAN.changes


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_survives_json(name: str) -> None:
    written = json.loads(json.dumps(handoff.change_to_json(CHANGES[name])))
    assert handoff.change_from_json(written) == CHANGES[name]


@pytest.mark.parametrize("text", ["", "hello", "{}", "[1]", '{"format": "other"}', "<!-- role-wizard {broken} -->"])
def test_another_file_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(handoff.HandoverError, match="no hand-over"):
        handoff.read(text)


@pytest.mark.parametrize("item", [None, {}, {"kind": "nonsense"}, {"kind": "trust_policy"}])
def test_a_damaged_change_is_named(item: object) -> None:
    with pytest.raises(handoff.HandoverError, match=r"changes\[0\]"):
        handoff.changes({"changes": [item]})


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ({"kind": "trust_policy", "role_arn": 7, "after": "{}"}, "role_arn"),
        ({"kind": "trust_policy", "role_arn": "arn", "before": None, "after": None}, "after"),
        ({"kind": "attachment", "principal_arn": "a", "policy_arn": "b", "attach": "yes"}, "attach"),
        ({"kind": "ask", "who": "a", "what": "b", "layer": "no layer"}, "layer"),
        ({"kind": "profile", "section": "a", "set": {"region": 1}}, "set"),
        ({"kind": "request", "set": {"external_id": True}}, "set: .*external_id"),
        ({"kind": "request", "set": {"colour": "red"}}, "set: .*colour"),
    ],
)
def test_a_field_that_does_not_fit_is_named(item: dict[str, object], place: str) -> None:
    with pytest.raises(handoff.HandoverError, match=rf"changes\[0\]\.{place}"):
        handoff.changes({"changes": [item]})


@pytest.mark.parametrize(
    "name", ["trust", "inline user", "inline gone", "managed", "attach", "detach", "duration", "tags"]
)
def test_a_change_taken_back_twice_is_the_change(name: str) -> None:
    back = reverse(CHANGES[name])
    assert back is not None
    assert reverse(back) == CHANGES[name]


@pytest.mark.parametrize("name", ["request", "profile", "ask"])
def test_what_changes_nothing_in_aws_has_no_way_back_there(name: str) -> None:
    assert reverse(CHANGES[name]) is None
