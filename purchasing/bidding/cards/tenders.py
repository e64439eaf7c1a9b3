"""What bidding enters on the pages of the ground floor: menu, dashboard, front page, and the words of its timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from catalog.models import QuoteRequest
from catalog.registry import QuoteDeed, quote_deeds
from catalog.states import QuoteState
from portal.clock import SEOUL, db_now
from portal.home.registry import (
    Action,
    Card,
    Figure,
    FrontSection,
    MenuItem,
    Panel,
    Programme,
    Row,
    actions,
    cards,
    figures,
    front_sections,
    menu,
    panels,
    programmes,
)
from portal.http import page_now
from portal.words import deeds
from purchasing.bidding import policies, queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.states import Envelope, Reach, TenderState
from purchasing.bidding.views.shown import address, shown, standing

STAFF = frozenset({"PO", "CE", "OC", "EV", "AP"})
BIDDERS = frozenset({"SA", "BD"})
ON_FRONT = 5
RECENT_DAYS = 14
DECLARATIONS = 3  # so many stand by themselves on the dashboard

menu.add("tenders", MenuItem(label=gettext_lazy("Tenders"), url_name="bidding:tender-list", order=20, icon="gavel"))
actions.add(
    "tender-create",
    Action(
        label=gettext_lazy("Prepare a tender"),
        url_name="bidding:tender-create",
        icon="plus",
        roles=frozenset({"PO"}),
        primary=True,
    ),
)
actions.add(
    "tender-find",
    Action(
        label=gettext_lazy("Find tenders"),
        url_name="bidding:tender-list",
        icon="gavel",
        roles=BIDDERS,
        primary=True,
        order=60,
    ),
)


def _tender_of_quotes(request: HttpRequest, asked: QuoteRequest) -> tuple[str, str] | None:
    tender = queries.tender_from_quotes(asked)
    if tender is None or not queries.tenders_visible_to(request.user).filter(pk=tender.pk).exists():
        return None
    return _("Tender %(number)s") % {"number": tender.number}, address(tender)


quote_deeds.add(
    "tender",
    QuoteDeed(
        label=gettext_lazy("Make a tender"),
        hint=gettext_lazy("A draft with these lines and quantities, without makers' names or prices"),
        url_name="bidding:tender-from-quotes",
        icon="gavel",
        made=_tender_of_quotes,
        is_offered=lambda request, asked: (
            asked.state != QuoteState.CANCELLED and bool(policies.may_draft_tender(request.user))
        ),
    ),
)


# Dashboard -----------------------------------------------------------------------------------------------------------
def waiting(request: HttpRequest) -> Iterable[Row]:
    """What waits for this member of staff, each with what is lost if nothing is done."""
    undeclared = []
    for tender, what in queries.tenders_waiting_for(request.user):
        if what == "declaration":
            undeclared.append(tender)
        else:
            yield _waiting_row(tender, what)
    yield from _declarations(sorted(undeclared, key=lambda tender: (tender.deadline, tender.pk)))
    for tender, envelope in queries.openings_waiting_for(request.user, page_now(request)):
        yield _waiting_row(tender, "opening" if len(tender.envelopes) < 2 else "envelope", envelope)
    if request.user.is_internal and request.user.has_role("CE"):
        for tender in services.to_seal_again(request.user):
            yield _waiting_row(tender, "base_price_again")
    for tender in _returned(request):
        yield Row(
            title=_named(_("Draft came back: %(title)s"), tender),
            consequence=_("It is not published until it is corrected and approved."),
            url=address(tender),
            verb=_("Correct"),
            kind="warn",
            icon="pencil",
        )


def _declarations(undeclared: list[Tender]) -> Iterable[Row]:
    """The most pressing ones, each with its tender; the others as one row: a long list of the same hides the rest."""
    for tender in undeclared[:DECLARATIONS]:
        yield _waiting_row(tender, "declaration")
    if others := undeclared[DECLARATIONS:]:
        title = ngettext(
            "Declare: no conflict of interest in %(count)s more tender",
            "Declare: no conflict of interest in %(count)s more tenders",
            len(others),
        )
        yield Row(
            title=title % {"count": len(others)},
            consequence=_("They close later. They come up here one after the other as you declare."),
            due=others[0].closes_at,
            url=reverse("bidding:tender-list") + "?mine=on",
            verb=_("Look"),
            kind="wait",
        )


def _waiting_row(tender: Tender, what: str, envelope: str = "") -> Row:
    due: datetime | None = None
    page, kind, icon, primary = "tender-detail", "wait", "", False
    match what:
        case "base_price":
            title, verb, icon, page = _("Seal the base price: %(title)s"), _("Seal"), "lock", "base-price-seal"
            text = _("Without it the tender cannot be published.")
        case "base_price_again":
            title, verb = _("Seal the base price again: %(title)s"), _("Seal")
            icon, page, kind = "lock", "base-price-seal", "warn"
            text = _("What it was sealed for has changed; the tender cannot be published with it.")
        case "publication":
            title, verb = _("Approve the notice: %(title)s"), _("Look")
            text, due = (
                _("Until then nobody outside sees it; the notice period begins with the approval."),
                tender.closes_at,
            )
        case "extension":
            title, verb = _("Decide on a later deadline: %(title)s"), _("Decide")
            text, due, kind = _("Without a decision bids close as published."), tender.closes_at, "warn"
        case "declaration":
            title, verb, page = _("Declare: no conflict of interest in %(title)s"), _("Declare"), "opening-detail"
            text, due = _("Without the declaration you cannot take part in the opening."), tender.closes_at
        case "opening":
            title, verb = _("Open the bids: %(title)s"), pgettext("bids", "Open")
            page, icon = "opening-detail", "lock-open"
            text = _("The deadline has passed. %(needed)s members of the committee confirm.")
            text, kind, primary = text % {"needed": queries.openers_needed(tender)}, "warn", True
            due = tender.closes_at
        case "envelope":
            title, verb = _("Open the next envelope: %(title)s"), pgettext("bids", "Open")
            page, icon = "opening-detail", "lock-open"
            text = _("“%(envelope)s” can be opened now. %(needed)s members of the committee confirm.")
            text = text % {"envelope": Envelope(envelope).label, "needed": queries.openers_needed(tender)}
            kind, primary = "warn", True
        case "evaluation":
            title, verb, page = _("Evaluate: %(title)s"), _("Evaluate"), "evaluation-detail"
            text, icon = _("The bids are open and wait for their verdicts."), "scale"
        case "few_bids":
            title, verb, page = _("Confirm the result: %(title)s"), _("Confirm"), "evaluation-detail"
            text, kind = _("It rests on few bids; no award before your confirmation."), "warn"
        case "cost":
            title, verb, page = _("Justify the result: %(title)s"), _("Justify"), "tco-detail"
            text, kind = _("Another bid comes first in at least one case; no award before your justification."), "warn"
        case "proposal":
            title, verb, page = _("Propose the award: %(title)s"), _("Propose"), "evaluation-detail"
            text, icon = _("The verdicts are computed."), "trophy"
        case _:
            title, verb, page = _("Approve the award: %(title)s"), _("Decide"), "evaluation-detail"
            text, icon = _("Suppliers hear nothing before your approval."), "trophy"
    return Row(
        title=_named(title, tender),
        consequence=text,
        due=due,
        url=address(tender, page),
        verb=verb,
        kind=kind,
        icon=icon,
        primary=primary,
    )


def _named(words: str, tender: Tender) -> str:
    return words % {"title": f"{tender.number} {tender.title}"}


def _returned(request: HttpRequest) -> Iterable[Tender]:
    """Own drafts that an approver sent back."""
    return queries.returned_drafts_of(request.user) if request.user.has_role("PO") else []


cards.add("bidding", Card(rows=waiting, roles=STAFF, order=20))


def own_tenders(request: HttpRequest) -> dict[str, Any] | None:
    """The supplier's last tenders: sealed, void, won or lost; no amounts."""
    now = page_now(request)
    rows = [(bid, shown(bid.tender, now), *standing(bid)) for bid in queries.own_bids(request.user)[:ON_FRONT]]
    return {"rows": rows} if rows else None


