"""DO: open the bids with two people, and rule out what is not responsive."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import canonical, move, record
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.people.queries import standing_of
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import BasePrice, Bid, CommitteeMember, OpeningSession, Ruling, Tender
from purchasing.bidding.rules import Reason
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.closing import close_tender
from purchasing.bidding.services.seals import base_price_fingerprint, bid_fingerprint
from purchasing.bidding.states import Fact, RulingState, TenderState

WINDOW = timedelta(minutes=30)  # between the two confirmations; security 5.5


@transaction.atomic
def declare_no_conflict(tender: Tender, *, by: User) -> CommitteeMember:
    """A committee member declares to have no conflict of interest in this tender. Source: domain 16.3."""
    require(policies.may_declare_no_conflict(by, tender))
    member = CommitteeMember.objects.select_for_update(of=("self",)).get(tender=tender, user=by)
    if member.declared_at is None:
        member.declared_at = db_now()
        member.save(update_fields=["declared_at"])
        record(tender, "no_conflict_declared", by=by)
    return member


def confirm_opening(tender: Tender, *, by: User) -> OpeningSession:
    """Confirm the opening. The second confirmation, by another member within the window, opens bids and base price."""
    require(policies.may_confirm_opening(by, tender))
    tender = Tender.objects.get(pk=tender.pk)
    if tender.state == TenderState.PUBLISHED and db_now() >= tender.deadline:
        close_tender(tender)  # in its own transaction: it stands even when the opening is refused
    return _confirm(tender, by=by)


@transaction.atomic
def _confirm(tender: Tender, *, by: User) -> OpeningSession:
    tender = locked(tender)
    if tender.state != TenderState.CLOSED:
        raise WrongState(_("Bids are opened once, after the deadline. Reload the page to see where the tender stands."))
    require(policies.may_confirm_opening(by, tender))  # closed now: who belongs to a bidder is told here
    now = db_now()
    session = OpeningSession.objects.filter(tender=tender).select_related("first_by").first()
    if session is None or not _first_stands(session, now):
        session = session or OpeningSession(tender=tender)
        session.first_by, session.first_at = by, now
        session.save()
        record(tender, "opening_confirmed", by=by)
        announce("bidding.opening_confirmed", tender=tender.pk)
        return session
    if session.first_by_id == by.pk:
        raise RuleBroken(_("Your confirmation is in. A second member of the committee has to confirm."))
    first_unit, second_unit = _unit(session.first_by), _unit(by)
    if not (first_unit and second_unit) or first_unit == second_unit:
        raise RuleBroken(_("The two members must come from different departments (SOD-04)."))
    session.second_by, session.second_at = by, now
    _open(tender, session, now=now, by=by)
    return session


def _first_stands(session: OpeningSession, now: datetime) -> bool:
    """Within the window, and its member may still open: an account closed since then confirms nothing."""
    in_time = now - session.first_at <= WINDOW
    return in_time and bool(policies.may_confirm_opening(session.first_by, session.tender))


def _unit(user: User) -> str:
    return user.membership.department.strip() if user.membership else ""


def _open(tender: Tender, session: OpeningSession, *, now: datetime, by: User) -> None:
    """Bids first, then the base price, all in one transaction; the minutes hold both."""
    bids = list(queries.current_bids(tender).select_related("company", "tender").order_by("pk"))
    on = now.astimezone(SEOUL).date()
    preferred = queries.preferred_companies([bid.company_id for bid in bids], on)
    rulings = [
        Ruling(
            bid=bid,
            tender=tender,
            price_won=bid.price_won,
            stated_total_won=bid.stated_total_won,
            lines=bid.lines,
            lead_days=bid.lead_days,
            note=bid.note,
            preferred=bid.company_id in preferred,
            esg_score=_score(standing_of(bid.company, Fact.ESG_SCORE, on)),
        )
        for bid in bids
    ]
    Ruling.objects.bulk_create(rulings)
    price = BasePrice.objects.select_for_update(of=("self",)).select_related("tender").get(tender=tender)
    if base_price_fingerprint(price) != price.commitment:
        raise RuleBroken(
            _("The base price does not match its published fingerprint: nothing was opened. Call the auditor.")
        )
    price.revealed_at = now
    price.save(update_fields=["revealed_at"])
    session.minutes = canonical(
        {
            "tender": tender.number,
            "opened_at": now,
            "members": [str(session.first_by.uid), str(by.uid)],
            "bids": [
                {
                    "receipt": ruling.bid.receipt,
                    "company": ruling.bid.company.number,
                    "received_at": ruling.bid.received_at,
                    "price_won": f"{ruling.opened_price_won:.0f}",
                    "commitment": ruling.bid.commitment,
                }
                for ruling in rulings
            ],
            "base_price": {
                "amount_won": f"{price.amount_won:.0f}",
                "nonce": price.nonce,
                "commitment": price.commitment,
            },
        }
    )
    session.minutes_sha256 = sha256(session.minutes.encode()).hexdigest()
    session.save()
    payload = {"bids": len(bids), "minutes_sha256": session.minutes_sha256, "first_by": str(session.first_by.uid)}
    move(tender, "open", by=by, payload=payload, opened_at=now)
    for ruling in rulings:
        _rule_out_by_itself(ruling, bids, on=on)
    announce("bidding.tender_opened", tender=tender.pk)


def _rule_out_by_itself(ruling: Ruling, bids: list[Bid], *, on: date) -> None:
    """What makes a bid not responsive without anybody's judgement."""
    bid = ruling.bid
    cause, figures = "", {}
    if bid_fingerprint(bid) != bid.commitment:
        cause, figures = Reason.BROKEN_SEAL, {"commitment": bid.commitment}
    elif rival := next((other for other in bids if _related(bid, other)), None):
        cause, figures = Reason.RELATED, _named(rival.company)
    elif not bid.company.is_active or queries.sanction_of(bid.company, on):
        cause = Reason.SANCTIONED
    if cause:
        move(ruling, "rule_out", by=None, reason=str(cause), cause=str(cause), figures=figures)


