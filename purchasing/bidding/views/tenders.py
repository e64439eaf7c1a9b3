"""Doors: the list of tenders and a tender's page, open to everybody; each sees what the queries let them see."""

from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text
from portal.http import page, page_now, public, reads, writes
from portal.paging import Paginator
from portal.people.models import User
from portal.taking import list_taken
from portal.throttles import throttled
from purchasing.bidding import policies, queries
from purchasing.bidding.forms import TenderFilter
from purchasing.bidding.models import Tender
from purchasing.bidding.states import TenderState
from purchasing.bidding.views.after import objecting
from purchasing.bidding.views.after_deeds import after_deeds
from purchasing.bidding.views.deeds import deeds_for, open_extension
from purchasing.bidding.views.eco import eco_of_tender
from purchasing.bidding.views.explanations import explanations_panel
from purchasing.bidding.views.feeds import feed_addresses
from purchasing.bidding.views.finding import tender_or_404, trail
from purchasing.bidding.views.ladder import verdicts
from purchasing.bidding.views.notice_shown import notice_parts, with_requirements
from purchasing.bidding.views.papers import papers_of
from purchasing.bidding.views.planning import plan_address
from purchasing.bidding.views.preference import of_tender
from purchasing.bidding.views.questions import questions_panel
from purchasing.bidding.views.shown import address, facts, rule_of, shown, standing, steps, told

PER_PAGE = 20


@public
@reads
@throttled("search")
def tender_list(request: HttpRequest) -> HttpResponse:
    """All tenders this person may see; filters live in the address."""
    now = page_now(request)
    insider = is_insider(request)
    form, given, visible = _asked(request)
    found = queries.find_tenders(visible, now=now, **given)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    mine = {"mine": "on"} if form.is_bound and form.cleaned_data.get("mine") else {}
    user = request.user
    context = {
        "filter": form,
        "filtered": bool(given or mine),
        "mine": bool(mine),
        "results": results,
        "plans_url": "" if results.object_list else _plans_that_fit(given),
        "feeds": feed_addresses(urlencode(sorted(given.items()))),
        "alert_query": urlencode({"topic": "tenders"} | {k: v for k, v in given.items() if k in ("q", "region")}),
        "rows": [shown(tender, now, inside=insider) for tender in results],
        "ways_out": [] if results.paginator.count else _ways_out(given, mine, visible, now),
        "insider": insider,
        "may_draft": user.is_authenticated and policies.may_draft_tender(user),
        "shows_own_bids": user.is_authenticated and user.is_supplier and user.has_role("SA", "BD"),
    }
    return page(request, "bidding/tender_list.html", context, part="bidding/_tender_results.html")


def _asked(request: HttpRequest) -> tuple[TenderFilter, dict[str, Any], QuerySet[Tender]]:
    """The filter as it was filled in, what it asks for, and among which tenders: of staff perhaps their own."""
    form = TenderFilter(request.GET or None, for_staff=is_insider(request))
    given = form.given() if form.is_bound else {}
    visible = queries.tenders_visible_to(request.user)
    if given.pop("mine", False):
        visible = queries.tenders_of(cast(User, request.user), visible)
    return form, given, visible


