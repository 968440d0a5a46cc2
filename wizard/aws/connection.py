"""The real thing behind the `Aws` protocol: every question and change, sent with the right side's credentials."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from wizard.aws import apply as changes
from wizard.aws import calls, opinions, trials, web_identity
from wizard.aws.gateway import (
    MFA_SESSION,
    Applied,
    AssumeCall,
    AssumedRole,
    AwsFailure,
    BeforeCall,
    Gathered,
    Identity,
    ManagedPolicySummary,
    Reading,
    RoleSummary,
    Target,
    Trial,
)
from wizard.aws.gather import gather
from wizard.aws.judges import DeniedCall, Opinion
from wizard.aws.live import AskCode, Keys, Side
from wizard.aws.reader import asked
from wizard.engine.arn import parse_arn
from wizard.engine.frozen import replace
from wizard.repair.change import Change
from wizard.secret import Secret

T = TypeVar("T")


def connect(target: Target, ask_code: AskCode | None = None) -> Connection:
    """A connection with the target's profiles. Sends nothing and imports nothing of boto3 yet.

    ``ask_code`` is asked where a chosen profile itself needs an MFA code.
    """
    return Connection(target, ask_code)


class Connection:
    """Both sides, live. Opened again by each `gather`, so that a new sign-in or an edited config file counts."""

    def __init__(self, target: Target, ask_code: AskCode | None = None) -> None:
        self._target = target
        self._ask_code = ask_code
        self._mfa_session: Keys | None = None
        self._assumed: Side | None = None
        self._changed: float | None = None
        self._open()

    def __repr__(self) -> str:
        return f"Connection({self._caller!r}, {self._role!r})"

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        """See `Aws.gather`."""
        self._open()
        gathered = gather(target, self._caller, self._role, report, mfa_session=self._mfa_session is not None)
        if self._changed is None or gathered.case.role is None:
            return gathered
        seconds = int(time.monotonic() - self._changed)
        role = replace(gathered.case.role, changed_seconds_ago=seconds)
        return replace(gathered, case=replace(gathered.case, role=role))

    def current(self, change: Change) -> str | None:
        """See `Aws.current`."""
        return self._with_owner(changes.target_arn(change), lambda side: changes.current(side, change))

    def apply(self, change: Change, before_call: BeforeCall) -> Applied:
        """See `Aws.apply`."""
        arn = changes.target_arn(change)
        dropped = self._with_owner(arn, lambda side: changes.dropped_by(side, change))
        self._with_owner(arn, lambda side: changes.guard(side, change))
        before_call(dropped)
        sender: list[Side] = []

        def send(side: Side) -> str:
            answer = changes.perform(side, change, dropped)
            sender.append(side)
            return answer

        answer = self._with_owner(arn, send)
        self._changed = time.monotonic()
        return Applied(change, datetime.now(UTC), str(sender[0].asker), answer)

    def assume(self, call: AssumeCall) -> AssumedRole:
        """See `Aws.assume`."""
        token = web_identity.of(self._caller, call.role_arn) if self._mfa_session is None else None
        if token is not None:
            parameters = _token_parameters(call, token.text())
            answer = self._caller.call(calls.ASSUME_ROLE_WITH_WEB_IDENTITY, **parameters)
        else:
            answer = self._caller.call(calls.ASSUME_ROLE, **_parameters(call))
        self._assumed = self._caller.with_keys(Keys.of(answer), "the role that was just assumed")
        became = answer["AssumedRoleUser"]
        return AssumedRole(
            arn=became["Arn"],
            role_id=became["AssumedRoleId"].partition(":")[0],
            expires=answer["Credentials"]["Expiration"],
            request_id=answer.get("ResponseMetadata", {}).get("RequestId"),
        )

    def try_identity(self) -> Identity:
        """See `Aws.try_identity`."""
        return self._become().identity()

    def try_action(self, trial: Trial) -> str:
        """See `Aws.try_action`."""
        became = self._become()
        parsed = parse_arn(became.identity().arn)
        return trials.perform(became, trial, parsed.session_role_name if parsed else "")

    def open_mfa_session(self, serial_number: str, token_code: Secret) -> Identity:
        """See `Aws.open_mfa_session`."""
        plain = self._side(self._target.caller_profile, self._target.profile)
        answer = plain.call(calls.GET_SESSION_TOKEN, SerialNumber=serial_number, TokenCode=token_code.reveal())
        self._mfa_session = Keys.of(answer)
        self._open()
        return self._caller.identity()

    def use_profile(self, name: str, ask_code: AskCode) -> Identity:
        """See `Aws.use_profile`."""
        return Side(name, None, self._target.endpoint_url, ask_code).identity()

    def roles(self) -> Iterator[RoleSummary]:
        """See `Aws.roles`."""
        for role in self._role.pages(calls.LIST_ROLES, "Roles"):
            yield RoleSummary(role["RoleName"], role["Arn"], role.get("Description", ""))

    def managed_policies(self) -> Iterator[ManagedPolicySummary]:
        """See `Aws.managed_policies`."""
        for policy in self._role.pages(calls.LIST_POLICIES, "Policies"):
            yield ManagedPolicySummary(policy["PolicyName"], policy["Arn"])

    def denied_calls(self) -> tuple[DeniedCall, ...]:
        """See `SecondOpinions.denied_calls`."""
        return asked(opinions.denied_calls, self._caller)

    def validate(self, trust_policy: str) -> Opinion:
        """See `SecondOpinions.validate`."""
        return asked(lambda side: opinions.validate(side, trust_policy), self._role)

    def new_access(self, before: str, after: str) -> Opinion:
        """See `SecondOpinions.new_access`."""
        return asked(lambda side: opinions.new_access(side, before, after), self._role)

    def simulate(self, principal_arn: str, role_arn: str) -> Opinion:
        """See `SecondOpinions.simulate`."""

        def ask(side: Side) -> Opinion:
            return asked(lambda side: opinions.simulate(side, principal_arn, role_arn), side)

        return self._with_owner(principal_arn, ask)

    def ask_why(self, authorization_id: str) -> Opinion:
        """See `SecondOpinions.ask_why`."""
        return asked(lambda side: opinions.ask_why(side, authorization_id), self._caller)

    def _become(self) -> Side:
        if self._assumed is None:
            raise AwsFailure("refused", "There is nothing to try", "no role was assumed yet", "Assume the role first.")
        return self._assumed

    def _open(self) -> None:
        """Fresh sides; the MFA session, if one was opened, stays the caller's until it ends."""
        target = self._target
        if self._mfa_session is not None and self._mfa_session.expires <= datetime.now(UTC):
            self._mfa_session = None
        plain = self._side(target.caller_profile, target.profile)
        self._caller = plain.with_keys(self._mfa_session, MFA_SESSION) if self._mfa_session else plain
        if target.role_profile in (None, target.caller_profile):
            self._role = self._caller
        else:
            self._role = self._side(target.role_profile)

    def _side(self, profile: str | None, source_of: str | None = None) -> Side:
        target = self._target
        return Side(profile, target.region, target.endpoint_url, self._ask_code, source_of=source_of)

    def _with_owner(self, arn: str, act: Callable[[Side], T]) -> T:
        """Act with the credentials of the account that owns ``arn``: the role side's, or the caller's if denied.

        Raises AwsFailure: the first denial, where both are denied.
        """
        parsed = parse_arn(arn)
        sides: list[Side] = []
        unknown: list[AwsFailure] = []
        failures: list[AwsFailure] = []
        for side in dict.fromkeys((self._role, self._caller)):
            try:
                if parsed is not None and side.identity().account == parsed.account:
                    sides.append(side)
            except AwsFailure as failure:
                unknown.append(failure)
        if not sides:
            if unknown:
                raise unknown[0]
            raise _no_credentials_of(arn, parsed.account if parsed else "", (self._role, self._caller))
        for side in sides:
            try:
                return act(side)
            except AwsFailure as failure:
                if failure.kind != "denied":
                    raise
                failures.append(failure)
        raise failures[0]  # of the one whom the preview names


