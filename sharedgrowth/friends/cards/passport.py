"""The Friends in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Section, Things, sections
from sharedgrowth.friends.models import Donation, Member, Pledge, Prepayment
from sharedgrowth.friends.queries.activities import activities_visible_to

sections.add(
    "friends.donations",
    Section(
        label=_("Donations"),
        said=_("What the company has given to whom, with the receipts."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Donation.objects.filter(donor=gathering.company).select_related("recipient", "receipt"),
            "number",
            "state",
            "kind",
            "what",
            "quantity",
            "unit",
            "value_won",
            "pledged_at",
            "handed_on",
            "receipt_no",
            files="receipt",
            recipient="recipient.name_ko",
        ),
        order=180,
    ),
)
sections.add(
    "friends.pledges",
    Section(
        label=_("Pledges"),
        said=_("What the company has pledged to market campaigns."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Pledge.objects.filter(company=gathering.company).select_related("market"),
            "uid",
            "state",
            "amount_won",
            market="market.name_ko",
            pledged_at="at",
        ),
        order=181,
    ),
)
sections.add(
    "friends.prepayments",
    Section(
        label=_("Prepayments to shops"),
        said=_("What the company has paid to shops in advance, and what became of it."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Prepayment.objects.filter(payer=gathering.company),
            "number",
            "state",
            "amount_won",
            "paid_on",
            "expires_on",
            "rest_won",
            "settled_on",
        ),
        order=182,
    ),
)
sections.add(
    "friends.memberships",
    Section(
        label=_("Membership of the Friends"),
        said=_("From when until when the company was one of the Friends, and what it had chosen."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Member.objects.filter(company=gathering.company),
            "uid",
            "state",
            "joined_on",
            "takes_bonus",
            "listed",
            "left_on",
        ),
        order=178,
    ),
)
sections.add(
    "friends.activities",
    Section(
        label=_("Activities of the Friends"),
        said=_("What the company has proposed to do together, and the report on it; nothing of who took part."),
        kind=RECORD,
        rows=Things(
            lambda gathering: activities_visible_to(gathering.user).filter(company=gathering.company),
            "number",
            "state",
            "type",
            "title_ko",
            "title_en",
            "summary_ko",
            "summary_en",
            "region",
            "place",
            "begins_at",
            "ends_at",
            "capacity",
            "budget_won",
            "report_ko",
            "report_en",
            "verified_on",
            "reason",
            theme="theme.name_ko",
            recipient="recipient.name_ko",
        ),
        order=179,
    ),
)
