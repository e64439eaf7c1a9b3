"""DO: ask a company to bid together, agree, end it: all before the deadline, none of it known to the buyer before the
opening. Source: domain PRF-05, 2.11 (a member in two consortia).
"""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Partnership, Tender
from purchasing.bidding.states import takes_bids

ONE = Decimal(1)


def _while_open(tender: Tender) -> Tender:
    """The tender, held against its closing, while it takes bids."""
    tender = Tender.objects.select_for_update(of=("self",)).get(pk=tender.pk)
    opens_at = tender.opens_at or tender.published_at
    if opens_at is None or not takes_bids(tender.state, opens_at=opens_at, closes_at=tender.deadline, now=db_now()):
        raise WrongState(_("Consortia are formed while the tender takes bids."))
    return tender


def _hold_bids_of(tender: Tender, company: Company) -> None:
    """No bid of the company comes in meanwhile: the lock that each of its bids takes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bid:{tender.pk}:{company.pk}"])


@transaction.atomic
def ask_partner(tender: Tender, *, partner: Company, share: Decimal, by: User) -> Partnership:
    """Ask another company to take part with a share; it counts when that company has agreed."""
    on = today()
    require(policies.may_ask_partner(by, tender, on))
    tender = _while_open(tender)
    if partner.pk == by.company_id:
        raise RuleBroken(_("A company is not its own partner."), field="partner")
    if not (fit := policies.may_take_part(partner, tender, on)):
        raise RuleBroken(str(fit.reason), field="partner")
    if not share.is_finite() or not 0 < share < ONE:
        raise RuleBroken(_("A partner's share lies between 0 and 100%."), field="share")
    if queries.is_partner(by.company, tender):
        raise WrongState(_("Your company takes part in the bid of another one: end that first."))
    open_now = Partnership.objects.filter(tender=tender, lead=by.company, ended_at=None)
    given = open_now.aggregate(sum=Sum("share"))["sum"] or Decimal(0)
    if given + share >= ONE:
        raise RuleBroken(
            _("The partners together have %(given)s%% already: something has to be left for your company.")
            % {"given": f"{(given * 100).normalize():f}"},
            field="share",
        )
    asked = Partnership(tender=tender, lead=by.company, partner=partner, share=share, asked_by=by)
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) == "partnership_open_once":
            raise RuleBroken(_("This company has already been asked."), field="partner") from fault
        raise
    record(asked, "asked", by=by, payload={"share": f"{share:f}"})
    announce("bidding.partner_asked", partnership=asked.pk)
    return asked


def _open(partnership: Partnership) -> Partnership:
    found = Partnership.objects.select_for_update(of=("self",)).select_related("tender", "lead", "partner")
    partnership = found.get(pk=partnership.pk)
    if partnership.ended_at is not None:
        raise WrongState(_("This has ended already. Reload the page."))
    return partnership


@transaction.atomic
def agree_partnership(partnership: Partnership, *, by: User) -> Partnership:
    """The partner's administrator gives the company's word. A company takes part once in a tender."""
    require(policies.may_agree_partnership(by, partnership, today()))
    _hold_bids_of(partnership.tender, partnership.partner)  # first, as every bid does: else the two wait for each other
    tender = _while_open(partnership.tender)
    partnership = _open(partnership)
    if partnership.agreed_at is not None:
        return partnership
    if queries.has_own_bid(partnership.partner, tender):
        raise WrongState(_("A bid of your own company is in: withdraw it first. A company bids once in a tender."))
    if Partnership.objects.filter(tender=tender, lead=partnership.partner, ended_at=None).exists():
        raise WrongState(_("Your company has asked partners for a bid of its own: end that first."))
    partnership.agreed_by, partnership.agreed_at = by, db_now()
    try:
        with transaction.atomic():
            partnership.save(update_fields=["agreed_by", "agreed_at"])
    except IntegrityError as fault:
        if broken_constraint(fault) == "partnership_in_one_consortium":
            raise WrongState(_("Your company takes part in another consortium of this tender already.")) from fault
        raise
    record(partnership, "agreed", by=by, payload={"share": f"{partnership.share:f}"})
    announce("bidding.partner_agreed", partnership=partnership.pk)
    return partnership


@transaction.atomic
def end_partnership(partnership: Partnership, *, by: User) -> Partnership:
    """Either side ends it before the deadline. A bid that names the partner stays in, without the partner's weight."""
    require(policies.may_end_partnership(by, partnership))
    _while_open(partnership.tender)
    partnership = _open(partnership)
    partnership.ended_by, partnership.ended_at = by, db_now()
    partnership.save(update_fields=["ended_by", "ended_at"])
    record(partnership, "ended", by=by)
    announce("bidding.partnership_ended", partnership=partnership.pk)
    return partnership


def consortium_statement(tender: Tender, lead: Company) -> list[dict[str, Any]] | None:
    """What a bid says of its consortium: every member with its share, the bidder first; None for who bids alone."""
    partners = queries.partners_of(tender, lead)
    if not partners:
        return None
    own = ONE - sum((each.share for each in partners), Decimal(0))
    members = [(lead.number, own), *((each.partner.number, each.share) for each in partners)]
    return [{"company": number, "share": f"{share.normalize():f}"} for number, share in members]


def check_bids_alone(tender: Tender, company: Company) -> None:
    """Who takes part in another bid brings none of its own. Asked under the lock of the company's bids."""
    if queries.is_partner(company, tender):
        raise WrongState(_("Your company takes part in the bid of another one: it brings no bid of its own."))
