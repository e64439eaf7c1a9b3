"""Awards in a company's data passport: what this portal says of it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import ASSERTED, Gathering, Row, Section, sections
from purchasing.bidding.cards.exports import awards


def won_rows(gathering: Gathering) -> Iterator[Row]:
    """The published awards to the company."""
    for tender in awards(gathering.user).filter(winner__company=gathering.company).order_by("pk"):
        yield {
            "tender": tender.number,
            "title_ko": tender.title_ko,
            "title_en": tender.title_en,
            "price_won": tender.winner.ruling.price_won if tender.winner else None,
            "awarded_at": tender.ended_at,
        }


sections.add(
    "bidding.awards",
    Section(
        label=_("Awards to the company"),
        said=_("Tenders that the company has won here."),
        kind=ASSERTED,
        rows=won_rows,
        order=92,
    ),
)
