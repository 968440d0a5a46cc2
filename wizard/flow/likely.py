"""Where nobody here can look, what AWS's own answer makes likely: causes to ask about, none of them found."""

from __future__ import annotations

from wizard.flow.judgement import Judgement
from wizard.repair import catalogue
from wizard.repair.cause import Cause
from wizard.repair.evidence import denied, open_layers, said_by_aws


def likely_causes(judgement: Judgement) -> tuple[Cause, ...]:
    """The usual causes of such an answer, of the layers that stayed open; none where a cause was found."""
    found = {cause.name for cause in judgement.diagnosis.causes}
    if not denied(judgement.case) or judgement.decision.outcome != "depends" or found - {"hidden_policy"}:
        return ()
    said = said_by_aws(judgement.case)
    layers = open_layers(judgement.decision) | {"request"}
    entries = (catalogue.by_name(name) for name in (said.causes if said is not None else ()) if name not in found)
    return tuple(
        Cause(entry.code, entry.name, entry.layer, entry.sentence) for entry in entries if entry.layer in layers
    )
