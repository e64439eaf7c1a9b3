"""The officer keys of the demonstration: three members, so that any two of them open."""

from decimal import Decimal
from typing import Any

from portal.demo import World
from portal.people.models import User
from portal.sealing.people_keys import Cost
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.states import Seal

PASSPHRASE = "동행 시연용 개찰 암호문 2026"  # noqa: S105 told to everybody who runs the demonstration
SMALL_WON = 50_000_000  # up to the first approval level bids are locked by access, as the house allows
STEP_WON = 5_000_000  # budgets are round
GUESSED_AT_ONCE = Cost(memory_kib=64, passes=1)  # of a passphrase that everybody knows; it is used for each opening
MEMBERS = 3


def enrol_officers(world: World) -> None:
    """A key for each, once."""
    for officer in world.staff["OC"][:MEMBERS]:
        if queries.key_of(officer) is None:
            services.enrol_key(passphrase=PASSPHRASE, by=officer, cost=GUESSED_AT_ONCE)


def sealing(base_won: int) -> dict[str, Any]:
    """How bids of a tender of this size are sealed; the budget tells that a purchase is small."""
    if base_won > SMALL_WON:
        return {"seal": str(Seal.KEYS)}
    budget_won = (base_won // STEP_WON + 1) * STEP_WON
    return {"seal": str(Seal.ACCESS), "budget_won": Decimal(min(budget_won, SMALL_WON))}


def confirm(tender: Tender, *, by: User) -> None:
    """The officer's part in the opening, with the key where there are keys."""
    services.confirm_opening(tender, by=by, passphrase=PASSPHRASE)
