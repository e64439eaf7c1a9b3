"""Drafts and notices that several tests of notices begin with."""

from decimal import Decimal

from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def two_lots(cast=None, **facts):
    """A draft notice of two lots: (stage of the first, notice, both lots)."""
    stage = factories.draft(cast, **facts)
    notice = services.make_lots(stage.tender, by=stage.cast.officer)
    second = services.add_lot(notice, title_ko="커플링", title_en="Couplings", by=stage.cast.officer)
    rest = {"lines": factories.LINES[1:], "estimator": stage.cast.estimator, "budget_won": stage.tender.budget_won}
    services.edit_tender(second, by=stage.cast.officer, **rest)
    return stage, notice, [Tender.objects.get(pk=stage.tender.pk), Tender.objects.get(pk=second.pk)]


def published_lots(cast=None, **facts):
    """A notice of two lots that take bids: (stage of the first, the second)."""
    stage, _notice, lots = two_lots(cast, **facts)
    for lot in lots:
        services.seal_base_price(
            lot, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
        )
    services.request_publication(lots[0], by=stage.cast.officer)
    stage.tender = services.approve_publication(lots[0], by=stage.cast.approver)
    return stage, Tender.objects.get(pk=lots[1].pk)


def purchase(cast, won: int, **facts):
    """A draft of gloves for the safety department, of this budget."""
    line = LineIn("장갑", Decimal(100), "EA", class_code="46181504")
    return factories.draft(cast, lines=[line], budget_won=Decimal(won), department="안전실", **facts)
