"""Inline policies to begin with, each with names left open."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

TEMPLATES: dict[str, dict[str, object]] = {
    "Read one S3 bucket": {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET"},
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::BUCKET/*"},
        ],
    },
    "Read one DynamoDB table": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
                "Resource": "arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE",
            }
        ],
    },
    "Read CloudWatch logs": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["logs:DescribeLogGroups", "logs:FilterLogEvents", "logs:GetLogEvents"],
                "Resource": "arn:aws:logs:REGION:ACCOUNT:log-group:GROUP:*",
            }
        ],
    },
}
_PLACEHOLDER = re.compile(r"\b[A-Z]{5,}\b")


def placeholders(template: str) -> tuple[str, ...]:
    """The names that a template leaves open, in the order in which it asks for them."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(json.dumps(TEMPLATES[template]))))


def from_template(template: str, values: Mapping[str, str]) -> str:
    """A template's text; a name without a value stays open."""
    text = json.dumps(TEMPLATES[template], indent=4)
    return _PLACEHOLDER.sub(lambda found: json.dumps(values.get(found[0]) or found[0])[1:-1], text)