def _no_credentials_of(arn: str, account: str, sides: tuple[Side, ...]) -> AwsFailure:
    """An IAM call carries a name, not an account: sent with other credentials it would reach a namesake."""
    return AwsFailure(
        kind="no_credentials",
        what="The call was not sent",
        why=f"{arn} belongs to account {account}, and no credentials of that account are at hand",
        next_step="Give a profile of that account with --role-profile.",
        identity=" and ".join(dict.fromkeys(str(side.asker) for side in sides)),
    )


def _parameters(call: AssumeCall) -> dict[str, Any]:
    """The call as STS takes it; what was not given is not sent."""
    given = {
        "RoleArn": call.role_arn,
        "RoleSessionName": call.role_session_name,
        "ExternalId": call.external_id,
        "DurationSeconds": call.duration_seconds,
        "SourceIdentity": call.source_identity,
        "Tags": [{"Key": key, "Value": value} for key, value in call.tags.items()] or None,
        "TransitiveTagKeys": list(call.transitive_tag_keys) or None,
        "Policy": call.session_policy,
        "SerialNumber": call.serial_number,
        "TokenCode": call.token_code.reveal() if call.token_code else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _token_parameters(call: AssumeCall, token: Secret) -> dict[str, Any]:
    """The same call made by a token: it takes no external id, source identity, tags or code."""
    taken = ("RoleArn", "RoleSessionName", "DurationSeconds", "Policy")
    given = {name: value for name, value in _parameters(call).items() if name in taken}
    return {**given, "WebIdentityToken": token.reveal()}
