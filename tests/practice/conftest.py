"""A running lesson, a clock that moves when a test says so, and the learner's hands."""

from __future__ import annotations

import configparser
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

from wizard.aws.models import handlers
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson import Lesson, Step, Target
from wizard.practice.lesson_files import load

NOW = 1_800_000_000.0


@dataclass
class Clock:
    """Epoch seconds that stand still until `pass_`."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Learner:
    """Plays a lesson through boto3 over HTTP, as a person with the lesson's profiles would."""

    environment: PracticeEnvironment
    target: Target = field(init=False)

    def __post_init__(self) -> None:
        self.target = self.environment.lesson.target

    def client(self, service: str, profile: str | None = None) -> Any:
        import boto3
        import botocore.session

        with self.environment.in_process():
            name = profile or self.target.caller_profile
            core = botocore.session.Session(
                event_hooks=handlers(botocore), include_builtin_handlers=False, profile=name
            )
            core.register_component("data_loader", _models())
            return boto3.Session(botocore_session=core).client(service)

    def do(self, step: Step) -> None:
        """One step of a repair."""
        if step.settings:
            self.set_profile(str(step.profile), step.settings, step.file)
            return
        if step.call is None:
            self.target = replace(self.target, **step.request)
            return
        service, _, operation = step.call.partition(":")
        client = self.client(service, step.profile)
        method = {client.meta.method_to_api_mapping[name]: name for name in client.meta.method_to_api_mapping}[
            operation
        ]
        getattr(client, method)(**{key: _plain(key, value) for key, value in step.values.items()})

    def set_profile(self, name: str, settings: Mapping[str, str | None], file: str) -> None:
        """Write lines into a profile's section, or take them out."""
        in_config = file == "config"
        path = self.environment.config_file if in_config else self.environment.credentials_file
        config = configparser.RawConfigParser()
        config.read(path)
        section = config[f"profile {name}" if in_config else name]
        for key, value in settings.items():
            if value is None:
                section.pop(key)
            else:
                section[key] = value
        with path.open("w") as written:
            config.write(written)

    def assume(self) -> Any:
        """The call that the lesson is about, as the target says now."""
        target = self.target
        if self.environment.lesson.profile_counts:
            return self.client("sts", self.environment.lesson.profile_name).get_caller_identity()
        if self.environment.lesson.token is not None:
            return self.client("sts", "admin").assume_role_with_web_identity(
                RoleArn=target.role,
                RoleSessionName=target.session_name,
                WebIdentityToken=self.environment.token_file.read_text(),
            )
        parameters: dict[str, Any] = {"RoleArn": target.role, "RoleSessionName": target.session_name or "learner"}
        optional = {
            "ExternalId": target.external_id,
            "DurationSeconds": target.duration_seconds,
            "SourceIdentity": target.source_identity,
            "Tags": [{"Key": key, "Value": value} for key, value in target.tags.items()],
            "TransitiveTagKeys": list(target.transitive_tag_keys),
        }
        parameters.update({name: value for name, value in optional.items() if value})
        if target.mfa_serial:
            parameters |= {"SerialNumber": target.mfa_serial, "TokenCode": self.environment.phone_code()}
        return self.client("sts").assume_role(**parameters)

    def answer(self) -> str:
        """What AssumeRole comes to: "allowed", or AWS's error code."""
        return outcome(self.assume)


@cache
def _models() -> Any:
    """botocore's description of AWS, read once for all clients: it takes longer to read than a lesson to play."""
    from botocore.loaders import create_loader

    return create_loader()


def _plain(key: str, value: Any) -> Any:
    return json.dumps(value) if key.endswith("Document") and isinstance(value, Mapping) else value


def outcome(call: Callable[[], Any]) -> str:
    """ "allowed", or the error code."""
    from botocore.exceptions import ClientError, InvalidConfigError, PartialCredentialsError, ProfileNotFound

    try:
        call()
    except (InvalidConfigError, PartialCredentialsError, ProfileNotFound):
        return "profile"
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "allowed"


@pytest.fixture
def start() -> Iterator[Callable[..., Learner]]:
    """Starts lessons; real time unless a clock is given; no propagation delay unless one is given."""
    running: list[PracticeEnvironment] = []

    def begin(lesson: Lesson | str, **options: Any) -> Learner:
        options.setdefault("delay", 0.0)
        environment = PracticeEnvironment(load(lesson) if isinstance(lesson, str) else lesson, **options)
        running.append(environment)
        return Learner(environment)

    yield begin
    for environment in running:
        environment.close()
