"""ESG in a sandbox: competitors and partners' companies have come through the entry gate, so that all may bid."""

from datetime import timedelta

from portal.clock import today
from portal.people.models import Company
from portal.people.services import record_standing
from portal.sandbox.registry import Cast, Ground, Guest, Seed, Thing, grounds, seeds
from purchasing.esg.states import EntryOutcome, StandingFact

HOLDS = timedelta(days=800)  # longer than the sandbox's clock goes


def _through_the_gate(company: Company) -> None:
    for fact, value in ((StandingFact.ENTRY, EntryOutcome.QUALIFIED), (StandingFact.CODE, "1.0")):
        record_standing(company, fact, value, valid_from=today(), valid_to=today() + HOLDS, source="sandbox")


def lay(cast: Cast) -> None:
    """The competitors."""
    for rival in cast.rivals:
        if rival.company is not None:
            _through_the_gate(rival.company)


def sow(cast: Cast, guest: Guest) -> list[Thing]:
    """The partner's company: nothing of its own to look at."""
    _through_the_gate(guest.company)
    return []


grounds.add("esg", Ground(order=20, lay=lay))
seeds.add("esg", Seed(order=20, sow=sow))
