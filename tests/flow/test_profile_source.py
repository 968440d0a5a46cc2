"""Step 5 proposes the source that such a caller really has, and otherwise says what is missing or done instead."""

from __future__ import annotations

from pathlib import Path

import botocore.session
import pytest

from tests.flow.captured import ROLE, by_token, opened, opened_case
from tests.flow.conftest import Open
from wizard.aws.gateway import AwsFailure, Gathered, Identity, Target
from wizard.aws.recorded import Recorded
from wizard.engine.case import Caller, Case, Request
from wizard.engine.frozen import replace
from wizard.flow import profile
from wizard.flow.guide import guide
from wizard.flow.wizard import Wizard
from wizard.profiles.error import ProfileError

KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/AAAA1111BBBB2222CCCC3333DDDD4444"
CALLER = "arn:aws:iam::444455556666:user/ci"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config file, and no credentials file beside it."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    return tmp_path / "config"


def live(case: Case | None = None, **caller: str) -> Wizard:
    """A sitting on an AWS, and not on a case file, that answers as a case does."""
    case = case or Case(request=Request(ROLE), caller=Caller(CALLER))

    class Live(Recorded):
        def gather(self, target: Target, report: object) -> Gathered:
            told = Identity(CALLER, "444455556666", "AIDAEXAMPLE", **caller)
            return replace(super().gather(target, lambda reading: None), caller=told)

    wizard = Wizard(lambda _: Live(case), Target(role=ROLE))
    wizard.read()
    return wizard


# A token


def test_a_pods_profile_reads_the_token_that_eks_projects() -> None:
    wizard = opened("irsa-two-clusters-one-statement")
    view = profile.view(wizard.session)
    assert view.settings == {
        "role_arn": ROLE,
        "web_identity_token_file": "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
        "role_session_name": "work",
    }
    assert "source_profile" not in view.fields and "mfa_serial" not in view.fields
    by_hand = "\n".join(guide(wizard.session, "profile").by_hand)
    assert f"kubectl annotate serviceaccount -n k k eks.amazonaws.com/role-arn={ROLE}" in by_hand
    assert "source_profile" not in by_hand


def test_the_written_profile_is_one_that_botocore_assumes_by_its_token(config: Path, tmp_path: Path) -> None:
    case = opened_case(by_token(EKS)).session.judgement
    assert case is not None
    wizard = live(case.case)
    token = tmp_path / "a folder" / "token.jwt"
    settings = {**profile.view(wizard.session).settings, "web_identity_token_file": str(token)}
    wizard.write_profile(wizard.plan_profile("in a pod", settings))
    credentials = botocore.session.Session(profile="in a pod").get_credentials()
    assert credentials.method == "assume-role-with-web-identity"
    loader = credentials._refresh_using.__self__._web_identity_token_loader
    assert loader._web_identity_token_path == str(token)


@pytest.mark.parametrize(
    ("typed", "read"), [("~/token", "{home}/token"), ("'{home}/a b'", "{home}/a b"), ("t", "{here}/t")]
)
def test_the_tokens_path_is_written_as_the_sdks_open_it(config: Path, typed: str, read: str) -> None:
    case = opened_case(by_token("issuer.example.com")).session.judgement
    assert case is not None
    places = {"home": Path.home(), "here": Path.cwd()}
    settings = {"role_arn": ROLE, "web_identity_token_file": typed.format(**places)}
    planned = live(case.case).plan_profile("ci", settings)
    assert planned.settings["web_identity_token_file"] == read.format(**places)


def test_a_token_file_that_is_not_here_is_told_before_the_write(config: Path, tmp_path: Path) -> None:
    case = opened_case(by_token("issuer.example.com")).session.judgement
    assert case is not None
    wizard, token = live(case.case), tmp_path / "token"
    settings = {"role_arn": ROLE, "web_identity_token_file": str(token)}
    warning = wizard.preview_profile(wizard.plan_profile("ci", settings)).warning
    assert warning is not None and f"There is no file {token} on this machine" in warning
    token.write_text("a token")
    assert wizard.preview_profile(wizard.plan_profile("ci", settings)).warning is None


