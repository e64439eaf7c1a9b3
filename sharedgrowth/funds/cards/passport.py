"""Money of the funds in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Gathering, Row, Section, Things, files_in, sections
from sharedgrowth.funds.models import Commitment
from sharedgrowth.funds.queries.lines import commitments_visible_to

DRAWN = ("number", "tranche", "state", "amount", "invoice_numbers", "note", "remark", "requested_at", "paid_on")


def drawdowns_of(gathering: Gathering, commitment: Commitment) -> Row:
    """The payments out of it, with their evidence."""
    found = commitment.drawdowns.all()
    return {
        "drawdowns": [
            {name: getattr(each, name) for name in DRAWN} | {"files": files_in(gathering, each.evidence)}
            for each in sorted(found, key=lambda each: each.pk)
        ]
    }


sections.add(
    "funds.commitments",
    Section(
        label=_("Money promised by funds"),
        said=_("What funds have promised to the company, for what, and what was paid, with the evidence."),
        kind=RECORD,
        rows=Things(
            lambda gathering: (
                commitments_visible_to(gathering.user)
                .filter(company=gathering.company)
                .prefetch_related("drawdowns__evidence")
            ),
            "number",
            "state",
            "amount",
            "released",
            "drawn",
            "purpose",
            "percents",
            "requested_at",
            "approved_at",
            "reason",
            fund="line.year.fund.code",
            year="line.year.year",
            programme="line.programme",
            parts=drawdowns_of,
        ),
        order=188,
    ),
)
