"""The engine and repair in this process: decisions per second, time to a diagnosis, time to a verdict while typing."""

from __future__ import annotations

import statistics
import time

from tests.bench.sample import cases
from wizard.aws.gateway import Target
from wizard.engine.case import Case
from wizard.engine.case_format import read_case
from wizard.engine.decide import decide
from wizard.flow.judgement import judge
from wizard.flow.session import Session
from wizard.flow.trust import draft
from wizard.repair.diagnose import diagnose
from wizard.repair.plan import plans

IAM_SIMULATE = 1300.0
"""Decisions per second of the independent JavaScript engine on such cases, one core."""


def decisions_ratio(rounds: int) -> float:
    """Decisions per second over the reference; processor time, the best of some rounds."""
    read = [read_case(case) for case in cases(5_000 if rounds > 1 else 500)]
    best = 0.0
    for _ in range(min(rounds, 3)):
        start = time.process_time()
        for case in read:
            decide(case)
        best = max(best, len(read) / (time.process_time() - start))
    return best / IAM_SIMULATE


def diagnosis(rounds: int) -> float:
    """Median milliseconds of diagnosis with plans."""
    times = []
    for case in (read_case(case) for case in cases(200 if rounds > 1 else 20)):
        start = time.perf_counter()
        _judge(case)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def verdict_per_key(rounds: int) -> float:
    """The 95th percentile, in milliseconds, of what the editor asks after each key in a policy of 2,048 characters."""
    case = read_case(
        {
            "request": {"role_arn": "arn:aws:iam::444455556666:role/Deploy", "role_session_name": "ci"},
            "caller": {"arn": "arn:aws:iam::111122223333:user/alice", "identity_policies": []},
            "role": {"exists": True, "trust_policy": {"Version": "2012-10-17", "Statement": []}},
        }
    )
    text = _long_policy()
    session = Session(Target(), judgement=judge(case))
    times = []
    for position in range(200 if rounds > 1 else 20):
        typed = text[: 900 + position] + "x" + text[900 + position :]
        start = time.perf_counter()
        draft(session, typed)
        times.append(time.perf_counter() - start)
    return sorted(times)[int(len(times) * 0.95)] * 1000


def _judge(case: Case) -> None:
    decision = decide(case)
    plans(case, decision, diagnose(case, decision))


def _long_policy() -> str:
    statement = (
        '    {{"Sid": "S{0}", "Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::111122223333:user/person-{0}"}},\n'
        '     "Action": "sts:AssumeRole", "Condition": {{"StringEquals": {{"sts:ExternalId": "tenant-{0}"}}}}}}'
    )
    statements = ",\n".join(statement.format(number) for number in range(10))
    return f'{{\n  "Version": "2012-10-17",\n  "Statement": [\n{statements}\n  ]\n}}\n'


def error_growth(rounds: int) -> float:
    """How much longer a log of four times the length takes to read, over four: 1 is linear."""
    from wizard.repair.error_text import read_errors

    line = "is not authorized to perform: sts:AssumeRole on resource: " * 2_500
    ratios = []
    for _ in range(rounds):
        start = time.process_time()
        read_errors(line)
        quarter = time.process_time() - start
        start = time.process_time()
        read_errors(line * 4)
        ratios.append((time.process_time() - start) / quarter / 4)
    return statistics.median(ratios)
