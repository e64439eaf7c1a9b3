"""How a sourcing request is shown: badge, facts, steps, notes, and what this person can do now."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from catalog.models import SourcingRequest
from catalog.policies import sourcing as may
from catalog.queries.sourcing import ENDED, proposal_count, proposals_visible_to, reads_current_price, reads_sourcing
from catalog.registry import follow_ups
from catalog.rules.values import number_text
from catalog.services.sourcing import lacks
from catalog.states import PROPOSAL_COUNTS, REQUEST_UNSEALED, RequestState, takes_proposals
from portal.display import day_text, money_full, money_short

R = RequestState
STEPS = (
    (pgettext_lazy("sourcing", "Written"), {R.DRAFT}),
    (pgettext_lazy("sourcing", "Approved"), {R.APPROVED}),
    (gettext_lazy("Proposals"), {R.OPEN}),
    (gettext_lazy("Evaluation"), {R.CLOSED, R.EVALUATING}),
    (gettext_lazy("Trial test"), {R.TRIAL}),
    (gettext_lazy("Decision"), {R.ADOPTED, R.NOT_ADOPTED, R.SPEC_CASE}),
    (pgettext_lazy("sourcing", "Finished"), {R.CLOSED_OUT}),
)
OUTSIDE_STEPS = {
    R.CLOSED: gettext_lazy("Closed, sealed"),
    R.SPEC_CASE: pgettext_lazy("sourcing", "Adopted"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: a button that does it (``post``), or a link to where it is done."""

    name: str
    verb: object
    url: str
    icon: str
    text: object = ""
    post: bool = False
    primary: bool = False
    danger: bool = False
    sent: str = ""  # of what the page shows: when it was sent for approval


@dataclass(frozen=True, slots=True)
class Shown:
    """A request with what its row or head says at this moment."""

    request: SourcingRequest
    kind: str
    words: object
    is_open: bool
    url: str
    match: Any = None  # the reader's own best offer


def address(request: SourcingRequest, name: str = "sourcing-detail", *args) -> str:
    """A page of the request."""
    return reverse(f"catalog:{name}", args=[request.uid, *args])


def shown(request: SourcingRequest, now: datetime, *, inside: bool, match: Any = None) -> Shown:
    """The request as it stands at ``now``; outsiders are told less of the steps inside."""
    kind, words = request.badges.get(R(request.state), "info"), request.get_state_display()
    is_open = takes_proposals(request.state, closes_at=request.closes_at, now=now)
    if request.state == R.OPEN and not is_open:
        kind, words = "wait", _("Closing")
    elif request.is_sent:
        kind, words = "wait", _("Waiting for approval")
    elif not inside:
        words = OUTSIDE_STEPS.get(R(request.state), words)
        kind = "win" if request.state == R.SPEC_CASE else kind
    return Shown(request, kind, words, is_open, address(request), match)


def quantity_text(request: SourcingRequest) -> str:
    """The yearly quantity with what is counted."""
    if request.annual_qty is None:
        return "—"
    return f"{number_text(request.annual_qty)} {request.get_uom_display()}"


def facts_of_request(user, request: SourcingRequest) -> list[dict[str, Any]]:
    """The fact strip: what, how much, by when, who; the price of today only for who may know it."""
    in_use = request.reference.current if request.reference else None
    facts = [
        {"label": _("Looking for"), "value": request.get_kind_display(), "note": request.get_visibility_display()},
        {"label": _("Class"), "value": request.class_node.name, "note": request.class_node.code},
        {
            "label": _("Quantity per year"),
            "value": quantity_text(request),
            "note": _("needed by %(day)s") % {"day": day_text(request.need_by, "day")} if request.need_by else "",
        },
        {
            "label": _("In use today"),
            "value": request.part_number or (in_use.name if in_use else "—"),
            "note": in_use.name if in_use and request.part_number else "",
        },
    ]
    if reads_current_price(user, request):
        price = request.current_price_won
        facts.append(
            {
                "label": _("Landed price today"),
                "value": money_full(price) if price is not None else "—",
                "note": _("never shown to suppliers"),
            }
        )
    else:
        facts.append({"label": _("Department"), "value": request.department or "—", "note": ""})
    return facts


