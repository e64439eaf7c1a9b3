"""Doors of the selection: the ranking with what is proposed, the decision, its end; the exports; the fairness view."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.deciding import Decision, beside, decide, posted
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require
from portal.sheets import Sheet, harmless, xlsx_answer
from portal.taking import taken
from sharedgrowth.support.forms.review import InnerReasonForm
from sharedgrowth.support.forms.selection import DECLINE, SELECT, WAITLIST, FairnessFilter, SelectionForm
from sharedgrowth.support.models import Application, Call
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import calls as calling
from sharedgrowth.support.queries import fairness as fair
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import selection as queries
from sharedgrowth.support.services import selection as services
from sharedgrowth.support.states import CallState
from sharedgrowth.support.views.review_shown import call_trail, programme_title, staff_call_or_404, title_of

Row = Sequence[Any]


# Select --------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def selection(request: HttpRequest, number: str) -> HttpResponse:
    """Whom the rules propose, and the decision about each."""
    call = staff_call_or_404(request, number)
    may = policies.may_select(request.user, call)
    board = queries.board_of(call)
    form = SelectionForm(posted(request), rows=board.rows)
    status = 200
    if request.method == "POST":
        require(may)
        if form.is_valid():
            try:
                made = _decide(call, form, request)
            except WrongState:
                raise
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                said = ngettext("%(count)s company is selected.", "%(count)s companies are selected.", made)
                messages.success(request, said % {"count": made})
                return see(request, reverse("support:selection", args=[call.number]))
        status = 422
    context = {
        "call": call,
        "title": title_of(call),
        "programme": programme_title(call),
        "trail": call_trail(request, call, _("Selection")),
        "board": board,
        "form": form,
        "parts": form.parts(),
        "facts": _facts(call, board),
        "may_select": may,
        "takes": call.state == CallState.CLOSED or (call.state == CallState.PUBLISHED and call.closes_at is None),
        "waitlist": list(queries.waitlist_of(call)),
        "undecided": queries.undecided(call).count(),
        "made": list(queries.selections_of(call)),
        "orphaned": calling.programme_of(call) is None,
    }
    return page(request, "support/selection.html", context, status=status)


def _decide(call: Call, form: SelectionForm, request: HttpRequest) -> int:
    reason = form.cleaned_data["reason"]
    chosen: list[Application] = form.chosen(SELECT)
    declined = form.chosen(DECLINE)
    if declined and not reason.strip():
        raise RuleBroken(_("Write the reason: the declined applicants read it."), field="reason")
    services.select_applications(
        call,
        chosen,
        waitlist=form.chosen(WAITLIST),
        declined={each.pk: reason for each in declined},
        waiver=form.cleaned_data["waiver"],
        by=request.user,
    )
    return len(chosen)


def _facts(call: Call, board: queries.Board) -> list[dict[str, Any]]:
    share, proposed = board.pick.nontrading_share, len(board.pick.selected)
    facts: list[dict[str, Any]] = [
        {
            "label": _("Places"),
            "value": call.places,
            "note": _("%(taken)s taken, %(free)s free") % {"taken": board.taken, "free": board.free},
        },
        {"label": _("To decide on"), "value": len(board.rows), "note": _("%(count)s proposed") % {"count": proposed}},
    ]
    if board.available is not None:
        note = _("%(amount)s as proposed") % {"amount": queries.words_of(board.proposed_won)}
        facts.append({"label": _("Budget left"), "value": queries.words_of(board.available), "note": note})
    if call.nontrading_target is not None:
        band = queries.band_of(call)
        low, high = call.nontrading_target - band, call.nontrading_target + band
        facts.append(
            {
                "label": _("Non-trading companies"),
                "value": "—" if share is None else f"{share:.0%}",
                "note": _("kept between %(low)s and %(high)s") % {"low": f"{low:.0%}", "high": f"{high:.0%}"},
            }
        )
    return facts


@writes
def selection_close(request: HttpRequest, number: str) -> HttpResponse:
    """The call is decided."""
    call = staff_call_or_404(request, number)
    services.decide_call(call, by=request.user)
    messages.success(request, _("The call is decided."))
    return see(request, reverse("support:selection", args=[call.number]))


@writes(shows_form=True)
def selection_waitlist(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody moves up any more."""
    call = staff_call_or_404(request, number)
    told = Decision(
        title=_("End the waitlist"),
        text=_("Those who wait are told with your reason; nobody moves up after this."),
        verb=_("End the waitlist"),
        done=_("The waitlist is over. The applicants are told."),
        allowed=policies.may_select(request.user, call),
        do=lambda given: services.end_waitlist(call, given["reason"], by=request.user),
        back=reverse("support:selection", args=[call.number]),
        trail=call_trail(request, call, " ")[:-1],
        docno=call.number,
        heading=title_of(call),
    )
    return decide(request, told, InnerReasonForm(posted(request)))


