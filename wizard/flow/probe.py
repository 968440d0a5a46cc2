"""AWS itself, asked once where what could be read leaves it open: a call decides more than any policy not read.

The credentials, if it is granted, are dropped.
"""

from __future__ import annotations

from wizard.aws.gateway import Aws, AwsFailure, Target
from wizard.engine.frozen import frozen
from wizard.flow.assume_call import assume_call
from wizard.flow.judgement import Judgement


@frozen
class Probe:
    """What AWS answered to the call."""

    granted: bool
    code: str | None = None
    message: str | None = None


def probe(aws: Aws, target: Target, judgement: Judgement) -> Probe | None:
    """Make the call; None where that would spend a code, where AWS has answered already, or where it does not now.

    *Blocks.*
    """
    case = judgement.case
    if judgement.decision.outcome != "depends" or case.observed is not None or target.mfa_serial or not case.request:
        return None
    try:
        aws.assume(assume_call(target, case.request.role_arn))
    except AwsFailure as failure:
        return Probe(False, failure.code, failure.message) if failure.kind == "denied" else None
    return Probe(True)
