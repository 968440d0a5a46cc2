"""What goes wrong while a change is made: nothing is lost, the journal tells what is certain, the message who asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.aws.conftest import SECRET
from tests.aws.stand_in import ALICE, ROLE_ARN, TRUST, Fault, Hang, Reset, StandIn, identity, role
from tests.aws.test_gather import ADMIN, by_key
from wizard import state
from wizard.aws.connection import connect
from wizard.aws.gateway import AwsFailure, Target
from wizard.commands import history
from wizard.flow import permissions, undo
from wizard.flow.journal import FILE, Entry
from wizard.flow.preview import Preview
from wizard.flow.undo import UndoRefused
from wizard.flow.wizard import Wizard
from wizard.repair.change import Ask, InlinePolicyChange, ManagedPolicyChange, RoleSettingChange, TrustPolicyChange

Write = Callable[..., None]
NEW = TRUST.replace('"*"', '{"AWS": "arn:aws:iam::111122223333:user/alice"}')
PROTECTED = "arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"


@pytest.fixture
def wizard(stand_in: StandIn, write_profile: Write) -> Wizard:
    """A sitting that has read a role in another account."""
    write_profile("dev", key="alicekey")
    write_profile("admin", key="adminkey")
    stand_in.answers |= {
        "GetCallerIdentity": by_key({"alicekey": identity(ALICE), "adminkey": identity(ADMIN)}),
        "GetRole": by_key({"adminkey": role()}),
    }
    target = Target(role=ROLE_ARN, caller_profile="dev", role_profile="admin", endpoint_url=stand_in.url)
    wizard = Wizard(connect, target)
    wizard.read()
    return wizard


def planned(wizard: Wizard, text: str = NEW) -> Preview:
    preview = wizard.preview_trust(text)
    assert preview is not None and preview.refused is None
    return preview


def only(wizard: Wizard) -> Entry:
    (entry,) = wizard.journal.entries()
    return entry


@pytest.mark.parametrize(
    ("answer", "kind", "status", "words"),
    [
        (Fault("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048", 409), "refused", "failed", "2048"),
        (Fault("UnmodifiableEntity", "Cannot perform the operation", 400), "protected", "failed", "owning service"),
        (Fault("ConcurrentModification", "try later", 409), "changed", "failed", "at this moment"),
        (Fault("MalformedPolicyDocument", "Invalid principal", 400), "refused", "failed", "Invalid principal"),
        (Fault("DeleteConflict", "Must detach first", 409), "refused", "failed", "Must detach first"),
        (Fault("NoSuchEntity", "The role with name Deploy cannot be found.", 404), "not_found", "failed", "Deploy"),
        (Fault("AccessDenied", "not authorized to perform: iam:UpdateAssumeRolePolicy", 403), "denied", "failed", ""),
        (Fault("Throttling", "Rate exceeded"), "throttled", "failed", "fewer calls"),
        (Fault("RequestExpired", "Request has expired.", 400), "expired", "failed", "clock"),
        (Fault("SignatureDoesNotMatch", "Signature not yet current: 20261124T101000Z", 403), "configuration", "failed",
         "clock"),
        (Fault("ServiceFailure", "boom", 500), "other", "unknown", "500"),
        (Reset, "network", "unknown", ""),
    ],
    ids=lambda value: value.code if isinstance(value, Fault) else getattr(value, "__name__", None),
)  # fmt: skip
def test_each_fault_is_told_and_recorded_as_certain_as_it_is(
    stand_in: StandIn, wizard: Wizard, answer: Any, kind: str, status: str, words: str
) -> None:
    is_told_and_recorded(stand_in, wizard, answer, kind, status, words)


@pytest.mark.usefixtures("impatient")
def test_silence_is_told_and_recorded_as_uncertain(stand_in: StandIn, wizard: Wizard) -> None:
    is_told_and_recorded(stand_in, wizard, Hang, "network", "unknown", "in time")


def is_told_and_recorded(stand_in: StandIn, wizard: Wizard, answer: Any, kind: str, status: str, words: str) -> None:
    stand_in.answers["UpdateAssumeRolePolicy"] = answer
    before = wizard.session
    with pytest.raises(AwsFailure) as caught:
        wizard.apply(planned(wizard))
    failure = caught.value
    assert failure.kind == kind
    assert words in failure.why
    advice = failure.advice()
    assert advice and advice.count("ead again") < 2
    assert advice.endswith("Or hand the change over.") == (kind == "denied")
    uncertain = status == "unknown"
    assert failure.why.endswith("the change may have been made all the same") == uncertain
    assert "ead again" in advice or not uncertain
    assert f"profile admin, {ADMIN}" in failure.what and failure.identity == f"profile admin, {ADMIN}"
    assert wizard.session == before, "what was read and chosen is kept"
    entry = only(wizard)
    assert (entry.status, entry.target) == (status, ROLE_ARN)
    assert SECRET not in (state.folder() / FILE).read_text() + repr(failure) + str(failure)


def test_where_both_sides_may_try_the_one_whom_the_preview_names_is_told_and_whoever_made_it_is_recorded(
    stand_in: StandIn, write_profile: Write
) -> None:
    second = ADMIN.replace("admin", "second")
    write_profile("dev", key="alicekey")
    write_profile("admin", key="adminkey")
    stand_in.answers |= {
        "GetCallerIdentity": by_key({"alicekey": identity(second), "adminkey": identity(ADMIN)}),
        "GetRole": role(),
        "UpdateAssumeRolePolicy": by_key({}),
    }
    target = Target(role=ROLE_ARN, caller_profile="dev", role_profile="admin", endpoint_url=stand_in.url)
    wizard = Wizard(connect, target)
    wizard.read()
    preview = planned(wizard)
    assert ADMIN in (preview.identity or "")
    with pytest.raises(AwsFailure, match=f"profile admin, {ADMIN}"):
        wizard.apply(preview)
    stand_in.answers["UpdateAssumeRolePolicy"] = by_key({"alicekey": {}})
    wizard.apply(preview)
    assert [entry.identity.startswith(ADMIN) for entry in wizard.journal.entries()] == [True, False]
    assert wizard.journal.entries()[1].identity == f"profile dev, {second}"


def test_a_change_made_although_its_answer_broke_off_can_be_taken_back(stand_in: StandIn, wizard: Wizard) -> None:
    def make(parameters: dict[str, str], key: str) -> Any:
        stand_in.answers["GetRole"] = by_key({"adminkey": role(trust=parameters["PolicyDocument"])})
        return Reset

    stand_in.answers["UpdateAssumeRolePolicy"] = make
    with pytest.raises(AwsFailure):
        wizard.apply(planned(wizard))
    assert only(wizard).status == "unknown"
    stand_in.answers["UpdateAssumeRolePolicy"] = {}
    undo.plan(wizard, only(wizard)).take()
    assert [entry.status for entry in wizard.journal.entries()] == ["undone", "applied"]
    sent = [parameters for _, name, parameters in stand_in.received if name == "UpdateAssumeRolePolicy"]
    assert sent[-1]["PolicyDocument"] == TRUST


@pytest.mark.usefixtures("impatient")
def test_a_change_that_never_arrived_is_found_out_by_undo(stand_in: StandIn, wizard: Wizard) -> None:
    stand_in.answers["UpdateAssumeRolePolicy"] = Hang
    with pytest.raises(AwsFailure):
        wizard.apply(planned(wizard))
    with pytest.raises(UndoRefused, match="never made this change"):
        undo.plan(wizard, only(wizard))
    assert (only(wizard).status, only(wizard).undoable) == ("failed", False)


def test_a_role_deleted_between_the_preview_and_the_write_leaves_no_record(stand_in: StandIn, wizard: Wizard) -> None:
    preview = planned(wizard)
    stand_in.answers["GetRole"] = Fault("NoSuchEntity", "The role with name Deploy cannot be found.", 404)
    with pytest.raises(AwsFailure) as caught:
        wizard.apply(preview)
    assert caught.value.kind == "not_found"
    assert wizard.journal.entries() == ()


def test_of_two_wizards_on_one_role_the_second_reads_again_first(stand_in: StandIn, wizard: Wizard) -> None:
    def make(parameters: dict[str, str], key: str) -> Any:
        stand_in.answers["GetRole"] = by_key({"adminkey": role(trust=parameters["PolicyDocument"])})
        return {}

    stand_in.answers["UpdateAssumeRolePolicy"] = make
    other = Wizard(connect, wizard.session.target)
    other.read()
    mine, theirs = planned(wizard), planned(other, NEW.replace("user/alice", "user/bob"))
    wizard.apply(mine)
    with pytest.raises(AwsFailure) as caught:
        other.apply(theirs)
    assert caught.value.kind == "changed"
    assert f"profile admin, {ADMIN}" in str(caught.value), "as every message, it names who asked"
    assert [entry.status for entry in other.journal.entries()] == ["applied"], "one journal, and nothing of the refused"


def test_what_was_done_before_the_call_that_failed_is_said(stand_in: StandIn, wizard: Wizard) -> None:
    stand_in.answers |= {
        "GetRole": by_key({"adminkey": role(Tags=[{"Key": "Team", "Value": "a"}])}),
        "UntagRole": {},
        "TagRole": Fault("AccessDenied", "not authorized to perform: iam:TagRole", 403),
    }
    change = RoleSettingChange(ROLE_ARN, "tags", {"Team": "a"}, {"Owner": "b"})
    with pytest.raises(AwsFailure, match="done before it: UntagRole: HTTP 200"):
        wizard.apply(wizard.preview_change(change))
    assert "done before it: UntagRole" in only(wizard).detail


@pytest.mark.parametrize("refused", ["CreatePolicyVersion", "DeletePolicyVersion"])
def test_a_version_is_said_to_have_made_room_where_it_has(
    stand_in: StandIn, wizard: Wizard, refused: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The change fails either way: once the oldest version is gone by then, once it is still there."""
    arn = "arn:aws:iam::111122223333:policy/Base"
    stand_in.answers |= {
        "GetPolicy": {"Policy": {"PolicyName": "Base", "Arn": arn, "DefaultVersionId": "v5"}},
        "GetPolicyVersion": {"PolicyVersion": {"Document": quote(NEW), "VersionId": "v5"}},
        "ListPolicyVersions": {
            "Versions": [{"VersionId": f"v{number}", "IsDefaultVersion": number == 5} for number in range(5, 0, -1)]
        },
        "DeletePolicyVersion": {},
        refused: Fault("MalformedPolicyDocument", "Syntax errors in policy.", 400),
    }
    gone = refused == "CreatePolicyVersion"
    with pytest.raises(AwsFailure) as failed:
        wizard.apply(wizard.preview_change(ManagedPolicyChange(arn, ALICE, NEW, TRUST)))
    assert ("the oldest version v1 made room" in str(failed.value)) is gone
    history.run(json=False)
    assert ("its version v1 made room" in capsys.readouterr().out) is gone
    history.run(json=True)
    assert (json.loads(capsys.readouterr().out)[-1]["dropped"] is not None) is gone


