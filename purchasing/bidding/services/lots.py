"""DO: one notice over several lots. Each lot is a tender; dates, committee and who may bid are the notice's."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Procedure, Tender
from purchasing.bidding.services.checks import checked, locked
from purchasing.bidding.services.copying import copied_facts, copied_parts, copy_cost_model
from purchasing.bidding.services.drafting import SHARED, write
from purchasing.bidding.states import TenderState

MOST_LOTS = 30


@transaction.atomic
def make_lots(tender: Tender, *, by: User) -> Procedure:
    """The draft becomes the first lot of a notice of its own. Asked again it is the notice that was made."""
    require(policies.may_edit_tender(by, tender))
    tender = locked(tender)
    if tender.procedure is not None:
        return tender.procedure
    _check_draft(tender)
    if tender.round_of_id is not None:
        raise RuleBroken(_("A further round buys what the round before did not: it has no lots of its own."))
    notice = Procedure(
        number=next_number("PRO"),
        title_ko=tender.title_ko,
        title_en=tender.title_en,
        description=tender.description,
        officer=by,
    )
    checked(notice)
    notice.save()
    tender.procedure, tender.lot_no = notice, 1
    tender.save(update_fields=["procedure", "lot_no"])
    record(notice, "drafted", by=by, payload={"lot": tender.number})
    return notice


@transaction.atomic
def edit_notice(notice: Procedure, *, title_ko: str, title_en: str, description: str, by: User) -> Procedure:
    """The heading of the notice, as long as nothing is published."""
    _draft_lots(notice, by=by)
    notice.title_ko, notice.title_en, notice.description = title_ko, title_en, description
    checked(notice)
    notice.save(update_fields=["title_ko", "title_en", "description"])
    record(notice, "edited", by=by)
    return notice


@transaction.atomic
def add_lot(notice: Procedure, *, title_ko: str, title_en: str = "", by: User) -> Tender:
    """A further lot with rule, criteria, people and dates of the last one; its lines are still empty."""
    lots = _draft_lots(notice, by=by)
    if len(lots) >= MOST_LOTS:
        raise RuleBroken(_("A notice has at most %(most)s lots.") % {"most": MOST_LOTS})
    pattern = lots[-1]
    facts: Any = copied_facts(pattern) | {name: getattr(pattern, name) for name in SHARED}
    facts |= {"title_ko": title_ko, "title_en": title_en, "budget_won": None}
    last = Tender.objects.filter(procedure=notice).aggregate(last=Max("lot_no"))["last"]
    lot = Tender(number=next_number("TND"), officer=by, procedure=notice, lot_no=last + 1)
    parts = copied_parts(pattern, by=by) | {"lines": []}
    write(lot, facts=facts, by=by, invited=[row.company for row in queries.invitations_of(pattern)], **parts)
    copy_cost_model(lot, pattern, by=by)
    record(lot, "drafted", by=by, payload={"notice": notice.number})
    record(notice, "lot_added", by=by, payload={"lot": lot.number})
    return lot


@transaction.atomic
def remove_lot(lot: Tender, *, by: User) -> Procedure:
    """Take a draft lot out of its notice and end it; the numbers of the others stay."""
    notice = lot.procedure
    if notice is None:
        raise WrongState(_("This tender is not a lot of a notice."))
    lots = _draft_lots(notice, by=by)
    if len(lots) < 2:
        raise RuleBroken(_("A notice keeps at least one lot: cancel the tender instead."))
    reason = _("Taken out of notice %(number)s.") % {"number": notice.number}
    lot = next((each for each in lots if each.pk == lot.pk), lot)
    _check_draft(lot)  # one that was cancelled stays in the notice under its number
    lot.procedure, lot.lot_no = None, None
    lot.save(update_fields=["procedure", "lot_no"])
    move(lot, "cancel", by=by, reason=reason, end_reason=reason, ended_at=db_now())
    record(notice, "lot_removed", by=by, payload={"lot": lot.number})
    return notice


def _draft_lots(notice: Procedure, *, by: User) -> list[Tender]:
    """All lots that were not cancelled, locked, all of them still drafts of this officer; at least one."""
    lots = list(Tender.objects.select_for_update(of=("self",)).filter(procedure=notice).order_by("lot_no"))
    for lot in lots:
        require(policies.may_edit_tender(by, lot))
    standing = [lot for lot in lots if lot.state != TenderState.CANCELLED]
    if not standing:
        raise WrongState(_("Every lot of this notice is cancelled: prepare a new tender."))
    for lot in standing:
        _check_draft(lot)
    return standing


def _check_draft(tender: Tender) -> None:
    if tender.state != TenderState.DRAFT:
        raise WrongState(_("Lots are put together as long as all of them are drafts."))
