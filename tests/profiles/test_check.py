"""Every cause of a profile, and botocore's own verdict on random chains."""

from __future__ import annotations

import random
from pathlib import Path

import botocore.credentials
import botocore.exceptions
import botocore.session
import pytest

from wizard.profiles.check import RoleSettings, check_profile_text, examine
from wizard.profiles.sources import sources

ROLE = "role_arn = arn:aws:iam::123456789012:role/Deploy\n"
KEYS = "aws_access_key_id = a\naws_secret_access_key = b\n"
BASE = f"[base]\n{KEYS}"
SSO = (
    "[profile x]\nsso_account_id = 1\nsso_role_name = R\nsso_session = s\n"
    "[sso-session s]\nsso_start_url = u\nsso_region = eu-west-1\n"
)


def codes(name: str | None, config: str, credentials: str | None = BASE, **more: object) -> list[str]:
    return [problem.code for problem in check_profile_text(name, config, credentials, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "line", "config"),
    [
        ("RW500", None, ""),
        ("RW500", 1, f"[x]\n{ROLE}source_profile = base\n"),
        ("RW500", 1, f"[Profile x]\n{ROLE}source_profile = base\n"),
        ("RW501", 2, f"[profile x]\n{ROLE}"),
        ("RW501", 2, f"[profile x]\n{ROLE}{KEYS}"),
        ("RW502", 3, f"[profile x]\n{ROLE}source_profile = base # prod\n"),
        ("RW502", 3, f"[profile x]\n{ROLE}source_profile =\n"),
        ("RW503", 6, f"[profile x]\n{ROLE}source_profile = y\n[profile y]\n{ROLE}source_profile = x\n"),
        ("RW503", 3, f"[profile x]\n{ROLE}source_profile = x\n"),
        ("RW504", 3, f"[profile x]\n{ROLE}source_profile = base\ncredential_source =\n"),
        ("RW505", 3, f"[profile x]\n{ROLE}credential_source = environment\n"),
        ("RW506", 2, "[profile x]\naws_access_key_id = a\n"),
        ("RW506", 2, "[profile x]\naws_secret_access_key = a\n"),
        ("RW507", 2, "[profile x]\nsource_profile = base\n"),
        ("RW507", 2, "[profile x]\nweb_identity_token_file = /t\n"),
        ("RW002", 2, "[profile x]\nrole_arn = arn:aws:sts::123456789012:assumed-role/D/s\nsource_profile = base\n"),
        ("RW002", 2, '[profile x]\nrole_arn = "arn:aws:iam::123456789012:role/D"\nsource_profile = base\n'),
        ("RW004", 4, f"[profile x]\n{ROLE}source_profile = base\nregion = cn-north-1\n"),
        ("RW510", 4, f"[profile x]\n{ROLE}source_profile = base\nduration_seconds = 1h\n"),
        ("RW510", 4, f"[profile x]\n{ROLE}source_profile = base\nduration_seconds = 899\n"),
        ("RW510", 4, f"[profile x]\n{ROLE}credential_source = Ec2InstanceMetadata\nduration_seconds = 3601\n"),
        ("RW511", 3, "[profile x]\nregion = x\nregion = y\n"),
        ("RW512", 1, f"[profile x]\n{ROLE}[profile 'x']\n{ROLE}source_profile = base\n"),
        ("RW513", 3, f"[profile x]\n{ROLE}source_profile = y\n[profile y]\nregion = z\n"),
        ("RW513", 2, "[profile x]\nsso_account_id = 1\n"),
        ("RW513", 3, "[profile x]\nsso_account_id = 1\nsso_session = none\n"),
        ("RW513", 2, "[profile x]\ncredential_process = 'open\n"),
    ],
)
def test_each_cause_is_found_at_its_line(code: str, line: int | None, config: str) -> None:
    first = check_profile_text("x", config, BASE)[0]
    assert (first.code, first.line) == (code, line)
    assert first.message
    assert first.repair


@pytest.mark.parametrize(
    "header", ["[x]", "[[profile x]]", "[[x]]", "[profile\u00a0x]", "[profile\u3000x]", "[ profile x ]"]
)
def test_a_header_that_is_none_is_made_the_one_that_is_meant(header: str) -> None:
    text = f"{header}\n{ROLE}source_profile = base\n"
    problem = check_profile_text("x", text, BASE)[0]
    assert problem.fix is not None
    assert problem.fix.applied(text) == text.replace(header, "[profile x]")