def steps_of(request: SourcingRequest) -> list[dict[str, Any]]:
    """The stepper."""
    place = next((i for i, (_words, states) in enumerate(STEPS) if request.state in states), 0)
    is_over = request.state == R.CANCELLED
    return [
        {
            "label": words,
            "state": "later" if is_over else "done" if i < place else "now" if i == place else "later",
            "url": "",
            "note": "",
        }
        for i, (words, _states) in enumerate(STEPS)
    ]


def trail_to(request: SourcingRequest | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [(_("Sourcing requests"), reverse("catalog:sourcing-list"))]
    if request is not None:
        steps.append((request.number, address(request) if words else ""))
    if words:
        steps.append((words, ""))
    return steps


def notes_of(user, request: SourcingRequest, entries) -> list[dict[str, Any]]:
    """What is wrong, or what to know, before anything else on the page."""
    found = []

    def note(kind: str, title: object, text: object = "", url: str = "", link: object = "") -> None:
        found.append({"kind": kind, "title": title, "text": text, "url": url, "link": link})

    last = next((entry for entry in entries or [] if entry.what.endswith((".returned", ".extended"))), None)
    match request.state:
        case R.DRAFT if request.is_sent:
            note("wait", _("Waiting for the head of the department"), _("Nobody outside sees this request yet."))
        case R.DRAFT if last is not None and last.what.endswith(".returned"):
            note("warn", _("The draft came back."), last.reason)
        case R.APPROVED:
            note("info", _("Approved, not open yet"), _("Open it for proposals: ten business days at least."))
        case R.CLOSED if reads_sourcing(user):
            note("seal", _("Closed: the proposals are sealed."), _("Beginning the evaluation opens them."))
        case R.CANCELLED:
            note("mute", _("This request was cancelled."), request.end_reason)
        case R.NOT_ADOPTED | R.CLOSED_OUT if request.end_reason:
            note("mute", _("Decided"), request.end_reason)
    if request.state == R.OPEN and last is not None and last.what.endswith(".extended"):
        note("info", _("The deadline was moved."), last.reason)
    if request.state == R.OPEN and not user.is_authenticated:
        text = _("A registered supplier can propose a product here; membership is enough.")
        note("info", _("Want to propose?"), text, f"{reverse('account_login')}?next={address(request)}", _("Sign in"))
    return found


def saving_facts(user, request: SourcingRequest) -> dict[str, Any] | None:
    """What the adoption saves, with its formula, for who may know today's price."""
    figures = request.saving
    if request.saved_won is None or not figures.get("old_unit_won") or not reads_current_price(user, request):
        return None
    old, total, qty = (Decimal(figures[name]) for name in ("old_unit_won", "new_total_won", "annual_qty"))
    return {
        "saved": request.saved_won,
        "short": money_short(request.saved_won),
        "old": money_full(old),
        "new": _("₩%(amount)s") % {"amount": number_text((total / qty).quantize(Decimal("0.01")))},
        "qty": number_text(qty),
        "total": money_full(total),
        "rate": figures.get("rate", "1"),
    }


def deeds_for(user, request: SourcingRequest, now: datetime) -> list[Deed]:
    """What this person can do, what moves the request on first."""
    if not user.is_authenticated:
        return []
    if user.is_supplier:
        return [*_sellers(user, request, now), *_following(user, request)]
    if not user.is_internal:
        return []
    found = [*_writing(user, request), *_opening(user, request, now), *_deciding(user, request)]
    return [*found, *_following(user, request), *_ending(user, request)]


def _following(user, request: SourcingRequest) -> list[Deed]:
    """What upper floors begin with what was adopted."""
    if request.state not in ENDED:
        return []
    asked = [(key, ask(user, request)) for key, ask in follow_ups.items()]
    return [Deed(key, link.label, link.url, link.icon, link.hint) for key, link in asked if link is not None]


def _sellers(user, request: SourcingRequest, now: datetime) -> list[Deed]:
    if not takes_proposals(request.state, closes_at=request.closes_at, now=now) or not may.may_propose(user, request):
        return []
    has = proposals_visible_to(user, request).filter(state__in=PROPOSAL_COUNTS).exists()
    verb = _("Propose or replace") if has else _("Propose a product")
    text = _("You see the match of each of your products before you send. Other suppliers never see your proposal.")
    return [Deed("propose", verb, address(request, "sourcing-propose"), "send", text, primary=True)]


def _writing(user, request: SourcingRequest) -> list[Deed]:
    found: list[Deed] = []
    if request.state != R.DRAFT:
        return found
    if not request.is_sent and may.may_edit_request(user, request):
        missing = lacks(request)
        text = " ".join(str(words) for _step, words in missing) or _("The head of the department approves it.")
        if not missing:
            found.append(
                Deed("ask", _("Send for approval"), address(request, "sourcing-send"), "send", text, True, True)
            )
        else:
            step = "sourcing-requirements" if missing[0][0] == "attributes" else "sourcing-edit"
            found.append(
                Deed("complete", _("Complete the draft"), address(request, step), "pencil", text, primary=True)
            )
        found.append(Deed("edit", _("Edit the draft"), address(request, "sourcing-edit"), "pencil"))
        found.append(Deed("asked", _("Required attributes"), address(request, "sourcing-requirements"), "checklist"))
        found.append(Deed("files", _("Files"), address(request, "sourcing-files"), "paperclip"))
    if request.is_sent:
        if may.may_approve_request(user, request):
            text = _("From then on what is asked for does not change. You answer for need and quantity.")
            url = address(request, "sourcing-approve")
            verb, sent = pgettext("sourcing", "Approve"), request.asked_at.isoformat() if request.asked_at else ""
            found.append(Deed("approve", verb, url, "circle-check", text, True, True, sent=sent))
        if may.may_return_request(user, request):
            own = request.requester_id == user.pk
            verb = _("Take it back") if own else _("Return to the requester")
            found.append(Deed("return", verb, address(request, "sourcing-return"), "arrow-back-up"))
    return found


def _opening(user, request: SourcingRequest, now: datetime) -> list[Deed]:
    found: list[Deed] = []
    if request.state == R.APPROVED and may.may_open_request(user, request):
        text = _("Suppliers see it from then on and propose until the deadline.")
        found.append(
            Deed("open", _("Open for proposals"), address(request, "sourcing-open"), "world", text, primary=True)
        )
    if request.state in (R.APPROVED, R.OPEN) and may.may_invite(user, request):
        url = address(request, "sourcing-suggestions")
        found.append(Deed("suggest", _("Products of the catalogue that fit"), url, "list-search"))
    if takes_proposals(request.state, closes_at=request.closes_at, now=now) and may.may_extend_request(user, request):
        found.append(Deed("extend", _("Move the deadline"), address(request, "sourcing-extend"), "calendar"))
    return found


def _deciding(user, request: SourcingRequest) -> list[Deed]:
    found: list[Deed] = []
    if request.state == R.CLOSED and may.may_evaluate_request(user, request):
        count = proposal_count(request)
        text = _("Proposals received: %(count)d. They are opened for the staff who decide; suppliers never see them.")
        url = address(request, "sourcing-evaluate")
        found.append(Deed("evaluate", _("Begin the evaluation"), url, "lock-open", text % {"count": count}, True, True))
    if request.state in REQUEST_UNSEALED and may.may_read_sourcing(user):
        is_now = request.state in (R.EVALUATING, R.TRIAL)
        text = _("Attribute by attribute, with landed cost; trials are planned and decided there.") if is_now else ""
        url = address(request, "sourcing-evaluation")
        found.append(Deed("evaluation", _("Go to the evaluation"), url, "scale", text, primary=is_now))
    if request.state == R.ADOPTED and may.may_propose_case(user):
        text = _("So that the next purchase asks for what has proved itself.")
        url = address(request, "case-open")
        found.append(Deed("case", _("Change the specification"), url, "file-diff", text, primary=True))
    return found


def _ending(user, request: SourcingRequest) -> list[Deed]:
    found: list[Deed] = []
    if request.flow.allows("close_out", request.state) and may.may_open_request(user, request):
        found.append(
            Deed("close-out", _("Finish the request"), address(request, "sourcing-close-out"), "archive", post=True)
        )
    if request.flow.allows("not_adopt", request.state) and may.may_end_without(user, request):
        url = address(request, "sourcing-end")
        found.append(Deed("end", _("End without adoption"), url, "circle-x", danger=True))
    if request.flow.allows("cancel", request.state) and may.may_cancel_request(user, request):
        url = address(request, "sourcing-cancel")
        found.append(Deed("cancel", _("Cancel the request"), url, "ban", danger=True))
    return found