def test_the_environments_token_file_is_proposed(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/run/token")
    case = opened_case(by_token("issuer.example.com")).session.judgement
    assert case is not None
    assert profile.view(live(case.case).session).settings["web_identity_token_file"] == "/run/token"
    captured = profile.view(opened_case(by_token("issuer.example.com")).session)
    assert "web_identity_token_file" not in captured.settings, "a captured case is of another machine"


@pytest.mark.parametrize(
    ("issuer", "said", "by_hand"),
    [
        ("token.actions.githubusercontent.com", "GitHub Actions job needs no profile", f"role-to-assume: '{ROLE}'"),
        ("token.actions.acme.ghe.com", "GitHub Actions job needs no profile", "id-token: write"),
        ("gitlab.com", "GitLab job needs no profile", "id_tokens: {AWS_TOKEN: {aud: 'sts.amazonaws.com'}}"),
        ("gitlab.acme.example", "GitLab job needs no profile", f"AWS_ROLE_ARN: '{ROLE}'"),
        ("app.terraform.io", "Terraform Cloud run needs no profile", f"TFC_AWS_RUN_ROLE_ARN = {ROLE}"),
        ("oidc.circleci.com/org/1", "CircleCI job needs no profile", f"export AWS_ROLE_ARN={ROLE}"),
    ],
)
def test_an_issuer_whose_users_need_no_profile_says_what_they_do(issuer: str, said: str, by_hand: str) -> None:
    session = opened_case(by_token(issuer)).session
    assert said in profile.view(session).advice[0]
    assert by_hand in "\n".join(guide(session, "profile").by_hand)


def test_a_role_that_only_a_token_may_assume_is_one_of_tokens_whoever_asks() -> None:
    view = profile.view(opened("trust-federated-only").session)
    assert "web_identity_token_file" in view.fields and "source_profile" not in view.settings


def test_an_unknown_issuers_file_has_to_be_named(config: Path) -> None:
    case = opened_case(by_token("issuer.example.com")).session.judgement
    assert case is not None
    wizard = live(case.case)
    view = profile.view(wizard.session)
    assert "have whoever issues it write it to a file" in view.advice[0]
    with pytest.raises(ProfileError) as refused:
        wizard.plan_profile("ci", view.settings)
    assert "web_identity_token_file" in refused.value.next_step


# An assertion, a service


def test_saml_has_no_profile_and_says_what_is_done_instead(config: Path) -> None:
    wizard = opened("saml-audience")
    view = profile.view(wizard.session)
    assert view.fields == () and view.block == ""
    assert "No profile key takes a SAML assertion" in view.advice[0]
    by_hand = guide(wizard.session, "profile").by_hand
    assert any(line.startswith("aws sts assume-role-with-saml") for line in by_hand)
    assert not any("configure set" in line for line in by_hand)
    with pytest.raises(ProfileError, match="no profile can hold this"):
        wizard.plan_profile("web", {"role_arn": ROLE, "source_profile": "default"})


@pytest.mark.parametrize(
    ("case", "said", "by_hand"),
    [
        ("trust-service-only-ec2", "an instance finds the role by itself", "associate-iam-instance-profile"),
        ("trust-service-only-lambda", "a function finds the role by itself", "update-function-configuration"),
    ],
)
def test_a_services_role_says_who_has_it(case: str, said: str, by_hand: str) -> None:
    session = opened(case).session
    assert said in profile.view(session).advice[0]
    assert by_hand in "\n".join(guide(session, "profile").by_hand)


@pytest.mark.parametrize(
    ("came_from", "kind"),
    [
        ("the EC2 instance's role", "Ec2InstanceMetadata"),
        ("the container's role", "EcsContainer"),
        ("the environment's AWS_ACCESS_KEY_ID", "Environment"),
    ],
)
def test_a_caller_without_a_profile_is_named_by_where_it_has_its_credentials(
    config: Path, came_from: str, kind: str
) -> None:
    settings = profile.view(live(credentials_from=came_from).session).settings
    assert settings["credential_source"] == kind and "source_profile" not in settings


def test_a_callers_place_is_not_read_out_of_a_path(config: Path) -> None:
    config.write_text(f"[default]\n{KEYS}")
    came_from = "profile default in /home/the container's environment/.aws/config"
    assert profile.view(live(credentials_from=came_from).session).settings["source_profile"] == "default"


def test_a_pod_that_goes_on_to_another_role_writes_its_own_profile_first(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/run/a token")
    monkeypatch.setenv("AWS_ROLE_ARN", f"{ROLE}2")
    view = profile.view(
        live(credentials_from="AWS_WEB_IDENTITY_TOKEN_FILE: the web identity token /run/a token").session
    )
    assert f"profile write NAME --role-arn {ROLE}2 --web-identity-token-file '/run/a token'" in view.advice[0]


def test_a_captured_instance_is_known_by_its_session() -> None:
    arn = "arn:aws:sts::444455556666:assumed-role/Server/i-0123456789abcdef0"
    written = {
        "format": "role-wizard-case/1",
        "request": {"role_arn": ROLE},
        "caller": {"arn": arn},
    }
    assert profile.view(opened_case(written).session).settings["credential_source"] == "Ec2InstanceMetadata"


# A profile that exists


def test_the_only_profile_that_works_is_proposed_where_there_is_no_default(config: Path) -> None:
    config.write_text(f"[profile work]\n{KEYS}\n[profile broken]\nrole_arn = {ROLE}\n")
    assert profile.view(live().session).settings["source_profile"] == "work"


def test_the_environments_profile_is_proposed(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text(f"[default]\n{KEYS}[profile work]\n{KEYS}")
    monkeypatch.setenv("AWS_PROFILE", "work")
    assert profile.view(live().session).settings["source_profile"] == "work"


def test_an_sso_profile_is_a_source(config: Path) -> None:
    config.write_text(
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
        "[profile office]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Dev\n"
    )
    assert profile.view(live().session).settings["source_profile"] == "office"


def test_of_several_none_is_guessed(config: Path) -> None:
    config.write_text(f"[profile one]\n{KEYS}[profile two]\n{KEYS}")
    view = profile.view(live().session)
    assert "source_profile" not in view.settings
    assert view.advice == (
        "It is not known which profile has the caller's credentials. Name one that exists in source_profile.",
    )


def test_where_no_profile_has_credentials_it_is_told_how_to_make_one(config: Path) -> None:
    wizard = live()
    view = profile.view(wizard.session)
    assert "source_profile" not in view.settings and "credential_source" not in view.settings
    assert "No profile has credentials yet. Make one with `aws configure`" in view.advice[0]
    assert "source_profile = default" not in "\n".join(guide(wizard.session, "profile").by_hand)
    with pytest.raises(ProfileError, match="names no credentials") as refused:
        wizard.plan_profile("Deploy", view.settings)
    assert "aws configure" in refused.value.next_step
    assert not config.exists()


def test_a_chosen_profile_that_is_missing_is_named(config: Path) -> None:
    view = profile.view(live(profile="it's gone").session)
    assert "source_profile" not in view.settings
    assert "There is no profile it's gone." in view.advice[0] and """--profile 'it'"'"'s gone'""" in view.advice[0]


def test_a_name_that_another_profile_has_is_told_before_the_write(config: Path) -> None:
    config.write_text(f"[default]\n{KEYS}[profile Deploy]\nrole_arn = {ROLE}2\nsource_profile = default\n")
    wizard = live()
    view = profile.view(wizard.session)
    warning = wizard.preview_profile(wizard.plan_profile("Deploy", view.settings)).warning
    assert warning is not None and f"There is a profile Deploy already, which assumes {ROLE}2" in warning
    warning = wizard.preview_profile(wizard.plan_profile("default", view.settings)).warning
    assert warning is not None and "There is a profile default already, which assumes no role" in warning
    assert wizard.preview_profile(wizard.plan_profile("new", view.settings)).warning is None


def test_a_role_that_aws_keeps_is_not_said_to_open_by_a_change_or_by_another_sign_in() -> None:
    linked = profile.view(opened("service-linked").session)
    assert linked.advice[0].startswith("Only autoscaling.amazonaws.com may assume this role")
    assert "admit you first" not in linked.advice[0]
    session = opened("trust-permission-set-role-as-target").session
    assert "permission set admin of IAM Identity Center" in profile.view(session).advice[0]
    assert guide(session, "profile").by_hand == ("aws configure sso --profile NAME",)


def test_of_a_broken_file_nothing_is_said_but_that(config: Path) -> None:
    config.write_text("[profile base\nregion = eu-west-1\n")
    with pytest.raises(ProfileError, match="config"):
        profile.view(live().session)


def test_a_denial_of_the_written_profile_names_what_no_profile_passes(sitting: Open) -> None:
    _, wizard = sitting("source-identity")
    wizard.retarget(replace(wizard.session.target, source_identity="paula"))
    denial = AwsFailure("denied", "it did not work", "AWS denies the role that it names", "Find out why.")
    told = profile.not_used(wizard.session, denial)
    assert told.why == "a profile passes no source identity, and AWS denies it what step 4 got"
    assert told.next_step == "The command of step 4 passes all."
