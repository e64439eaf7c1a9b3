"""Awards in a company's data passport: what this portal says of it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import ASSERTED, RECORD, Gathering, Row, Section, Things, sections
from purchasing.bidding.cards.exports import awards
from purchasing.bidding.models import Objection, Question
from purchasing.bidding.queries.consortia import partnerships_visible_to
from purchasing.bidding.queries.site_visits import site_visits_visible_to


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
sections.add(
    "bidding.questions",
    Section(
        label=_("Questions about tenders"),
        said=_("What the company has asked about tenders."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Question.objects.filter(company=gathering.company).select_related("tender"),
            "uid",
            "text",
            "state",
            "asked_at",
            "answered_at",
            tender="tender.number",
        ),
        order=133,
    ),
)
sections.add(
    "bidding.objections",
    Section(
        label=_("Objections"),
        said=_("The company's objections to decisions, with the answers."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Objection.objects.filter(company=gathering.company).select_related("tender"),
            "number",
            "ground",
            "text",
            "state",
            "lodged_at",
            "decided_at",
            "answer",
            "remedy",
            tender="tender.number",
        ),
        order=134,
    ),
)
sections.add(
    "bidding.partnerships",
    Section(
        label=_("Consortia"),
        said=_("With whom the company has bid together or was asked to, and at which share."),
        kind=RECORD,
        rows=Things(
            lambda gathering: partnerships_visible_to(gathering.user),
            "uid",
            "share",
            "asked_at",
            "agreed_at",
            "ended_at",
            tender="tender.number",
            lead="lead.name",
            partner="partner.name",
        ),
        order=135,
    ),
)
sections.add(
    "bidding.site_visits",
    Section(
        label=_("Site visits to the company"),
        said=_("What was found when certificates of the company were looked at on the spot, once it was decided."),
        kind=ASSERTED,
        rows=Things(
            lambda gathering: site_visits_visible_to(gathering.user),
            "uid",
            "categories",
            "state",
            "visited_on",
            "finding",
            "report",
            "decided_at",
            files="evidence",
            year="sample.year",
        ),
        order=93,
    ),
)
