"""Where nobody here can look, what AWS's own answer makes likely: causes to ask about, none of them found."""

from __future__ import annotations

from wizard.flow.judgement import Judgement
from wizard.repair import catalogue
from wizard.repair.cause import Cause
from wizard.repair.evidence import denied


def likely_causes(judgement: Judgement) -> tuple[Cause, ...]:
    """The usual causes of such an answer, of the layers that stayed open; none where a cause was found."""
    message = judgement.case.observed.error_message if judgement.case.observed is not None else None
    found = {cause.name for cause in judgement.diagnosis.causes}
    if not message or not denied(judgement.case) or judgement.decision.outcome != "depends":
        return ()
    if found - {"hidden_policy"}:
        return ()
    from wizard.repair.error_text import read_errors  # its tables cost more than a whole diagnosis

    said = next(iter(read_errors(message)), None)
    names = said.causes if said is not None else ()
    open_layers = {layer.layer for layer in judgement.decision.layers if layer.blocks is None} | {"request"}
    entries = (catalogue.by_name(name) for name in names if name not in found)
    return tuple(
        Cause(entry.code, entry.name, entry.layer, entry.sentence) for entry in entries if entry.layer in open_layers
    )