panels.add("bidding", Panel(template="bidding/_own_tenders.html", context=own_tenders, roles=BIDDERS, order=10))


def results(request: HttpRequest) -> Iterable[Row]:
    """Results of the last fortnight, for those who bid."""
    now = page_now(request)
    for bid in queries.own_bids(request.user)[:20]:
        tender = bid.tender
        ended = tender.ended_at
        if ended is None or (now - ended).days >= RECENT_DAYS or tender.state == TenderState.CANCELLED:
            continue
        won = tender.winner_id == bid.pk
        text = _("Who won, all prices, and the reason for each verdict.")
        if won and tender.state == TenderState.CONTRACTED:
            text = _("The contract is signed, at exactly the price of the bid.")
        elif won:
            text = _("The contract is drawn up at exactly the price of the bid.")
        yield Row(
            title=_named(_("Awarded: %(title)s") if won else _("Result published: %(title)s"), tender),
            consequence=text,
            url=address(tender),
            verb=_("Read"),
            kind="win" if won else "info",
        )


cards.add("bidding-results", Card(rows=results, roles=BIDDERS, order=30))


# Front page ----------------------------------------------------------------------------------------------------------
def open_count() -> int:
    """Tenders that take bids at this moment."""
    return queries.taking_bids(queries.tenders_visible_to(None), db_now()).count()


