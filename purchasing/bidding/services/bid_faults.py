"""What a bid lacks that its notice asks for: told by every door before the bid is sealed. Stores nothing."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from purchasing.bidding import queries
from purchasing.bidding.models import Tender
from purchasing.bidding.rules import METHODS, Way
from purchasing.bidding.rules.methods.korea import PICKS, PRICES
from purchasing.bidding.services.contents import BidContent
from purchasing.bidding.services.tco_inputs import tco_fault

LONGEST_ANSWER = 4000


def bid_faults(tender: Tender, content: BidContent) -> list[tuple[str, str]]:
    """(part of the bid, what is missing or wrong), in the order of the notice: answers, documents, declared values."""
    found = []
    criteria = queries.criteria_of(tender)
    known = {str(each.no) for each in criteria}
    for each in criteria:
        no = str(each.no)
        answer = content.answers.get(no, "").strip()
        if not answer:
            found.append((f"answers.{no}", _("Answer criterion %(name)s.") % {"name": each}))
        elif len(answer) > LONGEST_ANSWER:
            most = {"most": f"{LONGEST_ANSWER:,}"}
            found.append((f"answers.{no}", _("At most %(most)s characters.") % most))
        if each.needs_file and not content.files.get(no):
            found.append((f"files.{no}", _("Attach the document that criterion %(name)s asks for.") % {"name": each}))
    for no in sorted(set(content.answers) - known):
        found.append((f"answers.{no}", _("The notice has no criterion %(no)s.") % {"no": no}))
    if wrong := picks_fault(tender, content.picks):
        found.append(("picks", wrong))
    faults = tco_fault(tender, content.tco, price_won=content.price_won)
    return found + [(f"tco.{code}", message) for code, message in faults]


def picks_fault(tender: Tender, picks: Sequence[int]) -> str:
    """What is wrong with the numbers that a bidder chose for the reserve price; "" if nothing. Source: domain 2.7."""
    if not METHODS[Way(tender.method)].picks:
        return _("This award rule draws no reserve price: leave the numbers out.") if picks else ""
    if len(picks) != PICKS or len(set(picks)) != PICKS or not all(1 <= number <= PRICES for number in picks):
        return _("Choose two different numbers from 1 to %(most)s.") % {"most": PRICES}
    return ""


def check_bid(tender: Tender, content: BidContent) -> None:
    """RuleBroken with the first thing that is missing or wrong."""
    for part, message in bid_faults(tender, content):
        raise RuleBroken(message, field=part)