def test_a_role_of_identity_center_cannot_be_applied_to_from_the_preview_on(
    stand_in: StandIn, write_profile: Write
) -> None:
    write_profile("admin", key="adminkey")
    stand_in.answers |= {"GetCallerIdentity": identity(ADMIN), "GetRole": role(PROTECTED)}
    wizard = Wizard(connect, Target(role=PROTECTED, caller_profile="admin", endpoint_url=stand_in.url))
    wizard.read()
    preview = wizard.preview_trust(NEW)
    assert preview is not None and preview.refused is not None
    assert preview.refused.startswith("IAM Identity Center owns role AWSReservedSSO_Admin_0123456789abcdef")
    assert preview.handover and preview.terraform and preview.cloudformation and preview.cli
    with pytest.raises(AwsFailure) as caught:
        wizard.apply(preview)
    assert caught.value.kind == "protected" and f"profile admin, {ADMIN}" in str(caught.value)
    assert "UpdateAssumeRolePolicy" not in stand_in.operations


@pytest.mark.parametrize("readable", [True, False])
def test_the_permission_set_of_whoever_calls_is_not_changed_here_even_where_its_path_may_not_be_read(
    stand_in: StandIn, write_profile: Write, readable: bool
) -> None:
    name = PROTECTED.rpartition("/")[2]
    path = "aws-reserved/sso.amazonaws.com/" if readable else ""
    full = f"arn:aws:iam::111122223333:role/{path}{name}"
    write_profile("dev", key="devkey")
    write_profile("admin", key="adminkey")
    session = f"arn:aws:sts::111122223333:assumed-role/{name}/alice"
    stand_in.answers |= {
        "GetCallerIdentity": by_key({"devkey": identity(session), "adminkey": identity(ADMIN)}),
        "GetRole": by_key({"adminkey": role()} | ({"devkey": role(full)} if readable else {})),
        "ListRolePolicies": {"PolicyNames": []},
        "ListAttachedRolePolicies": {"AttachedPolicies": []},
    }
    sides = {"caller_profile": "dev", "role_profile": "admin"}
    wizard = Wizard(connect, Target(role=ROLE_ARN, endpoint_url=stand_in.url, **sides))
    wizard.read()
    asked = permissions.view(wizard.session).ask_cards[0].change
    assert isinstance(asked, Ask) and asked.who == "whoever administers IAM Identity Center"
    change = InlinePolicyChange(full, "AllowAssumeDeploy", None, asked.document)
    preview = wizard.preview_change(change)
    assert preview.refused is not None and preview.refused.startswith("IAM Identity Center owns role AWSReservedSSO")
    with pytest.raises(AwsFailure, match="belongs to IAM Identity Center"):
        wizard.apply(preview)
    assert wizard.journal.entries() == ()
    assert not {"PutRolePolicy", "GetRolePolicy"} & set(stand_in.operations)


@pytest.mark.parametrize("tag", ["aws:cloudformation:stack-name", "terraform", "aws-cdk:id"])
def test_a_role_that_a_tool_manages_is_warned_about_and_its_other_forms_are_there(
    stand_in: StandIn, wizard: Wizard, tag: str
) -> None:
    stand_in.answers["GetRole"] = by_key({"adminkey": role(Tags=[{"Key": tag, "Value": "web"}])})
    wizard.read()
    for change in (
        TrustPolicyChange(ROLE_ARN, TRUST, NEW),
        RoleSettingChange(ROLE_ARN, "max_session_duration", 3600, 7200),
    ):
        preview = wizard.preview_change(change)
        assert preview.warning is not None and "drifts from its source" in preview.warning
        assert "Hand the change over instead" in preview.warning[: 2 * 74], "a small terminal shows three lines"
        assert preview.refused is None and preview.terraform and preview.cloudformation and preview.handover
