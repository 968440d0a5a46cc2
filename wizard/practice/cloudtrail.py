"""CloudTrail LookupEvents: what the account's people did, denials included, newest first."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from wizard.practice.authorize import authorize
from wizard.practice.cloud import Call, LogEntry, Operation
from wizard.practice.fault import Fault
from wizard.practice.protocol import Values

_ATTRIBUTES = {
    "EventName": lambda event: event["EventName"],
    "EventSource": lambda event: event["EventSource"],
    "EventId": lambda event: event["EventId"],
    "Username": lambda event: event.get("Username", ""),
}


def lookup_events(call: Call) -> Values:
    """The events of the caller's account, at most fifty at a time."""
    authorize(call, "cloudtrail:LookupEvents")
    values = call.values
    events = [_event(entry) for entry in reversed(call.cloud.log) if _concerns(entry, call.signer.account)]
    for wanted in values.get("LookupAttributes", ()):
        value_of = _ATTRIBUTES.get(wanted.get("AttributeKey"))
        if value_of is None:
            raise Fault("InvalidLookupAttributesException", f"Not in practice: {wanted.get('AttributeKey')}")
        events = [event for event in events if value_of(event) == wanted.get("AttributeValue")]
    begin, end = values.get("StartTime"), values.get("EndTime")
    events = [event for event in events if (begin or 0) <= event["EventTime"] <= (end or call.now)]
    start, last = 0, values.get("NextToken")  # the last event of the page before: new ones come in front
    if last is not None:
        places = [place for place, event in enumerate(events) if event["EventId"] == last]
        if not places:
            raise Fault("InvalidNextTokenException", "A token that is not valid was passed.")
        start = places[0] + 1
    stop = start + min(int(values.get("MaxResults", 50)), 50)
    return {"Events": events[start:stop], "NextToken": events[stop - 1]["EventId"] if stop < len(events) else None}


def _concerns(entry: LogEntry, account: str) -> bool:
    """A denied call is recorded where its caller lives; one that was granted, on the role's side as well."""
    if entry.caller is not None and entry.caller.account == account:
        return True
    arn = str(entry.values.get("RoleArn", ""))
    return entry.error_code is None and arn.startswith(f"arn:aws:iam::{account}:")


def _event(entry: LogEntry) -> dict[str, Any]:
    source = f"{entry.service}.amazonaws.com"
    when = datetime.fromtimestamp(entry.when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record = {
        "eventVersion": "1.11",
        "userIdentity": _identity(entry),
        "eventTime": when,
        "eventSource": source,
        "eventName": entry.operation,
        "errorCode": entry.error_code,
        "errorMessage": entry.error_message,
        "requestParameters": {name[:1].lower() + name[1:]: value for name, value in entry.values.items()},
        "responseElements": None,
        "requestID": entry.request_id,
        "eventID": entry.request_id,
        "eventType": "AwsApiCall",
    }
    return {
        "EventId": entry.request_id,
        "EventName": entry.operation,
        "EventTime": entry.when,
        "EventSource": source,
        "Username": entry.caller.name if entry.caller else None,
        "CloudTrailEvent": json.dumps({key: value for key, value in record.items() if value is not None}),
    }


def _identity(entry: LogEntry) -> dict[str, object]:
    if entry.caller is None:
        return {"type": "WebIdentityUser"}
    kinds = {"user": "IAMUser", "role": "AssumedRole", "root": "Root", "federated_user": "FederatedUser"}
    return {
        "type": kinds[entry.caller.kind],
        "principalId": entry.caller.user_id(),
        "arn": entry.caller_arn,
        "accountId": entry.caller.account,
        "userName": entry.caller.name if entry.caller.kind == "user" else None,
    }


OPERATIONS: dict[str, Operation] = {"LookupEvents": lookup_events}
