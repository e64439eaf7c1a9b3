"""DO: look at certificates, propose and approve terms, set targets, check a winner's own work."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Certificate, Company, User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import (
    Bid,
    OwnWork,
    PreferenceCheck,
    PreferenceTarget,
    PreferenceTerms,
    Ruling,
    SocialCategory,
    Tender,
)
from purchasing.bidding.rules import preference as rules
from purchasing.bidding.services.checks import checked, locked
from purchasing.bidding.states import Envelope, PreferenceStage

NONE = Decimal(0)
SHARE = re.compile(r"0\.[0-9]{1,6}|1(\.0{1,6})?", re.ASCII)


def preference_check_ready(tender: Tender) -> None:
    """Whether the tender may be reserved as it says (PRF-08)."""
    if not tender.reserved_for:
        return
    on = today()
    terms = queries.preference_terms(on)
    if not any(category.code == tender.reserved_for for category in terms.categories.all()):
        raise RuleBroken(_("Tenders are reserved only for categories in force."), field="reserved_for")
    fault = rules.reserve_fault(
        tender.budget_won,
        certified=queries.certified_suppliers(tender.reserved_for, on),
        most_won=terms.reserve_most_won,
        least_suppliers=terms.reserve_least,
    )
    if fault:
        words = {
            rules.ReserveFault.NO_BUDGET: _("A reserved tender states its budget (rule PRF-08)."),
            rules.ReserveFault.TOO_LARGE: _("Only tenders up to ₩%(most)s may be reserved (rule PRF-08)."),
            rules.ReserveFault.TOO_FEW: _(
                "A tender is reserved only where at least %(least)s suppliers are certified (rule PRF-08)."
            ),
        }[fault]
        figures = {"most": f"{terms.reserve_most_won:,}", "least": terms.reserve_least}
        raise RuleBroken(words % figures, field="reserved_for")


@transaction.atomic
def check_preferences(tender: Tender, *, anew: bool = False) -> list[PreferenceCheck]:
    """Look at each opened bid's certificates for the day of the deadline; safe to repeat. Source: domain PRF-02.

    ``anew``: once more, for an evaluation that is corrected; the last look counts, the earlier ones stay.
    """
    promised = tender.params.get("preference")
    if not promised or tender.opened_at is None:
        return []
    done = set(
        PreferenceCheck.objects.filter(tender=tender, stage=PreferenceStage.DEADLINE).values_list("bid_id", flat=True)
    )
    rulings = [
        ruling
        for ruling in tender.rulings.select_related("bid__company").filter(price_won__isnull=False).order_by("pk")
        if anew or ruling.pk not in done
    ]
    return PreferenceCheck.objects.bulk_create(
        _looks(tender, promised, rulings, on=queries.deadline_day(tender), stage=PreferenceStage.DEADLINE)
    )


def _looks(
    tender: Tender, promised: dict[str, Any], rulings: Sequence[Ruling], *, on: date, stage: str
) -> list[PreferenceCheck]:
    agreed = queries.agreed_shares(tender)
    parts = {ruling.pk: _parts(ruling, agreed) for ruling in rulings}
    numbers = {number for shares in parts.values() for number, _share in shares}
    companies = {company.number: company for company in Company.objects.filter(number__in=numbers)}
    ids = [company.pk for company in companies.values()]
    blocked = queries.blocked_companies(ids, on)
    held: dict[int, Certificate] = {}
    for certificate in queries.social_certificates(ids, promised["categories"], on).order_by("kind__order", "pk"):
        if certificate.company_id not in blocked:
            held.setdefault(certificate.company_id, certificate)
    margin, least = Decimal(promised["margin"]), Decimal(promised["least_share"])
    looks = []
    for ruling in rulings:
        alone = len(parts[ruling.pk]) == 1
        best: tuple[Decimal, Certificate | None, Decimal | None] = (NONE, None, None)
        for number, share in parts[ruling.pk]:
            company = companies.get(number)
            own = held.get(company.pk) if company is not None else None
            if own is None:
                continue
            given = margin if alone else rules.consortium_margin([(share, margin)], least_share=least)
            if best[1] is None or given > best[0]:
                best = (given, own, None if alone else share)
        looks.append(_look(tender, ruling, best, on=on, stage=stage))
    return looks


def _look(
    tender: Tender, ruling: Ruling, best: tuple[Decimal, Certificate | None, Decimal | None], *, on: date, stage: str
) -> PreferenceCheck:
    margin, certificate, share = best
    source = ""
    if certificate is not None:
        verified = certificate.verified_at.astimezone(SEOUL).date() if certificate.verified_at else None
        source = f"{certificate.issuer} {certificate.number} ({certificate.valid_from} – {certificate.valid_to or '…'})"
        source += f", {certificate.verified_by} {verified}" if verified else ""
    return PreferenceCheck(
        tender=tender,
        bid=ruling.bid,
        stage=stage,
        on=on,
        category=certificate.kind_id if certificate else "",
        certificate=certificate,
        member_id=certificate.company_id if certificate else None,
        share=share,
        margin=margin,
        source=source[:200] or "people.Certificate",
    )


def _parts(ruling: Ruling, agreed: Mapping[tuple[str, str], Decimal]) -> list[tuple[str, Decimal]]:
    """The members of the consortium with their shares, as the bid states them; else the bidder alone.

    Another member's certificate counts only with that member's own word, given in the portal before the deadline and
    for this share: a bid alone would lend itself the certificate of any company that it names. Who gave none has no
    name here. Source: domain PRF-05.
    """
    alone = [(ruling.bid.company.number, Decimal(1))]
    stated = ruling.document.get(Envelope.PRICE.value, {}).get("statements", {}).get("consortium")
    if not isinstance(stated, list) or not all(isinstance(member, dict) for member in stated):
        return alone
    shares = {str(member.get("company", "")): str(member.get("share", "")) for member in stated}
    if not 0 < len(shares) == len(stated) or not all(SHARE.fullmatch(share) for share in shares.values()):
        return alone
    if ruling.bid.company.number not in shares:  # who does not take part itself borrows a certificate
        return alone
    if sum(map(Decimal, shares.values())) != 1:
        return alone
    lead = ruling.bid.company.number
    own = Decimal(shares.pop(lead))
    if own == 1:
        return alone
    members = [
        (number if agreed.get((lead, number)) == Decimal(share) else "", Decimal(share))
        for number, share in shares.items()
    ]
    return [(lead, own), *members]


@transaction.atomic
def recheck_preference(tender: Tender, bid: Bid, *, by: User) -> None:
    """At the award: the certificate that brought the margin must be valid today; the look is kept. Source: PRF-02.

    Part of the approval of an award. A lapsed certificate stops it: without the margin another bid may come first.
    """
    if not queries.has_preference(tender) or not queries.margins_of(tender).get(bid.pk):
        return
    on = today()
    first = queries.first_in_line(tender, on)
    if bid.pk in queries.lapsed_bids(tender, on) and (first is None or first.bid_id != bid.pk):
        raise RuleBroken(
            _("The certificate that brought the preference is no longer valid (rule PRF-02): return the proposal.")
        )
    ruling = tender.rulings.select_related("bid__company").get(bid=bid)
    looks = _looks(tender, tender.params["preference"], [ruling], on=on, stage=PreferenceStage.AWARD)
    PreferenceCheck.objects.bulk_create(looks)


class Terms(TypedDict, total=False):
    """What terms of preference consist of."""

    valid_from: date
    margin: Decimal
    most_budget_won: Decimal | None
    reserve_most_won: Decimal
    reserve_least: int
    least_share: Decimal
    least_own_work: Decimal
    block_months: int
    bond_ratio: Decimal
    plain_bond_ratio: Decimal
    pay_days: int
    register_relief: int
    note: str


@transaction.atomic
def propose_preference_terms(
    *,
    by: User,
    categories: Sequence[SocialCategory],
    bond_for: Sequence[SocialCategory] | None = None,
    pay_for: Sequence[SocialCategory] | None = None,
    **facts: Unpack[Terms],
) -> PreferenceTerms:
    """New terms from a day on; in force only after an approver has agreed (SOD-15).

    ``bond_for`` and ``pay_for`` switch the lower bond and the earlier payment on for each category (PRF-09); not
    given, they hold for all preferred ones.
    """
    require(policies.may_propose_preference_terms(by))
    if facts["valid_from"] <= today():
        raise RuleBroken(_("New terms begin on a day that is still to come."), field="valid_from")
    bond_for = categories if bond_for is None else bond_for
    pay_for = categories if pay_for is None else pay_for
    for field, chosen in (("bond_for", bond_for), ("pay_for", pay_for)):
        if {each.pk for each in chosen} - {each.pk for each in categories}:
            raise RuleBroken(_("Only preferred categories have this benefit (rule PRF-09)."), field=field)
    terms = PreferenceTerms(proposed_by=by, **facts)
    checked(terms)
    terms.save()
    terms.categories.set(categories)
    terms.bond_for.set(bond_for)
    terms.pay_for.set(pay_for)
    codes = sorted(category.code for category in categories)
    switches = {name: sorted(each.code for each in on) for name, on in (("bond", bond_for), ("pay", pay_for))}
    record(terms, "proposed", by=by, payload={"valid_from": terms.valid_from, "categories": codes, **switches})
    announce("bidding.preference_terms_proposed", terms=terms.pk)
    return terms


@transaction.atomic
def approve_preference_terms(terms: PreferenceTerms, *, by: User) -> PreferenceTerms:
    """They come into force on their day."""
    require(policies.may_decide_preference_terms(by, terms))
    terms = PreferenceTerms.objects.select_for_update(of=("self",)).get(pk=terms.pk)
    if terms.valid_from <= today():
        raise WrongState(_("Their day has passed: propose the terms again for a later day."))
    move(terms, "approve", by=by, decided_by=by, decided_at=db_now())
    announce("bidding.preference_terms_decided", terms=terms.pk)
    return terms


@transaction.atomic
def refuse_preference_terms(terms: PreferenceTerms, *, reason: str, by: User) -> PreferenceTerms:
    """They never come into force."""
    require(policies.may_decide_preference_terms(by, terms))
    if not reason.strip():
        raise RuleBroken(_("Say why the terms are refused."), field="reason")
    terms = PreferenceTerms.objects.select_for_update(of=("self",)).get(pk=terms.pk)
    move(terms, "refuse", by=by, reason=reason, decided_by=by, decided_at=db_now())
    announce("bidding.preference_terms_decided", terms=terms.pk)
    return terms


@transaction.atomic
def set_preference_target(
    *, year: int, category: SocialCategory | None, target_pct: Decimal, by: User
) -> PreferenceTarget:
    """How much of the year's purchases should go to preferred companies; a later value replaces it, both are kept in
    the audit trail."""
    require(policies.may_set_preference_target(by))
    target = PreferenceTarget.objects.select_for_update(of=("self",)).filter(year=year, category=category).first()
    before = target.target_pct if target else None
    target = target or PreferenceTarget(year=year, category=category)
    target.target_pct, target.set_by = target_pct, by
    checked(target)
    target.save()
    record(target, "set", by=by, payload={"before": str(before), "after": str(target_pct)})
    return target


@transaction.atomic
def enter_own_work(tender: Tender, *, own_share: Decimal, basis: str, by: User) -> OwnWork:
    """What was seen of how much the preferred winner does itself (PRF-10); an approver decides on it."""
    require(policies.may_enter_own_work(by, tender))
    if not basis.strip():
        raise RuleBroken(_("Say what was seen: delivery notes, visits, contracts with subcontractors."), field="basis")
    tender = locked(tender)
    bid = queries.preferred_winner(tender)
    if bid is None:
        raise WrongState(_("No margin was given to the winner of this tender."))
    check = OwnWork(
        tender=tender,
        bid=bid,
        company=bid.company,
        own_share=own_share,
        least_share=Decimal(tender.params["preference"]["least_own_work"]),
        basis=basis,
        entered_by=by,
    )
    checked(check)
    check.save()
    record(check, "entered", by=by, payload={"own_share": f"{own_share:f}"})
    announce("bidding.own_work_entered", check=check.pk)
    return check


@transaction.atomic
def decide_own_work(check: OwnWork, *, by: User) -> OwnWork:
    """Enough, or the preference is withdrawn: the difference is owed and for a time no margin is given."""
    require(policies.may_decide_own_work(by, check))
    check = OwnWork.objects.select_for_update(of=("self",)).select_related("tender", "bid__ruling").get(pk=check.pk)
    now = db_now()
    if rules.performs_enough(check.own_share, least=check.least_share):
        move(check, "accept", by=by, decided_by=by, decided_at=now)
        return check
    price = check.bid.ruling.opened_price_won
    margin = queries.margins_of(check.tender).get(check.bid_id, NONE)
    damages = rules.withdrawal_damages(price, rules.evaluated_price(price, margin))
    until = _months_later(now.astimezone(SEOUL).date(), check.tender.params["preference"]["block_months"])
    move(
        check,
        "withdraw",
        by=by,
        payload={"damages_won": f"{damages:.0f}", "blocked_until": until},
        decided_by=by,
        decided_at=now,
        damages_won=damages,
        blocked_until=until,
    )
    announce("bidding.preference_withdrawn", check=check.pk)
    return check


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or its last: 31 August + 6 months is 28 February."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
