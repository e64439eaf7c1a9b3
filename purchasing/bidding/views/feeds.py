"""Feeds and calendars of tenders: for programs that people already use, without an account."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.display import day_text
from portal.feeds import Item, absolute, feed_answer, unchanged_or
from portal.http import page_now, public, reads
from portal.icalendar import Moment, calendar_text
from portal.throttles import throttled
from purchasing.bidding import queries
from purchasing.bidding.forms import TenderFilter
from purchasing.bidding.models import Tender
from purchasing.bidding.queries.feeds import dated_tenders, newest_tenders, public_tenders
from purchasing.bidding.states import TenderState
from purchasing.bidding.views.finding import tender_or_404
from purchasing.bidding.views.shown import address


def feed_addresses(query: str = "") -> list[tuple[str, str, bool]]:
    """The feeds of a search by the name of the format: address, and whether it is a calendar."""
    tail = f"?{query}" if query else ""
    return [
        ("RSS", reverse("bidding:feed", args=["rss"]) + tail, False),
        ("Atom", reverse("bidding:feed", args=["atom"]) + tail, False),
        ("iCalendar", reverse("bidding:calendar") + tail, True),
    ]


def _found(request: HttpRequest, now: datetime):
    form = TenderFilter(request.GET or None)
    given: dict[str, Any] = form.given() if form.is_bound else {}
    return queries.find_tenders(public_tenders(), now=now, **given)


@public
@reads
@throttled("search")
def tender_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest tenders: of all, or of the search in the address, which is the list's."""
    items = [
        Item(
            f"urn:uuid:{tender.uid}",
            f"{tender.number} {tender.title}",
            _("%(kind)s, bids until %(until)s") % {"kind": tender.get_kind_display(), "until": _until(tender)},
            address(tender),
            tender.published_at,
            str(tender.get_kind_display()),
        )
        for tender in newest_tenders(_found(request, page_now(request)))
    ]
    return feed_answer(
        request, kind, _("Tenders"), reverse("bidding:tender-list"), items, description=_("New tenders of the portal.")
    )


@public
@reads
@throttled("search")
def tender_calendar(request: HttpRequest) -> HttpResponse:
    """The deadlines of the tenders of a search, for a calendar that asks again by itself."""
    now = page_now(request)
    return _calendar(request, _("Tender deadlines"), dated_tenders(_found(request, now), now), "tenders.ics")


@public
@reads
def tender_deadline(request: HttpRequest, key: str) -> HttpResponse:
    """The deadline of one tender; a later one replaces it in the calendar."""
    tender = tender_or_404(request, key)
    if tender.published_at is None:  # nothing is announced yet
        raise Http404
    dated = dated_tenders(Tender.objects.filter(pk=tender.pk, published_at__isnull=False), tender.deadline)
    return _calendar(request, tender.number, dated, f"{tender.number}.ics")


def _calendar(request: HttpRequest, name: str, tenders: list[Any], filename: str) -> HttpResponse:
    moments = [moment for tender in tenders for moment in moments_of(tender)]
    facts = [repr(moment) for moment in moments]

    def make() -> HttpResponse:
        text = calendar_text(f"{name} · {settings.PORTAL_NAME}", "-//Together//Tenders//KO", moments)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{filename}"'
        return response

    return unchanged_or(request, facts, max((moment.changed_at for moment in moments), default=None), make)


def moments_of(tender: Any) -> list[Moment]:
    """The deadline, and before it the last moment for questions."""
    changed_at = max(filter(None, [tender.published_at, tender.moved_at, tender.ended_at]))
    common = {
        "url": absolute(address(tender)),
        "changed_at": changed_at,
        "cancelled": tender.state == TenderState.CANCELLED,
        "version": tender.moves + (1 if tender.ended_at else 0),
    }
    text = f"{tender.number} {tender.title}\n{common['url']}"
    named = {"number": tender.number, "title": tender.title}
    found = [
        Moment(
            uid=f"{tender.uid}-bids@together",
            at=tender.closes_at,
            title=_("Bids close: %(number)s %(title)s") % named,
            text=text,
            **common,
        )
    ]
    if tender.questions_until:
        title = _("Questions close: %(number)s %(title)s") % named
        uid = f"{tender.uid}-questions@together"
        found.insert(0, Moment(uid=uid, at=tender.questions_until, title=title, text=text, **common))
    return found


def _until(tender: Tender) -> str:
    return day_text(tender.closes_at) if tender.closes_at else "—"