# Exports -------------------------------------------------------------------------------------------------------------
def _heads() -> list[str]:
    return [
        _("Number"), _("Company"), _("Business number"), _("Size"), _("Region"), _("Dealings with the buyer"),
        _("State"), _("Rank"), _("Points"), _("Cost (won)"), _("Share of the buyer (won)"), _("Submitted"),
        pgettext("support", "Decided"), _("Reason"),
    ]  # fmt: skip


def _rows(request: HttpRequest, call: Call) -> list[Row]:
    found = list(queries.decided_rows(request.user, call))
    anchors = queries.anchors_of(found)
    return [
        [
            each.number,
            each.company.name,
            each.company.id_display,
            (each.facts or {}).get("size", ""),
            (each.facts or {}).get("region", ""),
            _("Trading") if each.trading else _("Non-trading"),
            str(each.get_state_display()),
            each.rank,
            each.points,
            each.asked_won,
            anchors[each.pk],
            each.submitted_at,
            each.decided_at,
            each.reason,
        ]
        for each in found
    ]


def _csv(name: str, notes: Sequence[str], head: Row, rows: Sequence[Row]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerows([note] for note in notes)
    writer.writerow(head)
    writer.writerows(["" if value is None else harmless(value) for value in row] for row in rows)
    return response


@writes(shows_form=True)
def review_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """The ranking of a call as a workbook, with the points by criterion where they may be seen."""
    call = staff_call_or_404(request, number)
    rows = _rows(request, call)
    sheets = [Sheet(_("Applications"), _heads(), rows), _points_sheet(request, call)]

    def make(notes: list[str]) -> HttpResponse:
        return xlsx_answer(f"{call.number}-review", *(replace(each, notes=notes) for each in sheets))

    trail = call_trail(request, call, " ")[:-1]
    return taken(request, make, about=call, what="review", rows=len(rows), trail=trail)


def _points_sheet(request: HttpRequest, call: Call) -> Sheet:
    found = list(queries.decided_rows(request.user, call))
    reviews = reviewing.reviews_by_application(found)
    rubric = reviewing.rubric_of_call(call)
    rows: list[Row] = []
    for each in found:
        score = reviewing.score_of(each, reviews[each.pk], request.user)
        cells: list[Any] = [score.by_code.get(row["code"]) for row in rubric]
        rows.append([each.number, len(score.locked), *cells, score.mean, score.median, score.spread])
    head = [_("Number"), _("Reviews"), *(row["code"] for row in rubric), _("Mean"), _("Median"), _("Spread")]
    return Sheet(_("Points"), head, rows)


@writes(shows_form=True)
def review_csv(request: HttpRequest, number: str) -> HttpResponse:
    """The ranking of a call as CSV."""
    call = staff_call_or_404(request, number)
    rows = _rows(request, call)
    trail = call_trail(request, call, " ")[:-1]
    return taken(
        request,
        lambda notes: _csv(f"{call.number}-review", notes, _heads(), rows),
        about=call,
        what="review",
        rows=len(rows),
        trail=trail,
    )


# Fairness ------------------------------------------------------------------------------------------------------------
def _fairness(given: dict[str, Any]) -> fair.Fairness:
    year = int(given["year"]) if "year" in given else None
    return fair.fairness_of(programme=given.get("programme", ""), year=year)


@reads
def fairness(request: HttpRequest) -> HttpResponse:
    """Who applies and who is selected."""
    require(policies.may_see_fairness(request.user))
    form = FairnessFilter(request.GET or None, years=fair.years())
    given = form.given() if form.is_bound else {}
    found = _fairness(given)
    context = {"filter": form, "filtered": bool(given), "found": found, "query": request.GET.urlencode()}
    return page(request, "support/fairness.html", context)


@reads
def fairness_csv(request: HttpRequest) -> HttpResponse:
    """The same groups as CSV."""
    require(policies.may_see_fairness(request.user))
    form = FairnessFilter(request.GET or None, years=fair.years())
    given = form.given() if form.is_bound else {}
    found = _fairness(given)
    head = [
        _("Kind"),
        _("Group"),
        pgettext("support", "Applied"),
        pgettext("applications", "Selected"),
        pgettext("support", "Rate"),
        _("Committed (won)"),
    ]
    rows = [
        [table.title, part.label, part.applied, part.selected, part.rate if part.rate is not None else "", part.won]
        for table in found.tables
        for part in table.parts
    ]
    return _csv("fairness", [], head, rows)
