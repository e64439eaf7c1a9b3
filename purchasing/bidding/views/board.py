"""Doors of the evaluation board: where it stands, who sits, what each declares; the matrix and its figures."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.audit.queries import timeline_of
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from portal.policy import require
from purchasing.bidding import policies, queries, rules, services
from purchasing.bidding.forms.board import AnswerForm, BoardForm, InterestsForm
from purchasing.bidding.models import BoardSeat, ScoreSheet, Sitting, Tender
from purchasing.bidding.states import Envelope, Mendable, SheetState, SittingState
from purchasing.bidding.views.board_points import points_chart
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown, told


def board_or_404(request: HttpRequest, key: str) -> Tender:
    """The tender, for those who may see its board."""
    tender = tender_or_404(request, key)
    if not queries.sees_board(request.user, tender):
        raise Http404
    return tender


@reads
def board_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Where the board stands, what this person can do next, and what was scored as far as it may be seen."""
    return _show(request, board_or_404(request, key))


def _show(request: HttpRequest, tender: Tender, status: int = 200, **forms) -> HttpResponse:
    context = _context(request, tender)
    for name, form in forms.items():
        context[name] = form
    return page(request, "bidding/board_detail.html", context, status=status)


def _context(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    user = request.user
    seats, envelope = queries.seats_of(tender), queries.envelope_in_hand(tender)
    rulings = queries.opened_rulings(tender)
    sittings = {sitting.envelope: sitting for sitting in tender.sittings.select_related("tender", "proposed_by")}
    own = next((seat for seat in seats if seat.user_id == user.pk), None)
    judged = queries.judged_envelopes(tender)
    sheets = list(ScoreSheet.objects.filter(sitting__tender=tender).select_related("sitting"))
    parts = [_part(request, tender, each, sittings.get(each), rulings, own, seats) for each in judged]
    part = next((each for each in parts if each["envelope"] == envelope), None)
    last = part or next((each for each in reversed(parts) if each["done"]), None)
    if any(each["blind"] for each in parts):
        for each in parts:
            if each["done"] and each["matrix"]:
                each["matrix"] = queries.outcome_of(each["matrix"])
                each["finding"] = _("What each member said is shown again when no names are hidden any more.")
    for each in parts:
        each["own_sheet_url"] = _own_sheet_url(tender, each["envelope"], own, sheets)
    return {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Evaluation board")),
        "facts": _facts(tender, seats, parts, part, last),
        "steps": _steps(seats, part, parts),
        "parts": parts,
        "part": part,
        "seats": _members(tender, seats, last, rulings, sheets),
        "own": own,
        "next": _next(user, tender, own, part, rulings),
        "answer_form": AnswerForm() if part and own and part["sitting"] and _awaits(part, own) else None,
        "may_name": bool(policies.may_name_board(user, tender))
        and tender.state in services.NAMED_IN
        and not queries.has_concluded(tender),
        "short": queries.too_few_scorers(tender, seats, queries.in_play(rulings)) if seats and rulings else [],
        "mends": _mends(user, part, rulings, tender, judged),
        "entries": told(
            timeline_of(tender, *sittings.values(), *sheets),
            tender,
            reads_board=queries.reads_running_board(user, own),
        ),
    }


def _own_sheet_url(tender: Tender, envelope: str, own: BoardSeat | None, sheets: list[ScoreSheet]) -> str:
    """Where this member reads what they have locked."""
    if own is None:
        return ""
    mine = [sheet for sheet in sheets if sheet.seat_id == own.pk and sheet.state == SheetState.LOCKED]
    if not any(sheet.sitting.envelope == envelope for sheet in mine):
        return ""
    return f"{address(tender, 'board-sheet')}?envelope={envelope}"


def _mends(user, part, rulings, tender: Tender, judged: list[str]) -> list[dict[str, Any]]:
    """Requests to mend, each beside the name that this person may know; none of a bid from which they abstain."""
    found = []
    for envelope in judged:
        asked = [each for each in rulings if getattr(each.bid, "mend", None) and each.bid.mend.envelope == envelope]
        readable = [each for each in asked if queries.reads_envelope(user, each, envelope)]
        sitting = part["sitting"] if part and part["envelope"] == envelope else None
        for proposal in queries.proposals(tender, envelope, sitting, readable) if readable else ():
            faults = [Mendable(fault).label for fault in proposal.mend.faults]
            found.append({"request": proposal.mend, "name": proposal.name, "faults": faults})
    return found


def _awaits(part: dict[str, Any], own: BoardSeat) -> bool:
    return queries.awaits(part["sitting"], own)


def _part(request, tender: Tender, envelope: str, sitting: Sitting | None, rulings, own, seats) -> dict[str, Any]:
    """One envelope: its matrix where it may be seen, else how far the members are."""
    user = request.user
    done = sitting is not None and sitting.state == SittingState.FINAL
    opened = queries.is_open(tender, envelope)
    matrix = None
    shows = done or queries.reads_running_board(user, own)
    if sitting is not None and shows:
        agreed = set(sitting.agreed.values_list("bid", flat=True)) if done else None
        judged = [each for each in rulings if (each.bid_id in agreed if agreed is not None else each.state == "opened")]
        matrix = queries.matrix_of(tender, envelope, sitting, queries.proposals(tender, envelope, sitting, judged))
    locked = queries.sheets_of(sitting).filter(state=SheetState.LOCKED).count() if sitting else 0
    words = sitting.get_state_display() if sitting else (_("Not begun") if opened else _("Sealed"))
    kind = sitting.badges[SittingState(sitting.state)] if sitting else ("mute" if opened else "seal")
    return {
        "envelope": envelope,
        "label": Envelope(envelope).label,
        "sitting": sitting,
        "done": done,
        "opened": opened,
        "locked": locked,
        "words": words,
        "kind": kind,
        "blind": opened and queries.is_blind(tender, envelope, sitting),
        "criteria": queries.judged_criteria(tender, envelope),
        "matrix": matrix,
        "chart": points_chart(matrix) if matrix and matrix.totals else None,
        "finding": _finding(matrix) if matrix else "",
        "dissent": list(sitting.answers.filter(round=sitting.round, agrees=False).select_related("seat__user"))
        if sitting and done
        else [],
    }


def result_of(tender: Tender) -> list[dict[str, Any]]:
    """What the board agreed on, by envelope, for the evaluation page; empty where no board has concluded."""
    final = list(tender.sittings.filter(state=SittingState.FINAL).select_related("tender").order_by("pk"))
    rulings = queries.opened_rulings(tender) if final else []
    found = []
    for sitting in final:
        agreed = set(sitting.agreed.values_list("bid", flat=True))
        judged = [ruling for ruling in rulings if ruling.bid_id in agreed]
        shown_as = queries.proposals(tender, sitting.envelope, sitting, judged)
        matrix = queries.matrix_of(tender, sitting.envelope, sitting, shown_as)
        chart = points_chart(matrix) if matrix and matrix.totals else None
        found.append({"envelope": sitting.envelope, "matrix": matrix, "chart": chart})
    return found


def _finding(matrix: queries.Matrix) -> str:
    wide = ngettext(
        "The members lie wide apart in %(count)d place.", "The members lie wide apart in %(count)d places.", matrix.wide
    ) % {"count": matrix.wide}
    if matrix.concordance is None:
        return wide
    words = _("Their rankings agree with Kendall's W = %(share)s (0: not at all, 1: wholly).") % {
        "share": f"{matrix.concordance:.2f}"
    }
    return f"{wide} {words}"


def _facts(tender: Tender, seats, parts, part, last) -> list[dict[str, Any]]:
    chair = next((seat.user for seat in seats if seat.chair), None)
    at = part["label"] if part else (_("all judged") if parts and all(p["done"] for p in parts) else _("nothing yet"))
    release = queries.envelope_release(tender, Envelope.PRICE)
    price = _("open") if tender.opened_at else (_("may be opened") if release else _("sealed"))
    return [
        {"label": _("In hand"), "value": at, "note": part["words"] if part else ""},
        {
            "label": _("Board members"),
            "value": len(seats) or "—",
            "note": _("chair: %(name)s") % {"name": chair} if chair else _("not named yet"),
        },
        {
            "label": _("Sheets locked"),
            "value": f"{last['locked']} / {len(seats)}" if last else "—",
            "note": _("each member alone"),
        },
        {
            "label": _("Names"),
            "value": _("hidden") if part and part["blind"] else _("shown"),
            "note": _("technical proposals are judged under letters"),
        },
        {"label": _("Price envelope"), "value": price, "note": "" if release else release.reason},
    ]


def _steps(seats, part, parts) -> list[dict[str, Any]]:
    """Named, scored alone, compared, confirmed, concluded."""
    state = part["sitting"].state if part and part["sitting"] else None
    reached = 0
    if seats and part:
        reached = {None: 1, "scoring": 1, "comparing": 2, "proposed": 3}[state]
    if parts and all(each["done"] for each in parts):
        reached = 4
    labels = [_("Board named"), _("Scored alone"), _("Compared"), _("Confirmed by name"), _("Concluded")]
    return [
        {"label": label, "state": "done" if place < reached else "now" if place == reached else "later", "url": ""}
        for place, label in enumerate(labels)
    ]


def _members(tender: Tender, seats, part, rulings, sheets_of_all: list[ScoreSheet]) -> list[dict[str, Any]]:
    """Each member with what they have declared and done; what was declared stays between them and the record."""
    sheets = {}
    if part and part["sitting"]:
        sheets = {sheet.seat_id: sheet for sheet in sheets_of_all if sheet.sitting_id == part["sitting"].pk}
    abstain = queries.abstentions(tender)
    answered = {}
    if part and part["sitting"]:
        answered = {each.seat_id: each for each in part["sitting"].answers.filter(round=part["sitting"].round)}
    rows = []
    declared: dict[int, set[int]] = {}
    for seat, bid in tender.board.seats.values_list("pk", "declarations__bid") if seats else []:
        declared.setdefault(seat, set()).add(bid)
    for seat in seats:
        said = declared.get(seat.pk, set()) - {None}
        sheet = sheets.get(seat.pk)
        proposed = bool(part and part["sitting"] and part["sitting"].proposed_by_id == seat.user_id)
        rows.append(
            {
                "seat": seat,
                "declared": len(said) >= len(rulings) > 0,
                "abstains": len(abstain.get(seat.pk, ())),
                "sheet": sheet,
                "answer": answered.get(seat.pk),
                "proposed": proposed and part["sitting"].state != SittingState.COMPARING,
            }
        )
    return rows


def _next(user, tender: Tender, own: BoardSeat | None, part, rulings) -> dict[str, Any] | None:
    """The one thing that this member does next."""
    if own is None or part is None:
        return None
    if not (allowed := policies.may_declare_interests(user, tender)):
        return {"reason": allowed.reason, "words": pgettext("verb", "Score"), "icon": "scale"}
    if queries.undeclared(own):
        return {
            "text": _("First declare, for each bidder, whether you have a conflict of interest. Then you score."),
            "words": _("Declare interests"),
            "url": address(tender, "board-declare"),
            "icon": "clipboard-check",
        }
    sitting = part["sitting"]
    state = SittingState(sitting.state) if sitting else SittingState.SCORING
    if state == SittingState.SCORING:
        sheet = ScoreSheet.objects.filter(sitting=sitting, seat=own).first() if sitting else None
        if sheet is not None and sheet.state == SheetState.LOCKED:
            return {
                "text": _("Your sheet is locked. The board compares when every member has locked."),
                "words": _("Read your sheet"),
                "url": address(tender, "board-sheet"),
                "icon": "eye",
            }
        return {
            "text": _("Score alone. Nobody sees your sheet before all sheets are locked."),
            "words": _("Score the bids"),
            "url": address(tender, "board-scores"),
            "icon": "scale",
        }
    if state == SittingState.COMPARING:
        if own.chair or queries.led_by(user, tender):
            return {
                "text": _("All sheets are locked. Talk it over, and enter what the board agrees on."),
                "words": _("Enter what is agreed"),
                "url": address(tender, "board-agree"),
                "icon": "scale",
            }
        return {"text": _("All sheets are locked. The board talks it over; the chair enters what is agreed.")}
    if state == SittingState.PROPOSED and not queries.awaits(sitting, own):
        return {"text": _("Your answer is recorded. The result is final when every member has answered.")}
    return None


@writes(shows_form=True)
def board_name(request: HttpRequest, key: str) -> HttpResponse:
    """The officer names the board, or changes it."""
    tender = board_or_404(request, key)
    require(policies.may_name_board(request.user, tender))
    if queries.has_concluded(tender):
        raise WrongState(_("The board has concluded: who sat in it, and who led it, stays as it was."))
    seats = queries.seats_of(tender)
    kept_out = [pk for pk in (tender.officer_id, tender.estimator_id, tender.approver_id) if pk is not None]
    people = User.objects.filter(pk__in=buyer_people_with_role("EV").exclude(pk__in=kept_out)).order_by("name", "pk")
    form = BoardForm(request.POST or None, people=people, seats=seats)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.name_board(
                    tender,
                    members=list(given["members"]),
                    chair=given["chair"],
                    reason=given.get("reason", ""),
                    by=request.user,
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The board is named. Its members are told."))
                return see(request, address(tender, "board-detail"))
        status = 422
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Evaluation board")),
        "form": form,
        "named": bool(seats),
        "least": rules.LEAST_SCORERS,
    }
    return page(request, "bidding/board_form.html", context, status=status)


@writes(shows_form=True)
def board_declare(request: HttpRequest, key: str) -> HttpResponse:
    """A member says for each bidder whether there is a conflict of interest."""
    tender = board_or_404(request, key)
    require(policies.may_declare_interests(request.user, tender))
    if tender.state not in queries.AT_WORK:
        raise WrongState(_("Interests are declared when the first envelopes are open and the bidders are known."))
    seat = queries.seat_of(request.user, tender)
    if seat is None:
        raise Http404
    rulings = tender.rulings.select_related("bid__company").order_by("bid__company__legal_name_ko", "bid")
    form = InterestsForm(request.POST or None, rulings=rulings, said=queries.declarations_of(seat))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.declare_interests(tender, form.declared(), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Your declaration is recorded."))
                return see(request, address(tender, "board-detail"))
        status = 422
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Declaration of interests")),
        "form": form,
    }
    return page(request, "bidding/board_interests.html", context, status=status)
