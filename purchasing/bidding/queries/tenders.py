"""Tenders: who sees which."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import QuoteRequest
from portal.people.models import User
from purchasing.bidding.models import BasePrice, Invitation, LimitCalc, TcoJustification, TcoSensitivity, Tender
from purchasing.bidding.queries.conflicts import tenders_tied_to
from purchasing.bidding.states import BEFORE_NOTICE, EXPLANATION_OPEN, Reach, TenderState

READS_DRAFTS = ("PO", "AP", "EV", "AU", "CP")
SEALED_AGAIN = (TenderState.PUBLISHED, TenderState.CLOSED)


def tenders_visible_to(user) -> QuerySet[Tender]:
    """Published tenders for everybody, signed in or not; drafts for the people who prepare, approve or audit them.

    An estimator and a member of the opening committee see the drafts they are assigned to. A tender that was cancelled
    before it was published stays inside. One for invited suppliers is seen by these alone until it has ended.
    """
    tenders = Tender.objects.select_related("officer", "estimator", "approver", "winner__company").order_by("-id")
    published = Q(published_at__isnull=False)
    if not getattr(user, "is_authenticated", False) or not user.is_internal:
        told = ~Q(reach=Reach.INVITED) | Q(ended_at__isnull=False)  # the result of every tender is published
        company_id = getattr(user, "company_id", None)
        if company_id is not None:
            told |= Q(pk__in=Invitation.objects.filter(company=company_id).values("tender"))
        return tenders.filter(published, told)
    if user.has_role(*READS_DRAFTS):
        return tenders
    assigned = Q(estimator=user) | Q(pk__in=Tender.objects.filter(committee__user=user).values("pk"))
    return tenders.filter(published | assigned)


def key_of_quotes(asked: QuoteRequest) -> str:
    """The key of the next draft that is made of a request for quotes; those that were cancelled keep theirs."""
    made = _made_of_quotes(asked).count()
    return f"{_first_key(asked)}-{made + 1}" if made else _first_key(asked)


def tender_from_quotes(asked: QuoteRequest) -> Tender | None:
    """The tender that was made of a request for quotes, whoever made it, unless it was cancelled before its notice."""
    made = _made_of_quotes(asked).exclude(state=TenderState.CANCELLED, published_at=None)
    return made.order_by("-pk").first()


def _first_key(asked: QuoteRequest) -> str:
    return f"rfq-{asked.uid}"


def _made_of_quotes(asked: QuoteRequest) -> QuerySet[Tender]:
    return Tender.objects.filter(key__startswith=_first_key(asked))


def taking_bids(tenders: QuerySet[Tender], now) -> QuerySet[Tender]:
    """Those of ``tenders`` that take bids at ``now``, the soonest deadline first."""
    return tenders.filter(state=TenderState.PUBLISHED, opens_at__lte=now, closes_at__gt=now).order_by("closes_at", "pk")


def due_to_close(now) -> QuerySet[Tender]:
    """Published tenders whose deadline has passed."""
    return Tender.objects.filter(state=TenderState.PUBLISHED, closes_at__lte=now).order_by("closes_at", "pk")


def base_price_visible_to(user, tender: Tender) -> BasePrice | None:
    """The base price, for the estimator who set it, and after opening for staff who may read bids; else None.

    Nobody reads it while acting for a supplier, not even who set it.
    """
    if not getattr(user, "is_internal", False):
        return None
    price = BasePrice.objects.filter(tender=tender).select_related("set_by").first()
    if price is None:
        return None
    if price.set_by_id == user.pk:
        return price
    return price if price.revealed_at is not None and reads_opened_bids(user, tender) else None


def takes_base_price(tender: Tender) -> bool:
    """Whether the estimator may seal the base price now: before the notice, and again once it is due.

    It becomes due only before the deadline, by an amendment of the quantities or by new keys. Nobody can make it due
    after the closing, so that a base price which was sealed at that moment stays (S7); one that is still due then is
    sealed once, before the first envelope is opened, or nothing could be opened.
    """
    return tender.state in BEFORE_NOTICE or (tender.base_price_due and tender.state in SEALED_AGAIN)


def base_price_seal(tender: Tender) -> Mapping[str, Any] | None:
    """What everybody who sees the tender may know of its base price: that it is sealed, when, and its commitment."""
    seal = BasePrice.objects.filter(tender=tender).values("sealed_at", "commitment", "revealed_at", "lines_sha256")
    return seal.first()


def reads_opened_bids(user, tender: Tender) -> bool:
    """Whether this member of staff reads bids once they are opened; the estimator does not. Source: domain 16.2."""
    if tender.opened_at is None or not getattr(user, "is_authenticated", False) or not user.is_internal:
        return False
    if user.has_role("PO", "EV", "AP", "AU", "CP"):
        return True
    return tender.committee.filter(user=user).exists()


def tenders_waiting_for(user: User) -> list[tuple[Tender, str]]:
    """What waits for this member of staff, the oldest first: (tender, what).

    ``what`` is one of ``base_price``, ``publication``, ``extension``, ``declaration``, ``evaluation``,
    ``few_bids``, ``cost``, ``proposal``, ``approval``.

    Who is kept out of a step by the segregation of duties, by a tie to a bidder or by the own limit, is not asked
    for it; nor is an approver for a notice that still lacks a base price.
    """
    if not user.is_internal:
        return []
    state = TenderState
    waits: list[tuple[str, Q]] = []
    if user.has_role("CE"):
        waits.append(("base_price", Q(state__in=BEFORE_NOTICE, estimator=user, base_price=None)))
    if user.has_role("AP"):
        limit_won = user.membership.approval_limit_won or 0  # without an amount none is low enough
        together = Q(pk=OuterRef("pk")) | Q(procedure=OuterRef("procedure"))  # approved as one
        lots = Tender.objects.filter(together).exclude(state=state.CANCELLED)
        beyond = Q(base_price=None) | Q(budget_won__gt=limit_won) | Q(officer=user) | Q(estimator=user)
        barred = Exists(lots.filter(beyond | Q(pk__in=Tender.objects.filter(committee__user=user).values("pk"))))
        waits.append(("publication", Q(state=state.REVIEW) & ~Q(barred)))
        open_extension = Q(extensions__decided_at=None, extensions__isnull=False) & ~Q(extensions__asked_by=user)
        waits.append(("extension", Q(state=state.PUBLISHED) & open_extension))
        waits.append(
            (
                "approval",
                Q(
                    state=state.AWARD_PROPOSED,
                    decisions__approved_at=None,
                    decisions__returned_at=None,
                    decisions__price_won__lte=limit_won,
                )
                & ~Q(decisions__first_approved_by=user)
                & ~Q(decisions__proposed_by=user)
                & ~Q(officer=user)
                & ~Q(evaluator=user)
                & ~Q(estimator=user),
            )
        )
    if user.has_role("OC"):
        mine = Tender.objects.filter(committee__user=user)
        undeclared = mine.filter(committee__user=user, committee__declared_at=None)
        waits.append(("declaration", Q(state__in=[state.PUBLISHED, state.CLOSED], pk__in=undeclared.values("pk"))))
    calcs = LimitCalc.objects.filter(tender=OuterRef("pk"), version=OuterRef("evaluation_no"))
    in_doubt = Exists(calcs.exclude(doubt=""))
    now = {"tender": OuterRef("pk"), "version": OuterRef("evaluation_no")}
    sensitive = Exists(TcoSensitivity.objects.filter(**now, changes_winner=True))
    unjustified = Q(sensitive) & ~Q(Exists(TcoJustification.objects.filter(**now)))
    if user.has_role("EV"):
        settled = Q(state=state.EXPLANATION) & ~Q(explanations__state__in=EXPLANATION_OPEN)
        waits.append(("evaluation", (Q(state=state.OPENED) | settled) & ~Q(estimator=user) & ~Q(approver=user)))
        doubtful = Q(state=state.EVALUATED, few_bids_confirmed_at=None) & Q(in_doubt)
        waits.append(("few_bids", doubtful & ~Q(estimator=user) & ~Q(approver=user)))
        to_justify = Q(state=state.EVALUATED) & unjustified
        waits.append(("cost", to_justify & ~Q(estimator=user) & ~Q(approver=user)))
    if user.has_role("PO"):
        settled = ~Q(in_doubt) | Q(few_bids_confirmed_at__isnull=False)
        waits.append(("proposal", Q(state=state.EVALUATED, officer=user) & settled & ~unjustified))
    free = Tender.objects.exclude(pk__in=tenders_tied_to(user).values("pk"))
    found = [
        (tender, what)
        for what, condition in waits
        for tender in free.filter(condition).select_related("officer").distinct().order_by("pk")[:50]
    ]
    return sorted(found, key=lambda pair: pair[0].pk)
