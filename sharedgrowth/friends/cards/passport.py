"""The Friends in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Section, Things, sections
from sharedgrowth.friends.models import Donation, Pledge, Prepayment

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
