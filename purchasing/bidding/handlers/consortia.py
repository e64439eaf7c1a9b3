"""News of consortia: to the two companies alone."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.outbox.services import on
from portal.people.models import Company
from portal.people.queries import people_with_role
from purchasing.bidding import queries
from purchasing.bidding.handlers.telling import _tell
from purchasing.bidding.models import Partnership

for kind in (
    Kind(
        key="bidding.partner_asked",
        title=_("A company asks yours to bid together: tender %(number)s"),
        text=_("%(company)s asks for a share of %(share)s%%. Your company takes part when its administrator agrees."),
        essential=True,
    ),
    Kind(
        key="bidding.partner_agreed",
        title=_("Your partner in tender %(number)s has agreed"),
        text=_("%(company)s takes part with %(share)s%%. Enter your bid now, or replace the one that is in."),
        essential=True,
    ),
    Kind(
        key="bidding.partnership_ended",
        title=_("The consortium in tender %(number)s has changed"),
        text=_("%(company)s has ended it. A bid that is in stays in; replace it if it names this partner."),
        essential=True,
    ),
):
    kinds.register(kind)


def _say(partnership: Partnership, to: Company, about: Company, kind: str, codes: tuple[str, ...]) -> None:
    share = f"{(partnership.share * 100).normalize():f}"
    params = {"company": about.legal_name_ko, "share": share, "partnership": str(partnership.uid)}
    _tell(people_with_role(to, *codes), kind, partnership.tender, page="bidding:consortium", **params)


def _found(pk: int) -> Partnership:
    return Partnership.objects.select_related("tender", "lead", "partner", "ended_by").get(pk=pk)


@on("bidding.partner_asked")
def tell_partner(*, partnership: int, **_later) -> None:
    """The administrators of the company that is asked."""
    found = _found(partnership)
    _say(found, found.partner, found.lead, "bidding.partner_asked", ("SA",))


@on("bidding.partner_agreed")
def tell_lead(*, partnership: int, **_later) -> None:
    """Who bids for the company that asked."""
    found = _found(partnership)
    _say(found, found.lead, found.partner, "bidding.partner_agreed", queries.READS_OWN_BIDS)


@on("bidding.partnership_ended")
def tell_other_side(*, partnership: int, **_later) -> None:
    """The company that did not end it."""
    found = _found(partnership)
    if found.ended_by is not None and found.ended_by.company_id == found.lead_id:
        _say(found, found.partner, found.lead, "bidding.partnership_ended", ("SA",))
    else:
        _say(found, found.lead, found.partner, "bidding.partnership_ended", queries.READS_OWN_BIDS)
