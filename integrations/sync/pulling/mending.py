"""What becomes of a finding of which staff chose some fields."""

from integrations.sync.judging import choosing
from integrations.sync.judging.cases import Case
from integrations.sync.models import Finding
from integrations.sync.pulling.tally import Tally


def mended(case: Case, finding: Finding, tally: Tally) -> None:
    """The finding keeps what still differs; what somebody changed since staff saw it stands in this run too."""
    assert case.reading is not None
    assert case.ground is not None
    left = choosing.left(finding, choosing.shown(case.reading.said, case.ground.ours))
    if changed := {path: both for path, both in left.items() if path in finding.choice}:
        tally.find(Finding.Kind.DRIFT, theirs=case.theirs, contact=case.contact, values=changed)
    finding.values, finding.choice = left, {}
    finding.state = Finding.State.OPEN if left else Finding.State.MENDED
    finding.save(update_fields=["values", "choice", "state"])