def _named(company: Company) -> dict[str, str]:
    """The name in both languages: the reason is read in the reader's own."""
    return {"rival": company.legal_name_ko, "rival_en": company.legal_name_en or company.legal_name_ko}


def _related(one: Bid, other: Bid) -> bool:
    """Parent and subsidiary, or subsidiaries of one parent. Source: domain BID-04."""
    if one.pk == other.pk:
        return False
    mine, yours = one.company, other.company
    if mine.parent_id == yours.pk or yours.parent_id == mine.pk:
        return True
    return mine.parent_id is not None and mine.parent_id == yours.parent_id


def _score(value: str | None) -> Decimal | None:
    """An ESG score as recorded on the ground floor; one that is not a number counts as none."""
    try:
        score = Decimal(value) if value is not None else None
    except InvalidOperation:
        return None
    return score if score is not None and score.is_finite() else None


@transaction.atomic
def rule_out_bid(ruling: Ruling, *, remark: str, by: User) -> Ruling:
    """An evaluator finds an opened bid not responsive, before the limit is calculated; the bidder reads the remark."""
    require(policies.may_rule_out_bid(by, ruling.tender))
    if not remark.strip():
        raise RuleBroken(_("Say what the bid lacks: the bidder will read it."), field="remark")
    tender = locked(ruling.tender)
    if tender.state != TenderState.OPENED:
        raise WrongState(_("Bids are ruled out after the opening and before the evaluation."))
    if ruling.state != RulingState.OPENED:
        raise WrongState(_("This bid already has its verdict."))
    move(ruling, "rule_out", by=by, reason=remark, cause=str(Reason.RULED_OUT), remark=remark)
    return ruling