@writes(shows_form=True)
def tender_export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, for staff, in words; a workbook or CSV."""
    if not is_insider(request):
        raise Http404
    now = page_now(request)
    _form, given, visible = _asked(request)

    def row(tender: Tender) -> list[object]:
        named = [tender.number, tender.title, tender.get_kind_display(), tender.get_method_display()]
        days = [tender.published_at, tender.opens_at, tender.closes_at, tender.ended_at]
        return [*named, shown(tender, now, inside=True).words, tender.officer.name, *days]

    head = [_("Number"), _("Title"), _("Kind"), _("Award by"), _("State"), _("Purchasing officer")]
    return list_taken(
        request,
        queries.find_tenders(visible, now=now, **given),
        name="tenders",
        title=_("Tenders"),
        head=[*head, pgettext("tender", "Published"), _("Bids from"), _("Bids until"), _("Ended")],
        row=row,
        back=reverse("bidding:tender-list"),
    )


def _plans_that_fit(given: dict[str, Any]) -> str:
    """Where the same words find planned purchases; "" where they find none."""
    looked_for: dict[str, str] = {name: given[name] for name in ("q", "kind", "region") if name in given}
    if "q" not in looked_for or not queries.find_plans(queries.announced_plans(), **looked_for).exists():
        return ""
    return f"{reverse('bidding:plan-list')}?{urlencode(looked_for)}"


def _ways_out(
    given: dict[str, Any], mine: dict[str, str], visible: QuerySet[Tender], now: datetime
) -> list[dict[str, Any]]:
    """Which word to give up, how much that finds, and the address that does it."""
    return [
        {
            "label": _("Without the word “%(word)s”") % {"word": word},
            "total": total,
            "url": f"?{urlencode(sorted((given | mine | {'q': rest}).items()))}",
        }
        for word, rest, total in queries.without_each_word(visible, now=now, given=given)
    ]


@public
@reads
def tender_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One tender: the notice, its rule and clock, what this person can do, and the result once it is published.

    The number of an announced plan leads to its place among the plans, as long as there is no notice.
    """
    try:
        tender = tender_or_404(request, key)
    except Http404:
        plan = queries.announced_plans().filter(tender__number=key.upper()[:20]).first()
        if plan is None:
            raise
        return redirect(plan_address(plan))
    return page(request, "bidding/tender_detail.html", detail_of(request, tender))


def is_insider(request: HttpRequest) -> bool:
    """Whether the reader is staff of the buying organisation."""
    return request.user.is_authenticated and request.user.is_internal