@pytest.mark.parametrize(
    "config",
    [
        f"[profile x]\n{ROLE}source_profile = base\nduration_seconds = 43200\nregion = eu-west-1\n",
        f"[profile x]\n{ROLE}source_profile = y\n[profile y]\n{ROLE}source_profile = x\n{KEYS}",
        f"[profile x]\n{ROLE}source_profile = x\n{KEYS}",
        f"[profile x]\n{ROLE}credential_source = EcsContainer\n",
        "[profile x]\nregion = eu-west-1\n",
        f"[profile x]\n{ROLE}source_profile = base\n[profile base]\nregion = eu-west-1\n",
        f"[profile x]\n{ROLE}web_identity_token_file = /token\n",
        SSO,
    ],
)
def test_what_works_is_not_complained_of(config: str) -> None:
    assert codes("x", config) == []


def test_what_the_role_asks_for_is_held_against_the_profile() -> None:
    config = f"[profile x]\n{ROLE}source_profile = base\nduration_seconds = 7200\nexternal_id = one\n"
    role = RoleSettings(
        arn="arn:aws:iam::123456789012:role/team/Deploy",
        requires_mfa=True,
        external_ids=("two",),
        max_session_duration=3600,
    )
    problems = check_profile_text("x", config, BASE, role=role)
    assert [problem.code for problem in problems] == ["RW003", "RW508", "RW509", "RW510"]
    text = config
    for code in ("RW003", "RW509", "RW510"):
        problem = next(each for each in check_profile_text("x", text, BASE, role=role) if each.code == code)
        assert problem.fix is not None
        text = problem.fix.applied(text)
    assert text == (
        "[profile x]\nrole_arn = arn:aws:iam::123456789012:role/team/Deploy\nsource_profile = base\n"
        "duration_seconds = 3600\nexternal_id = two\n"
    )


def test_an_external_id_of_the_credentials_file_is_told_with_that_file() -> None:
    config, credentials = f"[profile x]\n{ROLE}source_profile = base\n", f"{BASE}[x]\nexternal_id = one\n"
    (problem,) = check_profile_text("x", config, credentials, role=RoleSettings(external_ids=("two",)))
    assert problem.code == "RW509"
    assert "credentials" in problem.file and problem.line == credentials.splitlines().index("external_id = one") + 1


def test_a_role_assumed_from_a_role_lasts_an_hour() -> None:
    config = (
        f"[profile x]\n{ROLE}source_profile = y\nduration_seconds = 7200\n[profile y]\n{ROLE}source_profile = base\n"
    )
    assert codes("x", config) == ["RW510"]


def test_environment_variables_can_hide_a_profile() -> None:
    config = f"[profile x]\n{ROLE}source_profile = base\n"
    assert codes("x", config, env={"AWS_PROFILE": "x", "AWS_ACCESS_KEY_ID": "a"}) == ["RW512"]
    assert codes("x", config, env={"AWS_PROFILE": "x", "AWS_DEFAULT_PROFILE": "base"}) == ["RW512"]
    assert codes("x", config, env={"AWS_ACCESS_KEY_ID": "a"}) == []
    assert codes(None, config, env={"AWS_PROFILE": "gone"}) == ["RW500"]


def test_a_setting_that_both_files_have_differently_is_told() -> None:
    assert codes("x", f"[profile x]\n{ROLE}source_profile = gone\n", f"{BASE}[x]\nsource_profile = base\n") == ["RW512"]


def test_a_fault_is_told_once_with_all_that_it_stops() -> None:
    config = "".join(f"[profile p{number}]\n{ROLE}source_profile = hub\n" for number in range(3))
    config += f"[profile hub]\n{ROLE}source_profile = gone\n"
    report = examine(None, config, None)
    assert [problem.profile for problem in report.problems] == ["hub"]
    assert report.stops == (("p0", "p1", "p2", "hub"),)


def test_sources_tell_what_works_and_no_secret(aws: Path) -> None:
    (aws / "config").write_text(f"[profile dead]\nregion = x\n[profile role]\n{ROLE}source_profile = base\n")
    (aws / "credentials").write_text("[base]\naws_access_key_id = AKIAX\naws_secret_access_key = hunter2\n")
    found = sources()
    assert [(source.name, source.works) for source in found] == [("role", True), ("base", True), ("dead", False)]
    assert "hunter2" not in str(found)
    assert "AKIAX" not in str(found)


