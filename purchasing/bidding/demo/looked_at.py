"""What follows the tenders of the demonstration: screens with an auditor at work, what-if runs, open data."""

from decimal import Decimal

from portal.demo import World
from purchasing.bidding import services
from purchasing.bidding.models import ScreenCase, Tender
from purchasing.bidding.rules.split_award import Limits
from purchasing.bidding.states import Method, TenderState
from purchasing.bidding.states.screens import Screening

FEWEST_BIDS = 3


def look(world: World) -> None:
    """Every opened tender is looked at; one case is taken up; on one tender rules are tried out; all is released."""
    opened = Tender.objects.filter(opened_at__isnull=False).order_by("opened_at", "pk")
    for tender in opened:
        services.screen_tender(tender, Screening.OPENING)
        if tender.evaluated_at is not None:
            services.screen_tender(tender, Screening.EVALUATION)
        if tender.winner_id is not None:
            services.screen_tender(tender, Screening.AWARD)
    for case in ScreenCase.objects.filter(tender__state=TenderState.EVALUATED).select_related("tender")[:1]:
        services.take_up_case(case, by=world.one("AU"))
    _try_out(world)
    services.release_all()


def _try_out(world: World) -> None:
    judged = Tender.objects.filter(
        state__in=[TenderState.EVALUATED, TenderState.AWARD_PROPOSED],
        method=Method.LPL_POSCO,
        bid_count__gte=FEWEST_BIDS,
    )
    for tender in judged.order_by("pk")[:2]:
        services.run_what_if(
            tender,
            params={"method": "LPL_FIXED", "ratio": "0.8", "fixed_on": "base", "figures": {}},
            note="기준가격의 80%를 하한으로 두었다면",
            by=world.one("EV"),
        )
        limits = Limits(most_winners=2, fewest_winners=2, most_share=Decimal("0.7"), least_share=Decimal("0.3"))
        services.run_split(tender, limits=limits, valid_only=True, note="두 곳에 나누어 맡긴다면", by=world.one("EV"))
