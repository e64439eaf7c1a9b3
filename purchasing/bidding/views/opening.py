"""Doors of the opening committee: declare, confirm; its members together open the bids."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.audit.queries import timeline_of
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh, proof_url
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from portal.throttles import client_ip, throttled
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import ContributeForm
from purchasing.bidding.models import Contribution, Tender, TenderKey
from purchasing.bidding.states import BEFORE_NOTICE, UNOPENED, Envelope, Seal, TenderState
from purchasing.bidding.views.finding import beside, tender_or_404, trail
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


@sensitive_variables()
def _context(
    request: HttpRequest, tender: Tender, refusal: str = "", form: ContributeForm | None = None
) -> dict[str, Any]:
    now = page_now(request)
    envelope = queries.next_envelope(tender) if tender.opened_at is None else ""
    key = queries.current_keys(tender).get(envelope) if envelope else None
    live = services.live_contributions(key, now) if key else []
    session = queries.session_of(tender, envelope or Envelope.PRICE.value)
    begun = bool(live) if key else session is not None and now - session.first_at <= queries.WINDOW
    reason = why_not_yet(request.user, tender, envelope, live, session, now)
    stands = session if begun or not envelope else None
    return {
        "tender": tender,
        "head": shown(tender, now, inside=True),
        "trail": trail(tender, _("Opening")),
        "facts": facts(tender, now),
        "steps": steps(tender),
        "session": session,
        "session_live": session is not None and bool(session.second_at or begun),
        "envelopes": _envelopes(tender, envelope),
        "next": Envelope(envelope).label if envelope else "",
        "several": len(tender.envelopes) > 1,
        "key": key,
        "live": live,
        "same_device": _same_device(request, key or (tender, envelope), live, stands, reason),
        "last_one": bool(key) and len(live) + 1 >= key.needed,
        "keepers": (keepers := _keepers(tender, now, live)),
        "keys_left": sum(each["holds"] for each in keepers),
        "at_risk": queries.is_at_risk(tender, now),
        "form": form or (ContributeForm() if key else None),
        "own_key": boxes[0].officer_key if (boxes := queries.own_boxes(request.user, key) if key else []) else None,
        "tool_sha256": queries.opening_tool_sha256() if key else "",
        "passed": now - tender.closes_at if tender.closes_at and now > tender.closes_at else None,
        "count": queries.bid_count_visible_to(request.user, tender),
        "list": queries.list_of(tender),
        "opened": tender.opened_at is not None,
        "may_declare": policies.may_declare_no_conflict(request.user, tender),
        "declared": tender.committee.filter(user=request.user, declared_at__isnull=False).exists(),
        "reason": reason,
        "refusal": refusal,
        "proof_url": "" if reason else proof_url(request, back=address(tender, "opening-detail")),
        "openers": queries.openers_of(session) if session is not None and session.second_at else [],
        "lapsed": _lapsed(tender, envelope, live, session, now),
        "awaited": max(queries.openers_needed(tender) - len(live), 0) if live else 0,
        "window_minutes": queries.WINDOW.seconds // 60,
        "reads_minutes": queries.reads_opened_bids(request.user, tender),
        "may_see_evaluation": policies.may_see_evaluation(request.user, tender),
        "may_replace": tender.state in UNOPENED
        and (tender.seal != Seal.KEYS or tender.state == TenderState.PUBLISHED)
        and policies.may_replace_opener(request.user, tender),
        "may_rekey": bool(key or tender.seal == Seal.KEYS)
        and tender.state == TenderState.PUBLISHED
        and policies.may_rekey_tender(request.user, tender),
        "seal": queries.base_price_seal(tender),
        "base_won": queries.opened_base_price(request.user, tender),
        "entries": told(timeline_of(tender), tender),
    }


def _same_device(
    request: HttpRequest,
    opening: TenderKey | tuple[Tender, str],
    live: list[Contribution],
    session: Any,
    reason: str,
) -> str:
    """The members who confirm on one device, the reader among them who is about to; by name, "" where nobody does.

    ``session``: None where no first confirmation stands; once the envelope is open, its minutes name them.
    """
    if session is not None and session.minutes:
        return ", ".join(map(str, queries.same_device_in(session)))
    given = [(each.by, each.device) for each in live]
    if session is not None and not live:  # sealed by access: the first confirmation stands in the session
        given = [(session.first_by, session.first_device)]
    if not reason:
        given.append((request.user, services.device_mark(opening, _device(request))))
    return ", ".join(map(str, services.on_same_device(given)))


def _device(request: HttpRequest) -> str:
    """Address and browser, to be told from those of others; never kept as they are."""
    return f"{client_ip(request)}\n{request.headers.get('User-Agent', '')}"


def _lapsed(
    tender: Tender, envelope: str, live: list[Contribution], session: Any, now: datetime
) -> list[dict[str, Any]]:
    """Confirmations of this envelope that count no more: by whom, when given, since when lapsed."""
    key = queries.current_keys(tender).get(envelope) if envelope else None
    given = []
    if key is not None:
        counted = {each.pk for each in live}
        given = [(each.by, each.at) for each in queries.contributions_to(key) if each.pk not in counted]
    elif envelope and session is not None and session.second_at is None:
        given = [(session.first_by, session.first_at)]
    ends = [(by, at, at + queries.WINDOW) for by, at in given]
    return [{"by": by, "at": at, "ended_at": ended_at} for by, at, ended_at in ends if ended_at < now]


def _envelopes(tender: Tender, following: str) -> list[dict[str, Any]]:
    """The envelopes in their order: open with the fingerprint of its minutes, next, or still sealed."""
    rows = []
    for envelope in queries.envelopes_of(tender):
        session = queries.session_of(tender, envelope)
        done = session is not None and session.second_at is not None
        kind, words = ("ok", _("Opened")) if done else ("seal", _("Sealed"))
        if envelope == following and tender.closed_at:
            kind, words = "wait", _("Opened next")
        minutes = session if done else None
        by = ", ".join(str(person) for person in queries.openers_of(minutes)) if minutes else ""
        rows.append(
            {
                "words": Envelope(envelope).label,
                "envelope": envelope,
                "session": minutes,
                "by": by,
                "kind": kind,
                "badge": words,
            }
        )
    return rows


def _keepers(tender: Tender, now: datetime, live: list[Contribution]) -> list[dict[str, Any]]:
    """The committee: declared, key proven or retired, contribution given; and from which day a last drill is asked."""
    declared = dict(tender.committee.values_list("user_id", "declared_at"))
    given = {each.by_id: each for each in live}
    last_week = tender.closes_at - queries.LAST_DRILL if tender.closes_at else now
    return [
        {
            "user": keeper.user,
            "declared_at": declared.get(keeper.user.pk),
            "key": keeper.key,
            "serves": keeper.serves,
            "holds": keeper.holds,
            "drilled_at": keeper.drilled_at,
            "fresh": keeper.is_fresh(last_week if now >= last_week else now - queries.FRESH),
            "drill_from": last_week if now < last_week else None,
            "given": given.get(keeper.user.pk),
        }
        for keeper in queries.keepers_of(tender)
    ]


def why_not_yet(user, tender: Tender, envelope: str, live: list[Contribution], session: Any, now: datetime) -> str:
    """Why this person cannot confirm the opening now; "" when the button works."""
    if tender.opened_at is not None or not envelope:
        return _("The bids are open.")
    if tender.state == TenderState.PUBLISHED and now < tender.closes_at:
        return _("Bids can be opened after the deadline: %(until)s.") % {"until": day_text(tender.closes_at)}
    if tender.state not in (TenderState.PUBLISHED, TenderState.CLOSED, TenderState.EXAMINING):
        return _("This tender has ended; there is nothing to open.")
    allowed = policies.may_confirm_opening(user, tender)
    if not allowed:
        return str(allowed.reason)
    released = queries.envelope_release(tender, envelope)
    if not released:
        return str(released.reason)
    if tender.base_price_due:  # also before the first envelope: once one is open, the base price stays as it is
        return _("The estimator has to seal the base price again first.")
    waits = session is not None and session.second_at is None and now - session.first_at <= queries.WINDOW
    given = [each.by_id for each in live] if tender.seal == Seal.KEYS else [session.first_by_id] if waits else []
    if user.pk in given:
        return queries.awaited_words(len(given), queries.openers_needed(tender))
    return ""


@writes
def opening_declare(request: HttpRequest, key: str) -> HttpResponse:
    """A member declares to have no conflict of interest."""
    tender = _tender_or_404(request, key)
    services.declare_no_conflict(tender, by=request.user)
    messages.success(request, _("Your declaration is recorded."))
    return see(request, address(tender, "opening-detail"))


@never_cache
@sensitive_post_parameters()
@writes(secret_form=True)
@fresh
@throttled("passphrase")
@sensitive_variables()
def opening_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm the next envelope; the last confirmation that is needed opens it, with the price also the base price."""
    tender = _tender_or_404(request, key)
    form = ContributeForm(request.POST, request.FILES) if tender.seal == Seal.KEYS else None
    if form is not None and not form.is_valid():
        require(policies.may_confirm_opening(request.user, tender))
        return _again(request, tender, form=form)
    given = form.cleaned_data if form is not None else {}
    own = services.OwnWork(**given["own_work"]) if given.get("own_work") else None
    try:
        session = services.confirm_opening(
            tender, by=request.user, passphrase=given.get("passphrase", ""), own=own, device=_device(request)
        )
    except WrongState:
        raise
    except RuleBroken as refusal:
        if form is None or refusal.field not in form.fields:
            return _again(request, tender, refusal=str(refusal), form=form)
        beside(form, refusal)
        return _again(request, tender, form=form)
    if session.second_at is None:
        messages.success(request, _opens_when(tender))
        return see(request, address(tender, "opening-detail"))
    tender = Tender.objects.get(pk=tender.pk)
    if tender.opened_at is None:
        messages.success(request, _("The envelope is open. The evaluation board judges it now."))
        return see(request, address(tender, "opening-detail"))
    messages.success(request, _("The bids are open. All bidders are told at the same moment."))
    name = "evaluation-detail" if queries.reads_opened_bids(request.user, tender) else "opening-detail"
    return see(request, address(tender, name))


