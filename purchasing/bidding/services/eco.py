"""DO: look at what the products of opened bids prove, for the premium of eco-friendly offers. Source: domain ECO-05."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import Company
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, EcoCheck, Ruling, Tender, TenderLine
from purchasing.bidding.rules.eco import Listed, eco_fault
from purchasing.bidding.states import EcoFault, Envelope, PreferenceStage


def eco_check_ready(tender: Tender, class_codes: Sequence[str]) -> None:
    """Whether every line says what its product has to be: claims are compared by class.

    ``class_codes``: of the lines in their order, as they stand or as an amendment wants them.
    """
    if not tender.eco_premium_on:
        return
    for place, code in enumerate(class_codes):
        if not code:
            raise RuleBroken(
                _("The premium of eco-friendly offers needs the UNSPSC class of each line: add that of line %(no)s.")
                % {"no": place + 1},
                field=f"lines.{place}.class_code",
            )


def eco_statement(tender: Tender, company: Company, chosen: Mapping[int, str]) -> list[dict[str, Any]]:
    """What a bid says of its eco-friendly products, by line; RuleBroken where one would not count at the deadline."""
    told = {no: number for no, number in chosen.items() if number}
    if not told:
        return []
    if not queries.eco_promised(tender):
        raise RuleBroken(_("This tender gives no premium to eco-friendly offers."), field="statements.eco")
    lines = list(tender.lines.order_by("no"))
    if unknown := sorted(set(told) - {line.no for line in lines}):
        raise RuleBroken(_("The notice has no line %(no)s.") % {"no": unknown[0]}, field="statements.eco")
    stated = [{"line": no, "product": told[no]} for no in sorted(told)]
    catalogue = _Catalogue([company.pk], list(told.values()), queries.deadline_day(tender))
    fault, no = catalogue.fault(company.pk, lines, told)
    if fault:
        raise RuleBroken(
            _("Line %(no)s: %(why)s (rule ECO-03).") % {"no": no, "why": fault.label},
            field="statements.eco",
        )
    return stated


class _Catalogue:
    """The products that bids name, as the catalogue has them on a day: loaded once for all bids."""

    def __init__(self, companies: Sequence[int], numbers: Sequence[str], on: date):
        self.published = queries.own_published(companies, numbers)
        self.proven = queries.proven_products(companies, on)

    def fault(self, company: int, lines: Sequence[TenderLine], told: Mapping[int, str]) -> tuple[EcoFault, int | None]:
        """Why the offer does not count, and the line."""
        listed = {
            number: Listed(owner, code, proven=number in self.proven)
            for number, (owner, code) in self.published.items()
        }
        return eco_fault(company, [(line.no, line.class_code) for line in lines], told, listed)

    def proofs(self, told: Mapping[int, str]) -> list[dict[str, Any]]:
        """What an offer that counts has proven, by line."""
        return [
            {
                "line": no,
                "product": number,
                "kind": self.proven[number].kind,
                "evidence": self.proven[number].evidence,
                "claim": self.proven[number].claim,
            }
            for no, number in sorted(told.items())
            if number in self.proven
        ]


def _told(ruling: Ruling) -> dict[int, str]:
    """What the opened bid names by line; a bidder's own program may have written anything."""
    statements = ruling.document.get(Envelope.PRICE.value, {}).get("statements", {})
    stated = statements.get(queries.ECO_STATEMENT) if isinstance(statements, dict) else None
    if not isinstance(stated, list):
        return {}
    return {
        row["line"]: row["product"]
        for row in stated
        if isinstance(row, dict) and isinstance(row.get("line"), int) and _is_number(row.get("product"))
    }


def _is_number(told: Any) -> bool:
    return isinstance(told, str) and told.isascii() and told.isprintable()


def _looks(tender: Tender, rulings: Sequence[Ruling], *, on: date, stage: str) -> list[EcoCheck]:
    premium = queries.eco_promised(tender)
    lines = list(tender.lines.order_by("no"))
    told = {ruling.pk: _told(ruling) for ruling in rulings}
    numbers = {number for each in told.values() for number in each.values()}
    catalogue = _Catalogue([ruling.bid.company_id for ruling in rulings], list(numbers), on)
    looks = []
    for ruling in rulings:
        fault, no = catalogue.fault(ruling.bid.company_id, lines, told[ruling.pk])
        looks.append(
            EcoCheck(
                tender=tender,
                bid=ruling.bid,
                stage=stage,
                on=on,
                premium=Decimal(0) if fault else premium,
                products=[] if fault else catalogue.proofs(told[ruling.pk]),
                fault=fault,
                line_no=no,
            )
        )
    return looks


@transaction.atomic
def check_eco_offers(tender: Tender, *, anew: bool = False) -> list[EcoCheck]:
    """Look at each opened bid's products for the day of the deadline; safe to repeat. Source: domain ECO-03.

    ``anew``: once more, for an evaluation that is corrected; the last look counts, the earlier ones stay.
    """
    if not queries.eco_promised(tender) or tender.opened_at is None:
        return []
    seen = EcoCheck.objects.filter(tender=tender, stage=PreferenceStage.DEADLINE).values_list("bid_id", flat=True)
    done = set() if anew else set(seen)
    opened = tender.rulings.select_related("bid__company").filter(price_won__isnull=False).order_by("pk")
    rulings = [ruling for ruling in opened if ruling.pk not in done]
    looks = _looks(tender, rulings, on=queries.deadline_day(tender), stage=PreferenceStage.DEADLINE)
    return EcoCheck.objects.bulk_create(looks)


@transaction.atomic
def recheck_eco_offer(tender: Tender, bid: Bid) -> None:
    """At the award: the evidence that brought the premium must hold today; the look is kept. Source: domain ECO-03.

    Part of the approval of an award. Lapsed evidence stops it where without the premium another bid comes first.
    """
    if not queries.eco_premiums_of(tender).get(bid.pk):
        return
    on = today()
    first = queries.first_in_line(tender, on)
    if bid.pk in queries.lapsed_eco_bids(tender, on) and (first is None or first.bid_id != bid.pk):
        raise RuleBroken(
            _("The evidence that brought the eco premium no longer holds (rule ECO-03): return the proposal.")
        )
    ruling = tender.rulings.select_related("bid__company").get(bid=bid)
    EcoCheck.objects.bulk_create(_looks(tender, [ruling], on=on, stage=PreferenceStage.AWARD))
