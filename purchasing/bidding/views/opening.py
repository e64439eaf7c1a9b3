"""Doors of the opening committee: declare, confirm; two members together open the bids."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from purchasing.bidding import policies, queries, services
from purchasing.bidding.models import OpeningSession, Tender
from purchasing.bidding.services.opening import WINDOW
from purchasing.bidding.states import BEFORE_NOTICE, TenderState
from purchasing.bidding.views.finding import tender_or_404, trail
from purchasing.bidding.views.shown import address, facts, shown, steps, told


@reads
def opening_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The opening of one tender, for staff: who is needed, who has confirmed, and how many bids are sealed."""
    tender = _tender_or_404(request, key)
    return page(request, "bidding/opening_detail.html", _context(request, tender), part="bidding/_opening.html")


def _tender_or_404(request: HttpRequest, key: str) -> Tender:
    tender = tender_or_404(request, key)
    if not request.user.is_internal or tender.state in BEFORE_NOTICE:
        raise Http404
    return tender


def _context(request: HttpRequest, tender: Tender, refusal: str = "") -> dict[str, Any]:
    now = page_now(request)
    session = OpeningSession.objects.filter(tender=tender).select_related("first_by", "second_by").first()
    return {
        "tender": tender,
        "head": shown(tender, now, inside=True),
        "trail": trail(tender, _("Opening")),
        "facts": facts(tender),
        "steps": steps(tender),
        "session": session,
        "session_live": session is not None and (session.second_at or now - session.first_at <= WINDOW),
        "members": tender.committee.select_related("user__active_membership"),
        "count": queries.bid_count_visible_to(request.user, tender),
        "opened": tender.opened_at is not None,
        "may_declare": policies.may_declare_no_conflict(request.user, tender),
        "declared": tender.committee.filter(user=request.user, declared_at__isnull=False).exists(),
        "reason": why_not_yet(request.user, tender, session, now),
        "refusal": refusal,
        "window_minutes": WINDOW.seconds // 60,
        "may_see_evaluation": policies.may_see_evaluation(request.user, tender),
        "seal": queries.base_price_seal(tender),
        "entries": told(timeline_of(tender), tender),
    }


def why_not_yet(user, tender: Tender, session: OpeningSession | None, now: datetime) -> str:
    """Why this person cannot confirm the opening now; "" when the button works."""
    if tender.opened_at is not None:
        return _("The bids are open.")
    if tender.state == TenderState.PUBLISHED and now < tender.closes_at:
        return _("Bids can be opened after the deadline: %(until)s.") % {"until": day_text(tender.closes_at)}
    if tender.state not in (TenderState.PUBLISHED, TenderState.CLOSED):
        return _("This tender has ended; there is nothing to open.")
    allowed = policies.may_confirm_opening(user, tender)
    if not allowed:
        return str(allowed.reason)
    if session is not None and session.first_by_id == user.pk and now - session.first_at <= WINDOW:
        return _("Your confirmation is in. A second member of the committee has to confirm.")
    return ""


@writes
def opening_declare(request: HttpRequest, key: str) -> HttpResponse:
    """A member declares to have no conflict of interest."""
    tender = _tender_or_404(request, key)
    services.declare_no_conflict(tender, by=request.user)
    messages.success(request, _("Your declaration is recorded."))
    return see(request, address(tender, "opening-detail"))


@writes
def opening_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm; the second confirmation opens bids and base price in one act."""
    tender = _tender_or_404(request, key)
    try:
        session = services.confirm_opening(tender, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        context = _context(request, tender, str(refusal))
        return page(request, "bidding/opening_detail.html", context, part="bidding/_opening.html", status=422)
    if session.second_at is None:
        messages.success(request, _("Your confirmation is in. The bids open when a second member confirms."))
        return see(request, address(tender, "opening-detail"))
    messages.success(request, _("The bids are open. All bidders are told at the same moment."))
    name = (
        "evaluation-detail"
        if queries.reads_opened_bids(request.user, Tender.objects.get(pk=tender.pk))
        else "opening-detail"
    )
    return see(request, address(tender, name))