def _opens_when(tender: Tender) -> str:
    """To who has just confirmed: how many others the opening waits for."""
    needed, key = queries.openers_needed(tender), queries.current_keys(tender).get(queries.next_envelope(tender))
    missing = needed - (len(queries.contributions_to(key)) if key else 1)
    if needed == 2:
        return _("Your confirmation is in. The bids open when a second member confirms.")
    return ngettext(
        "Your confirmation is in. The bids open when %(count)s more member confirms.",
        "Your confirmation is in. The bids open when %(count)s more members confirm.",
        missing,
    ) % {"count": missing}


@sensitive_variables()
def _again(request: HttpRequest, tender: Tender, refusal: str = "", form: ContributeForm | None = None) -> HttpResponse:
    context = _context(request, tender, refusal, form)
    return page(request, "bidding/opening_detail.html", context, part="bidding/_opening.html", status=422)


@never_cache
@reads
def opening_package(request: HttpRequest, key: str) -> HttpResponse:
    """What the officer's own computer needs to contribute without the portal seeing passphrase or key."""
    tender = _tender_or_404(request, key)
    require(policies.may_confirm_opening(request.user, tender))
    envelope = queries.next_envelope(tender)
    tender_key = queries.current_keys(tender).get(envelope)
    if tender_key is None or tender.state not in (TenderState.CLOSED, TenderState.EXAMINING):
        raise Http404
    package = services.package_for(tender_key, by=request.user, now=page_now(request))
    response = JsonResponse(package, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="opening-{tender.number}-{envelope}.json"'
    return response


@reads
def opening_minutes(request: HttpRequest, key: str, envelope: str) -> HttpResponse:
    """The minutes of one envelope, byte for byte: their SHA-256 is the fingerprint that the page shows."""
    tender = _tender_or_404(request, key)
    minutes = queries.minutes_for(request.user, tender, envelope)
    if minutes is None:
        raise Http404
    response = HttpResponse(minutes, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="opening-minutes-{tender.number}-{envelope}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
