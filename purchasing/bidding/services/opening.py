"""DO: open the bids with two people or more, and rule out what is not responsive."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.audit.services import canonical, move, record
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import (
    BasePrice,
    CommitteeMember,
    EnvelopeOpening,
    OpeningSession,
    Ruling,
    Tender,
    TenderKey,
)
from purchasing.bidding.rules import Link, Reason
from purchasing.bidding.services.base_price_seal import open_amount
from purchasing.bidding.services.ceremony import (
    OwnWork,
    contribute,
    device_mark,
    drop_lapsed,
    drop_relays,
    live_contributions,
    on_same_device,
)
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.closing import close_if_due
from purchasing.bidding.services.seals import base_price_fingerprint
from purchasing.bidding.services.unsealing import Opened, check_list, open_envelope, price_columns, sha256_of
from purchasing.bidding.states import Envelope, Fact, RulingState, Seal, TenderState


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


@sensitive_variables()
def confirm_opening(
    tender: Tender, *, by: User, passphrase: str = "", own: OwnWork | None = None, device: str = ""
) -> OpeningSession | EnvelopeOpening:
    """Confirm the opening of the next envelope; the last confirmation that is needed opens it.

    Sealed to keys: with the passphrase, or with what ``tools/open_share.py`` made of the officer's key (``own``).
    ``device``: address and browser as the door saw them; the minutes name members who confirmed on the same one.
    """
    require(policies.may_confirm_opening(by, tender))
    # closed in its own transaction: it stands even when the opening is refused
    tender = close_if_due(Tender.objects.get(pk=tender.pk), db_now())
    return _confirm(tender, by=by, passphrase=passphrase, own=own, device=device)


@sensitive_variables()
@transaction.atomic
def _confirm(
    tender: Tender, *, by: User, passphrase: str, own: OwnWork | None, device: str
) -> OpeningSession | EnvelopeOpening:
    tender = locked(tender)
    envelope = queries.next_envelope(tender)
    if tender.state not in (TenderState.CLOSED, TenderState.EXAMINING) or not envelope:
        raise WrongState(_("Bids are opened once, after the deadline. Reload the page to see where the tender stands."))
    require(policies.may_confirm_opening(by, tender))  # closed now: who belongs to a bidder is told here
    if not (released := queries.envelope_release(tender, envelope)):
        raise RuleBroken(str(released.reason))
    if tender.base_price_due:  # also before the first envelope: once one is open, the base price stays as it is
        raise RuleBroken(
            _("The ground of the base price has changed since: the estimator has to seal it again before the opening.")
        )
    now = db_now()
    key = queries.current_keys(tender)[envelope] if tender.seal == Seal.KEYS else None
    live = live_contributions(key, now) if key else []
    session = queries.session_of(tender, envelope)
    given, marks = [each.by for each in live], [each.device for each in live]
    if key is None and session is not None and _first_stands(session, now):
        given, marks = [session.first_by], [session.first_device]
    needed = key.needed if key else 2
    if by in given:
        raise RuleBroken(queries.awaited_words(len(given), needed))
    complete = len(given) + 1 >= needed
    if complete:
        _check_units([*given, by])
    secret = b""
    mark = device_mark(key or (tender, envelope), device)
    if key:
        drop_lapsed(key, live)
        secret = contribute(key, by=by, live=live, passphrase=passphrase, own=own, device=mark) or b""
    shared = on_same_device([*zip(given, marks, strict=True), (by, mark)])
    told: dict[str, Any] = {"same_device": [str(person.uid) for person in shared]} if shared else {}
    if session is None:
        new = OpeningSession if envelope == Envelope.PRICE else partial(EnvelopeOpening, envelope=envelope)
        session = new(tender=tender)
    if not given:
        session.first_by, session.first_at = by, now
        session.first_device = "" if key else mark
    elif live:
        session.first_by, session.first_at = live[0].by, live[0].at
    if not complete:
        session.save()
        record(tender, "opening_confirmed", by=by, payload={"envelope": envelope} | told)
        announce("bidding.opening_confirmed", tender=tender.pk)
        return session
    session.second_by, session.second_at = by, now
    session.first_device = ""  # no device has to be told from another any more
    if key:
        TenderKey.objects.filter(pk=key.pk).update(pad_used_at=now)
        drop_relays(key)
    _open(tender, envelope, session, key=key, secret=secret, people=[*given, by], now=now, by=by, told=told)
    return session


def _check_units(people: list[User]) -> None:
    """Two of them at least from different departments; an unknown one counts as the same. Source: SOD-04."""
    units = [_unit(person) for person in people]
    if not all(units) or len(set(units)) < 2:
        raise RuleBroken(_("Two of the members at least must come from different departments (SOD-04)."))


def _first_stands(session: OpeningSession | EnvelopeOpening, now: datetime) -> bool:
    """Within the window, and its member may still open: an account closed since then confirms nothing."""
    in_time = now - session.first_at <= queries.WINDOW
    return in_time and bool(policies.may_confirm_opening(session.first_by, session.tender))


def _unit(user: User) -> str:
    return user.membership.department.strip() if user.membership else ""


@sensitive_variables()
def _open(
    tender: Tender,
    envelope: str,
    session: OpeningSession | EnvelopeOpening,
    *,
    key: TenderKey | None,
    secret: bytes,
    people: list[User],
    now: datetime,
    by: User,
    told: Mapping[str, Any],
) -> None:
    """One envelope of all bids, with the price the base price too, in one transaction; the minutes hold what it was."""
    check_list(tender)
    on = now.astimezone(SEOUL).date()
    rulings = _rulings(tender)
    closed = {ruling.bid_id for ruling in rulings if ruling.state != RulingState.OPENED}  # out already: stays sealed
    bids = [ruling.bid for ruling in rulings if ruling.bid_id not in closed]
    opened = open_envelope(tender, envelope, bids, tender_key=key, secret=secret)
    for ruling in rulings:
        found = opened.get(ruling.bid_id)
        if found is not None and found.document is not None:
            ruling.document = {**ruling.document, envelope: found.document}
            if envelope == Envelope.PRICE:
                for name, value in price_columns(found.content).items():
                    setattr(ruling, name, value)
    _save(rulings)
    minutes: dict[str, Any] = {
        "tender": tender.number,
        "envelope": envelope,
        "opened_at": now,
        "members": [str(person.uid) for person in people],
        "bids": [_told(ruling, envelope, opened) for ruling in rulings],
        **told,
    }
    if envelope == Envelope.PRICE:
        minutes["base_price"] = _open_base_price(tender, key=key, secret=secret, now=now)
    session.minutes = canonical(minutes)
    session.minutes_sha256 = sha256(session.minutes.encode()).hexdigest()
    session.save()
    payload = {
        "bids": len(rulings),
        "envelope": envelope,
        "minutes_sha256": session.minutes_sha256,
        "by": [str(person.uid) for person in people],
        "portal_part_used": key is not None,
        **told,
    }
    if envelope == Envelope.PRICE:
        move(tender, "open", by=by, payload=payload, opened_at=now)
    elif tender.state == TenderState.CLOSED:
        move(tender, "open_first", by=by, payload=payload)
    else:
        record(tender, "envelope_opened", by=by, payload=payload)
    standings = queries.standings_of(
        [ruling.bid.company_id for ruling in rulings], [Fact.SANCTION, Fact.ESG_LIMITATION], on
    )
    rivals = queries.related_rivals([bid.company for bid in bids], on)
    for ruling in rulings:
        if ruling.bid_id not in closed:
            _rule_out_by_itself(ruling, opened[ruling.bid_id], rivals, standings)
    if envelope == Envelope.PRICE:
        announce("bidding.tender_opened", tender=tender.pk)
    else:
        announce("bidding.envelope_opened", tender=tender.pk, envelope=envelope)


def _rulings(tender: Tender) -> list[Ruling]:
    """One for each bid that counts: made with the first envelope, found again with the later ones.

    What decides between equal prices is what stood at the deadline, on whatever day the committee opens.
    Source: domain PRF-02, BID-05.
    """
    earlier = list(tender.rulings.select_related("bid__company", "bid__tender").order_by("bid_id"))
    if earlier or tender.state == TenderState.EXAMINING:
        return earlier
    bids = list(queries.current_bids(tender).select_related("company", "tender").order_by("pk"))
    companies, on = [bid.company_id for bid in bids], queries.deadline_day(tender)
    preferred = queries.preferred_companies(companies, on)
    scores = queries.standings_of(companies, [Fact.ESG_SCORE, Fact.ESG_BAND], on)
    return [
        Ruling(
            bid=bid,
            tender=tender,
            preferred=bid.company_id in preferred,
            esg_score=queries.score_from(scores.get((bid.company_id, Fact.ESG_SCORE))),
            band_a=scores.get((bid.company_id, Fact.ESG_BAND)) == "A",
        )
        for bid in bids
    ]


def _save(rulings: list[Ruling]) -> None:
    fresh = [ruling for ruling in rulings if ruling._state.adding]
    Ruling.objects.bulk_create(fresh)
    known = [ruling for ruling in rulings if ruling.state == RulingState.OPENED and ruling not in fresh]
    columns = ["document", "price_won", "stated_total_won", "lines", "lead_days", "note"]
    Ruling.objects.bulk_update(known, columns, batch_size=200)


def _told(ruling: Ruling, envelope: str, opened: Mapping[int, Opened]) -> dict[str, Any]:
    """A line of the minutes: which bid, what its envelope was, and whether it opened."""
    bid, found = ruling.bid, opened.get(ruling.bid_id)
    told: dict[str, Any] = {
        "receipt": bid.receipt,
        "company": bid.company.number,
        "received_at": bid.received_at,
        "commitment": bid.commitment,
    }
    if found is None:
        return told | {"envelope": "sealed"}
    if found.document is None:
        return told | {"envelope": "does not open"}
    if envelope == Envelope.PRICE:
        return told | {"price_won": f"{ruling.opened_price_won:.0f}"}
    return told | {"sha256": sha256_of(found.document)}


@sensitive_variables()
def _open_base_price(tender: Tender, *, key: TenderKey | None, secret: bytes, now: datetime) -> dict[str, Any]:
    price = BasePrice.objects.select_for_update(of=("self",)).select_related("tender").get(tender=tender)
    if key is not None:
        open_amount(price, key, secret)
    if price.amount_won is None or base_price_fingerprint(price) != price.commitment:
        raise RuleBroken(
            _("The base price does not match its published fingerprint: nothing was opened. Call the auditor.")
        )
    price.revealed_at = now
    changed = ["amount_won", "nonce", "parts", "revealed_at"] if key is not None else ["revealed_at"]
    price.save(update_fields=changed)
    told = {"amount_won": f"{price.amount_won:.0f}", "nonce": price.nonce, "commitment": price.commitment}
    return told | {"parts": price.parts} if price.parts else told


def _rule_out_by_itself(
    ruling: Ruling,
    opened: Opened,
    rivals: Mapping[int, tuple[Company, Link]],
    standings: Mapping[tuple[int, str], str],
) -> None:
    """What makes a bid not responsive without anybody's judgement."""
    bid = ruling.bid
    cause, figures = "", {}
    if opened.document is None:
        cause, figures = Reason.BROKEN_SEAL, {"commitment": bid.commitment}
    elif bid.company_id in rivals:
        rival, link = rivals[bid.company_id]
        cause, figures = Reason.RELATED, {**_named(rival), "link": str(link)}
    elif not bid.company.is_active or queries.kept_out_by(
        standings.get((bid.company_id, Fact.SANCTION)), standings.get((bid.company_id, Fact.ESG_LIMITATION))
    ):
        cause = Reason.SANCTIONED
    if cause:
        move(ruling, "rule_out", by=None, reason=str(cause), cause=str(cause), figures=figures)


def _named(company: Company) -> dict[str, str]:
    """The name in both languages: the reason is read in the reader's own."""
    return {"rival": company.legal_name_ko, "rival_en": company.legal_name_en or company.legal_name_ko}


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
