"""Whether a lesson is solved: the real AssumeRole went through, and whoever should stay out is still out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wizard.engine.case import Request
from wizard.practice import keyring
from wizard.practice.authorize import refusal
from wizard.practice.cloud import BECOMING, Cloud, LogEntry
from wizard.practice.credentials import Credentials
from wizard.practice.lesson import Lesson, Probe
from wizard.practice.protocol import Values
from wizard.practice.situation import Circumstances
from wizard.practice.sts import assume, web_identity


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a lesson stands, in sentences for the learner."""

    assumed: bool  # the learner has become the role, and still could
    let_in: tuple[str, ...]  # intruders who get in now: while there is one, nothing is solved
    locked_out: tuple[str, ...]  # regulars who get in no more: neither
    beyond_need: tuple[str, ...]  # bystanders who get in now: each costs the second star
    role_lacks: str | None  # the inline policy that the role should still get
    profile_works: bool  # the lesson's profile leads to the role; true where the lesson is not about it
    hints_taken: int

    @property
    def solved(self) -> bool:
        """Whether the lesson is done."""
        return self.assumed and self.profile_works and not self.let_in and not self.locked_out

    @property
    def stars(self) -> int:
        """One for solving it, one for granting nothing beyond need, one for doing it without hints."""
        if not self.solved:
            return 0
        return 1 + (not self.beyond_need) + (self.hints_taken == 0)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is missing, and what was granted too freely."""
        found = [f"Still let in: {why}" for why in self.let_in]
        found += [f"Locked out: {why}" for why in self.locked_out]
        found += [f"More than needed: {why}" for why in self.beyond_need]
        if not self.profile_works:
            found.append("The profile does not lead to the role yet.")
        if self.role_lacks:
            found.append(f"The role itself still lacks the inline policy {self.role_lacks}.")
        if self.solved and self.hints_taken:
            found.append("Without a hint it is one star more.")
        return tuple(found)


def judge(lesson: Lesson, cloud: Cloud, hints_taken: int = 0, profile_works: bool = True) -> Judgement:
    """Judge the newest state of a lesson's AWS; what has not propagated yet counts already."""
    return Judgement(
        assumed=any(_still_good(cloud, entry) for entry in _successes(lesson, cloud)),
        let_in=tuple(probe.why for probe in lesson.intruders if succeeds(lesson, cloud, probe)),
        locked_out=tuple(probe.why for probe in lesson.regulars if not succeeds(lesson, cloud, probe)),
        beyond_need=tuple(probe.why for probe in lesson.bystanders if succeeds(lesson, cloud, probe)),
        role_lacks=_role_lacks(lesson, cloud),
        profile_works=profile_works,
        hints_taken=hints_taken,
    )


def succeeds(lesson: Lesson, cloud: Cloud, probe: Probe) -> bool:
    """Whether a probe gets what it tries to."""
    now = cloud.clock()
    circumstances = Circumstances(now, source_ip=str(probe.request.get("source_ip", lesson.source_ip)))
    if probe.claims is not None:
        claims = {**(lesson.token or {}), **probe.claims}
        request = Request(probe.role or lesson.role_arn, "sts:AssumeRoleWithWebIdentity", "intruder")
        return web_identity.would_assume(cloud.world, request, claims, circumstances)
    try:
        who = keyring.principal(cloud.world, probe.who, now)
    except LookupError:
        return False
    if probe.mfa:
        who = replace(who, mfa_at=now)
    if probe.action is not None:
        return refusal(cloud.world, who, probe.action, probe.resource, circumstances) is None
    asked = Request(
        role_arn=probe.role or lesson.role_arn,
        role_session_name=str(probe.request.get("session_name", "intruder")),
        external_id=probe.request.get("external_id"),
        source_identity=probe.request.get("source_identity"),
        tags=probe.request.get("tags", {}),
    )
    return assume.would_assume(cloud.world, who, asked, circumstances).allowed


def _successes(lesson: Lesson, cloud: Cloud) -> Iterator[LogEntry]:
    """The calls by which the learner has become the role that is meant."""
    caller = next(profile for profile in lesson.profiles if profile.name == lesson.target.caller_profile)
    for entry in cloud.log:
        if entry.operation not in BECOMING or entry.error_code or entry.values.get("RoleArn") != lesson.role_arn:
            continue
        if entry.operation == "AssumeRole" and entry.caller_arn != caller.principal:
            continue
        yield entry


def _still_good(cloud: Cloud, entry: LogEntry) -> bool:
    """Whether the same call would be granted again now."""
    if entry.caller is None:
        claims, asked = entry.values.get("Claims", {}), web_identity.request(entry.values)
        return web_identity.would_assume(cloud.world, asked, claims, Circumstances(cloud.clock()))
    caller = _as_then(entry.caller, entry.values, cloud.clock())
    circumstances = Circumstances(cloud.clock(), source_ip=cloud.source_ip)
    return assume.would_assume(cloud.world, caller, assume.request(entry.values), circumstances).allowed


def _as_then(caller: Credentials, values: Values, now: float) -> Credentials:
    """The caller with the MFA that the call carried."""
    return replace(caller, mfa_at=now) if caller.mfa_at is not None or "SerialNumber" in values else caller


def _role_lacks(lesson: Lesson, cloud: Cloud) -> str | None:
    if lesson.role_wants is None:
        return None
    role = cloud.world.role(lesson.role_arn)
    name = lesson.role_wants.policy_name
    return None if role is not None and name in role.inline else name
