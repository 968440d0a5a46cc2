"""A lesson, running: its AWS on a port, its people's profiles in a home of their own, its phone.

Nothing outside one temporary directory is touched; it goes away with `close`.
"""

from __future__ import annotations

import os
import shlex
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wizard import practice_keys
from wizard.practice import keyring, one_time_code, profile_route
from wizard.practice.cloud import Cloud
from wizard.practice.judge import Judgement, judge
from wizard.practice.lesson import Lesson
from wizard.practice.server import Server
from wizard.practice.snapshot import Snapshot
from wizard.practice.world import MfaDevice

REGION = "us-east-1"
_HOSTS = ("127.0.0.1", "localhost")
_UNSET = (
    "unset AWS_PROFILE AWS_DEFAULT_PROFILE",
    "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
)


class PracticeEnvironment:
    """One running lesson. `close` it, or use it in a ``with`` statement.

    ``continued``: it goes on where a learner had done something in it.

    Args:
        lesson: what to run.
        clock: epoch seconds; tests give their own.
        delay: seconds until STS hears of a change in IAM; None: the lesson's own.
        left_off: where the learner left the lesson; None: it begins.
    """

    def __init__(
        self,
        lesson: Lesson,
        clock: Callable[[], float] = time.time,
        delay: float | None = None,
        left_off: Snapshot | None = None,
    ) -> None:
        now = clock()
        self.lesson = lesson
        self.cloud = Cloud(
            left_off.world if left_off else lesson.world(now),
            clock,
            lesson.delay if delay is None else delay,
            lesson.reasons,
            lesson.source_ip,
        )
        self.cloud.throttle.update(lesson.throttled)
        self._folder = tempfile.TemporaryDirectory(prefix="role-wizard-practice-", ignore_cleanup_errors=True)
        self.server = Server(self.cloud)
        self._write_profiles(now)
        self._beginning = self.config_file.read_text(encoding="utf-8")
        self.continued = left_off is not None and left_off.touched
        if left_off:
            config = left_off.config.replace(left_off.endpoint_url, self.endpoint_url)
            self.config_file.write_text(config.replace(left_off.home, str(self.home)), encoding="utf-8")

    @property
    def home(self) -> Path:
        """The lesson's home folder; ``.aws`` is in it."""
        return Path(self._folder.name)

    @property
    def endpoint_url(self) -> str:
        """Where the lesson's AWS listens."""
        return self.server.url

    @property
    def config_file(self) -> Path:
        """The lesson's ``~/.aws/config``."""
        return self.home / ".aws" / "config"

    @property
    def credentials_file(self) -> Path:
        """The lesson's ``~/.aws/credentials``."""
        return self.home / ".aws" / "credentials"

    @property
    def token_file(self) -> Path:
        """Where the lesson's web identity token lies, if it has one."""
        return self.home / "token.jwt"

    @property
    def env(self) -> dict[str, str]:
        """The variables to set for anything that should talk to this AWS and to no other."""
        spared = (os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or "").split(",")
        proxies = ",".join(dict.fromkeys((*filter(None, spared), *_HOSTS)))
        return {
            "HOME": str(self.home),
            "AWS_CONFIG_FILE": str(self.config_file),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.credentials_file),
            "AWS_ENDPOINT_URL": self.endpoint_url,
            practice_keys.ENDPOINT_VARIABLE: self.endpoint_url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "NO_PROXY": proxies,
            "no_proxy": proxies,
        }

    def environ(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """A whole environment: ``base`` (default: this process's) without its AWS settings, and `env`."""
        kept = {key: value for key, value in (base or os.environ).items() if not _strays(key)}
        return {**kept, **self.env}

    @contextmanager
    def in_process(self) -> Iterator[None]:
        """Make this process itself talk to the lesson's AWS, and put its environment back afterwards."""
        before = dict(os.environ)
        try:
            for key in list(os.environ):
                if _strays(key):
                    del os.environ[key]
            os.environ.update(self.env)
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def exports(self) -> tuple[str, ...]:
        """Lines for another terminal, so that the AWS CLI there talks to this AWS; none needs eighty columns."""
        home = str(self.home)

        def quoted(value: str) -> str:
            inside = value.startswith(f"{home}/")
            return f'"$HOME{value.removeprefix(home)}"' if inside else shlex.quote(value)

        return (*_UNSET, *(f"export {name}={quoted(value)}" for name, value in self.env.items()))

    def phone_code(self) -> str | None:
        """The six digits on the learner's phone; None where the lesson has no MFA device.

        Once a code is used the phone shows the next one, which STS takes a little early.
        """
        device = self.mfa_device
        if device is None:
            return None
        step = one_time_code.step_of(self.cloud.clock())
        if self.cloud.spent_codes.get(device.serial, -1) == step:
            step += 1
        return one_time_code.code_at(device.seed, step)

    @property
    def mfa_device(self) -> MfaDevice | None:
        """The device of the lesson's caller, if it has one."""
        caller = next(item for item in self.lesson.profiles if item.name == self.lesson.target.caller_profile)
        if caller.principal is None:
            return None
        owner = keyring.principal(self.cloud.world, caller.principal, self.cloud.clock()).owner(self.cloud.world)
        devices = getattr(owner, "mfa_devices", ())
        return devices[0] if devices else None

    def judge(self, hints_taken: int = 0) -> Judgement:
        """How the lesson stands now."""
        leads = not self.lesson.profile_counts or profile_route.leads_to_role(
            self.lesson, self.cloud, self.config_file, self.credentials_file
        )
        return judge(self.lesson, self.cloud, hints_taken, profile_works=leads)

    def snapshot(self, hints_taken: int = 0) -> Snapshot:
        """The lesson as it stands, to be gone on with later."""
        config = self.config_file.read_text(encoding="utf-8")
        return Snapshot(
            self.lesson.name,
            self.cloud.world,
            config,
            str(self.home),
            self.endpoint_url,
            hints_taken,
            self.continued or hints_taken > 0 or self.cloud.revision > 0 or config != self._beginning,
        )

    def close(self) -> None:
        """Stop the server and remove the home folder. Calling it again does nothing."""
        self.server.close()
        self._folder.cleanup()

    def __enter__(self) -> PracticeEnvironment:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _write_profiles(self, now: float) -> None:
        config: list[str] = []
        secrets: list[str] = []
        for profile in self.lesson.profiles:
            heading = profile.name if profile.name == "default" else f"profile {profile.name}"
            settings = {"region": REGION, "endpoint_url": self.endpoint_url, **profile.settings}
            lines = (f"{key} = {value.replace('{home}', str(self.home))}" for key, value in settings.items())
            config += [f"[{heading}]", *lines, ""]
            if profile.shadow:
                secrets += [f"[{profile.name}]", *(f"{key} = {value}" for key, value in profile.shadow.items()), ""]
            keys = keyring.issue(self.cloud.world, profile, now)
            if keys is None:
                continue
            self.cloud.keys[keys.access_key_id] = keys
            secrets += [
                f"[{profile.name}]",
                f"aws_access_key_id = {keys.access_key_id}",
                f"aws_secret_access_key = {keys.secret.reveal()}",
            ]
            if keys.token:
                secrets.append(f"aws_session_token = {keys.token.reveal()}")
            secrets.append("")
        self.config_file.parent.mkdir(mode=0o700)
        _write(self.config_file, "\n".join(config))
        _write(self.credentials_file, "\n".join(secrets))
        for name, text in self.lesson.files.items():
            _write(self.home / name, text)
        if self.lesson.token is not None:
            times = {"iat": int(now), "exp": int(now) + keyring.SESSION_SECONDS}
            _write(self.token_file, self.cloud.issuer.sign({**times, **self.lesson.token}))


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _strays(name: str) -> bool:
    """Whether a variable could lead a call to another AWS or to other keys."""
    return name.startswith("AWS_") or name == "BOTO_CONFIG"