def closing_today() -> int:
    """Those of them that close today in Korea."""
    now = db_now()
    end_of_day = now.astimezone(SEOUL).replace(hour=23, minute=59, second=59, microsecond=999_999)
    return queries.taking_bids(queries.tenders_visible_to(None), now).filter(closes_at__lte=end_of_day).count()


figures.add(
    "open tenders",
    Figure(label=gettext_lazy("Open tenders"), value=open_count, unit=pgettext_lazy("tenders", "tenders"), order=10),
)
figures.add(
    "closing today",
    Figure(
        label=gettext_lazy("Closing today"), value=closing_today, unit=pgettext_lazy("tenders", "tenders"), order=11
    ),
)


def front_tenders(request: HttpRequest) -> dict[str, Any] | None:
    """The open tenders with the soonest deadlines; and how many of them the public figure beside does not count."""
    now = page_now(request)
    found = queries.taking_bids(queries.tenders_visible_to(request.user), now)
    rows = [shown(tender, now) for tender in found[:ON_FRONT]]
    if not rows:
        return None
    invited = found.filter(reach=Reach.INVITED).count() if request.user.is_authenticated else 0
    address_of_all = reverse("bidding:tender-list") + "?stage=open"
    return {"rows": rows, "total": found.count(), "invited": invited, "url": address_of_all}


front_sections.add("tenders", FrontSection(template="bidding/_front_tenders.html", context=front_tenders, order=10))
programmes.add(
    "tenders",
    Programme(
        direction="fair",
        name=gettext_lazy("Tenders with a price floor"),
        summary=gettext_lazy("Prices that are too low are set aside by a rule that is the same for everybody."),
        url_name="bidding:tender-list",
        order=20,
    ),
)

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "tender.drafted": gettext_lazy("Draft begun"),
    "tender.made_from_quotes": gettext_lazy("Made from a quote request"),
    "tender.edited": gettext_lazy("Draft changed"),
    "tender.base_price_sealed": gettext_lazy("Base price sealed"),
    "tender.request": gettext_lazy("Approval of the notice requested"),
    "tender.return": gettext_lazy("Returned to the draft"),
    "tender.publish": gettext_lazy("Approved and published"),
    "tender.extension_requested": gettext_lazy("Later deadline requested"),
    "tender.deadline_extended": gettext_lazy("Deadline moved"),
    "tender.extension_declined": gettext_lazy("Later deadline declined"),
    "tender.close": gettext_lazy("Closed at the deadline"),
    "tender.no_conflict_declared": gettext_lazy("Declared free of conflicts"),
    "tender.opening_confirmed": gettext_lazy("Opening confirmed, first of two"),
    "tender.open": gettext_lazy("Bids and base price opened"),
    "tender.evaluate": gettext_lazy("Verdicts computed"),
    "tender.few_bids_confirmed": gettext_lazy("Result of few bids confirmed"),
    "tender.propose_award": gettext_lazy("Award proposed"),
    "tender.return_award": gettext_lazy("Award proposal returned"),
    "tender.award_first_approved": gettext_lazy("Award approved, first of two"),
    "tender.award": gettext_lazy("Award approved"),
    "tender.fail": gettext_lazy("Ended without an award"),
    "tender.cancel": gettext_lazy("Tender cancelled"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
