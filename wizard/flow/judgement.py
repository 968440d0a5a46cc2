"""One case, judged: decided, diagnosed, planned. The single place where the flow asks the engine and repair."""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.decision import Decision
from wizard.engine.frozen import frozen, replace
from wizard.flow.verdict import Verdict, verdict
from wizard.repair.cause import Diagnosis
from wizard.repair.change import Plan
from wizard.repair.diagnose import diagnose
from wizard.repair.evidence import denied
from wizard.repair.plan import plans
from wizard.repair.profile_repairs import profile_causes, profile_decision, profile_plans, profile_problems


@frozen
class Judgement:
    """A case with everything that follows from it."""

    case: Case
    decision: Decision
    diagnosis: Diagnosis
    plans: tuple[Plan, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict line."""
        return verdict(self.decision, denied=denied(self.case))


def judge(case: Case, near_roles: tuple[str, ...] = ()) -> Judgement:
    """Decide a case, find its causes and the plans that cure them."""
    decision = decide(case)
    diagnosis = diagnose(case, decision, near_roles=near_roles)
    found = plans(case, decision, diagnosis, near_roles=near_roles)
    if case.profile is not None and (problems := profile_problems(case)):
        decision = profile_decision(decision, problems)
        diagnosis = replace(diagnosis, causes=(*profile_causes(problems), *diagnosis.causes))
        found = (*profile_plans(case, problems), *found)
    return Judgement(case, decision, diagnosis, found)