def detail_of(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    """Everything that the tender's page shows to this reader."""
    now, user, insider = page_now(request), request.user, is_insider(request)
    head = shown(tender, now, inside=insider)
    result = queries.published_result(user, tender)
    entries = told(timeline_of(tender), tender) if insider else None
    deeds = [*after_deeds(user, tender), *deeds_for(user, tender, head, now)]
    own = list(queries.bids_visible_to(user, tender)) if user.is_authenticated and user.is_supplier else []
    return {
        "tender": tender,
        "head": head,
        "trail": trail(tender),
        "facts": facts(tender, now),
        "steps": steps(tender),
        "rule": rule_of(tender),
        "lines": with_requirements(tender),
        **notice_parts(request, tender, now, insider=insider),
        "notes": notes_of(request, tender, entries),
        "deeds": deeds,
        "small_deeds": [deed for deed in deeds if not deed.text and not deed.reason],
        "own_bids": own,
        "own_standing": standing(own[0]) if own else None,
        "own_live": queries.own_bid(user, tender) is not None if own else False,
        "withdraw_key": uuid4().hex,
        **explanations_panel(request, tender),
        "sealed_list": queries.list_of(tender) if tender.closed_at else None,
        "seal": queries.base_price_seal(tender) if tender.published_at or insider else None,
        "base_won": queries.opened_base_price(user, tender),
        "receipt_key": queries.receipt_key(),
        "insider": insider,
        "document": queries.tco_document(tender),
        "preferring": of_tender(user, tender),
        "eco": eco_of_tender(user, tender),
        "members": tender.committee.select_related("user") if insider else [],
        "entries": entries,
        "closes_words": day_text(tender.closes_at) if tender.closes_at else "",
        "opened_words": day_text(tender.opened_at) if tender.opened_at else "",
        "result": verdicts(result, user) if result else None,
        **objecting(request, tender),
        "papers": papers_of(user, tender),
        "questions": questions_panel(request, tender),
    }


def notes_of(request: HttpRequest, tender: Tender, entries) -> list[dict[str, Any]]:
    """What is wrong, or what to know, before anything else on the page."""
    found = []
    match tender.state:
        case TenderState.FAILED:
            found.append(_note("bad", _("This tender ended without an award."), queries.why_failed(tender)))
        case TenderState.CANCELLED:
            moment = {"moment": day_text(tender.ended_at) if tender.ended_at else "—"}
            found.append(_note("mute", _("This tender was cancelled on %(moment)s.") % moment, tender.end_reason))
        case TenderState.DRAFT if entries:
            last = next((e for e in entries if e.what.endswith((".return", ".request"))), None)
            if last is not None and last.what.endswith(".return"):
                found.append(_note("warn", _("The draft came back."), last.reason))
        case TenderState.REVIEW:
            found.append(_note("wait", _("Waiting for approval"), _("Nobody outside sees this tender yet.")))
        case TenderState.PLANNED:
            text = _("Everybody reads its plan; the draft is not begun yet.")
            found.append(_note("info", _("Announced as planned"), text, reverse("bidding:plan-list"), _("All plans")))
        case TenderState.APPROVED:
            day = {"day": day_text(tender.publish_at) if tender.publish_at else "—"}
            found.append(_note("wait", _("Approved"), _("The portal publishes it on %(day)s.") % day))
    if tender.state in (TenderState.DRAFT, TenderState.REVIEW) and tender.closes_at and not tender.questions_until:
        text = _("Who asks late gets no answer in time. Set an earlier end of questions in the draft.")
        found.append(_note("warn", _("Questions are taken until the bids close"), text))
    found += _rounds(request, tender)
    extension = open_extension(request.user, tender)
    if extension is not None:
        words = {"name": extension.asked_by, "until": day_text(extension.closes_at)}
        text = _("%(name)s asks to move the deadline to %(until)s.") % words
        found.append(_note("wait", _("A later deadline waits for approval."), text))
    if tender.published_at:
        found += _moves(tender, insider=is_insider(request))
    if tender.state == TenderState.PUBLISHED and not request.user.is_authenticated:
        text = _("A registered supplier's bidder can enter a bid here.")
        sign_in = f"{reverse('account_login')}?next={address(tender)}"
        found.append(_note("info", _("Want to bid?"), text, sign_in, _("Sign in")))
    return found


def _moves(tender: Tender, *, insider: bool) -> list[dict[str, Any]]:
    """Why the deadline is not the one of the notice: by decision, and for outages of the portal."""
    found = []
    moved = tender.extensions.filter(approved=True).first()
    if moved is not None:
        text = _("From %(before)s to %(after)s: %(reason)s") % {
            "before": day_text(moved.closed_at_before, "short"),
            "after": day_text(moved.closes_at, "short"),
            "reason": moved.reason,
        }
        found.append(_note("info", _("The deadline was moved."), text))
    given = list(tender.outage_extensions.order_by("pk"))
    if given:
        text = _("From %(before)s to %(after)s: the portal could not be reached; all that were hit got more time.") % {
            "before": day_text(given[0].closed_at_before, "short"),
            "after": day_text(given[-1].closes_at, "short"),
        }
        way = (reverse("bidding:outages"), _("Outages")) if insider else ()
        found.append(_note("info", _("The deadline was moved."), text, *way))
        if insider and tender.state == TenderState.PUBLISHED and queries.delivery_overtaken(tender):
            text = _("Amend the notice, so that delivery lies after the day on which bids close.")
            found.append(_note("warn", _("The deadline has reached the day of delivery."), text))
    return found


def _rounds(request: HttpRequest, tender: Tender) -> list[dict[str, Any]]:
    """What went before, what follows, and what an amendment still needs."""
    found = []
    if tender.round_of is not None:
        text = _("It follows %(number)s, on the conditions that were announced there.")
        said = text % {"number": tender.round_of.number}
        found.append(_note("info", _("Another round"), said, address(tender.round_of), tender.round_of.number))
    failed = tender.state == TenderState.FAILED
    following = queries.next_round(tender) if failed else None
    readable = following is not None and queries.tenders_visible_to(request.user).filter(pk=following.pk).exists()
    if following is not None and readable:
        said = _("What was not bought here is tendered again.")
        found.append(_note("info", _("Another round"), said, address(following), following.number))
    elif following is not None and following.published_at:
        said = _("What was not bought here is tendered again by invitation: its notice is public once it has ended.")
        found.append(_note("info", _("Another round"), said))
    elif failed and tender.rebid_conditions:
        said = _("The notice gave the conditions for one. None is published yet; once one is, this page links to it.")
        found.append(_note("wait", _("Another round"), said))
    if tender.base_price_due and is_insider(request):
        said = _("The quantities changed by an amendment. Until it is sealed again, the bids cannot be opened.")
        found.append(_note("warn", _("The base price has to be sealed again"), said))
    return found


def _note(kind: str, title: object, text: object, url: str = "", link: object = "") -> dict[str, Any]:
    return {"kind": kind, "title": title, "text": text, "url": url, "link": link, "points": []}