EXPECTED = {
    "does not exist.": {"RW502"},
    "contains both": {"RW504"},
    "is not valid": {"RW505"},
    "Infinite loop": {"RW503"},
    "must have credentials": {"RW513", "RW506"},
    "sso-session": {"RW513"},
    "configured to use SSO": {"RW513"},
    "source_profile or credential_source": {"RW501"},
    "Partial credentials": {"RW506"},
    "web identity": {"RW507"},
    "could not be found": {"RW500"},
}


def section(chance: random.Random, header: str, *, shared: bool) -> str:
    lines = [header]
    maybe = [
        (0.0 if shared else 0.55, ROLE.strip()),
        (0.05 if shared else 0.5, "source_profile = " + chance.choice(["a", "b", "c", "d", "nope"])),
        (0.1, "credential_source = " + chance.choice(["Ec2InstanceMetadata", "environment", ""])),
        (0.8 if shared else 0.2, "aws_access_key_id = a"),
        (0.8 if shared else 0.2, "aws_secret_access_key = s"),
        (0.08, "sso_account_id = 1"),
        (0.08, "sso_role_name = R"),
        (0.08, "sso_session = " + chance.choice(["s", "t"])),
        (0.05, "sso_region = eu-1"),
        (0.05, "web_identity_token_file = /t"),
        (0.05, "web_identity_token_file =" if chance.random() < 0.2 else "output = json"),
    ]
    lines += [line for likely, line in maybe if chance.random() < likely]
    keys = [line.split("=")[0].strip() for line in lines]
    return "\n".join(line for line, key in zip(lines, keys, strict=True) if keys.count(key) == 1) + "\n"


def test_random_chains_end_as_botocore_ends_them(aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(botocore.credentials.InstanceMetadataProvider, "load", lambda _: None)
    chance = random.Random(7)
    for _ in range(60):
        config = "".join(section(chance, f"[profile {name}]", shared=False) for name in "abcd" if chance.random() < 0.8)
        config += "[sso-session s]\nsso_region = eu-1\nsso_start_url = u\n"
        credentials = "".join(section(chance, f"[{name}]", shared=True) for name in "abcd" if chance.random() < 0.4)
        (aws / "config").write_text(config)
        (aws / "credentials").write_text(credentials)
        for name in "abcd":
            found = set(codes(name, config, credentials)) - {"RW512"}
            try:
                botocore.session.Session(profile=name).get_credentials()
            except botocore.exceptions.CredentialRetrievalError:
                continue  # nothing answers for an instance's metadata here
            except botocore.exceptions.BotoCoreError as error:
                wanted = next(codes for words, codes in EXPECTED.items() if words in str(error))
                assert found & wanted, (str(error), config, credentials)
            else:
                assert found <= {"RW506", "RW507"}, (found, name, config, credentials)


@pytest.mark.parametrize(
    ("config", "repair"),
    [
        (f"[profile x]\n{ROLE}source_profile = default\n", "aws configure --profile default"),
        (f"[profile x]\n{ROLE}source_profile = xx\n", "aws configure --profile xx"),
        (
            f"[profile x]\n{ROLE}source_profile = default\n[profile y]\n{ROLE}source_profile = default\n",
            "aws configure --profile default",
        ),
        (
            f"[profile x]\n{ROLE}source_profile = default\n[profile y]\n{ROLE}source_profile = x\n",
            "aws configure --profile default",
        ),
        (
            f"[profile x]\n{ROLE}source_profile = no\n[profile y]\n{ROLE}source_profile = x\n[profile z]\nregion = r\n",
            "(z)",
        ),
    ],
)
def test_no_profile_is_proposed_that_leads_back_or_nowhere(config: str, repair: str) -> None:
    (problem,) = check_profile_text("x", config, None)
    assert problem.code == "RW502" and repair in problem.repair and problem.fix is None


def test_a_loop_is_one_problem_of_all_its_profiles() -> None:
    text = f"[profile x]\n{ROLE}source_profile = y\n[profile y]\n{ROLE}source_profile = x\n"
    report = examine(None, text, None)
    assert [(found.code, found.profile, found.line) for found in report.problems] == [("RW503", "y", 6)]
    assert report.stops == (("x", "y"),)
