"""Doors of the years of sharing: the list, the workbook, one year, its note."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.display import day_text, money_full
from portal.http import page, reads
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from sharedgrowth.benefit.forms.measurement import SettlementFilter
from sharedgrowth.benefit.models import Measurement, ShareYear, Verification
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.states import MeasurementState, ShareState, VerificationState
from sharedgrowth.benefit.views.money import at, chart_of, deeds_of, facts_of, percent, trail, year_or_404

PER_PAGE = 30
MOST_ROWS = 20_000
LIVE = (MeasurementState.ENTERED, MeasurementState.CONFIRMED, MeasurementState.VERIFIED)


def _found(request: HttpRequest):
    form = SettlementFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    rows = queries.years_listed_for(
        request.user, state=given.get("state", ""), year=given.get("year"), words=given.get("q", "")
    )
    return form, bool(given), rows


@reads
def settlement_list(request: HttpRequest) -> HttpResponse:
    """Years of sharing, the newest first, with the reader's part."""
    require(policies.may_read_settlements(request.user))
    form, filtered, rows = _found(request)
    context = {
        "filter": form,
        "filtered": filtered,
        "results": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "totals": queries.totals_of(rows),
        "is_staff": request.user.is_internal,
    }
    return page(request, "benefit/settlement_list.html", context, part="benefit/_settlement_results.html")


@reads
def settlement_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, as a workbook."""
    require(policies.may_read_settlements(request.user))
    _form, _filtered, rows = _found(request)
    head = [
        _("Task"),
        _("Title"),
        _("Year"),
        _("First day"),
        pgettext("period", "Last day"),
        _("State"),
        _("Net benefit (won)"),
    ]
    head += [_("Compensation (won)"), _("Supplier"), _("Share"), _("Part (won)"), _("In cash (won)"), _("Paid on")]
    lines: list[tuple[Any, ...]] = []
    for year in rows[:MOST_ROWS]:
        known = (year.task.number, year.task.title, year.no, year.first, year.last, year.get_state_display())
        known += (year.net_won, year.compensation_won)
        parts = list(year.parts.all())
        for part in parts:
            lines.append(
                (*known, part.supplier.company.name, part.share, part.compensation_won, part.cash_won, part.paid_on)
            )
        if not parts:
            lines.append((*known, "", None, None, None, None))
    return xlsx_answer("benefit-settlements", Sheet(title=_("Benefit settlements"), head=head, rows=lines))


def _of(year: ShareYear) -> tuple[Measurement | None, Verification | None]:
    """The measurement of the year that counts, and what is or was before its committee."""
    current = (
        year.measurements.filter(state__in=LIVE)
        .select_related("baseline", "year", "task", "entered_by", "confirmed_by")
        .first()
    )
    before = (
        current.verifications.exclude(state=VerificationState.REFUSED)
        .select_related("measurement__task", "convened_by", "finance_by")
        .first()
        if current
        else None
    )
    return current, before


@reads
def settlement_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One year: waterfall, measurement, committee, parts, what to do now."""
    year = year_or_404(request, uid)
    user = request.user
    current, before = _of(year)
    parts = list(queries.parts_visible_to(user).filter(year=year))
    payables = queries.payables_of(parts)
    verified = before if before is not None and before.state == VerificationState.VERIFIED else None
    shown_committee = user.is_internal or verified is not None
    context = {
        "trail": trail(year.task, _("Year %(no)s") % {"no": year.no}, at("task-baseline", year.task.number)),
        "year": year,
        "facts": facts_of(year),
        "current": current,
        "files": list(current.files.all()) if current else [],
        "before": before if shown_committee else None,
        "votes": list(before.verifiers.select_related("person")) if before and user.is_internal else [],
        "sent_back": list(year.measurements.filter(state=MeasurementState.SENT_BACK).order_by("-pk")[:5]),
        "parts": [{"part": part, "payable": payables.get(part.pk), "percent": percent(part.share)} for part in parts],
        "non_cash": list(
            year.non_cash.select_related("supplier__company").filter(
                **({} if user.is_internal else {"supplier__company": user.company_id})
            )
        ),
        "chart": chart_of(year, current, verified, parts, user) if current else "",
        "deeds": deeds_of(user, year, current, before),
        "others": list(year.task.share_years.order_by("no")),
        "has_note": year.state in (ShareState.VERIFIED, ShareState.SETTLED),
        "entries": staff_timeline_of(user, year, *filter(None, [current, before])),
    }
    return page(request, "benefit/settlement_detail.html", context)


@reads
def settlement_note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The yearly settlement note, in the reader's language. Source: domain 6.4, documents."""
    year = year_or_404(request, uid)
    require(policies.may_read_note(year))
    return pdf_response(note_pdf(year, request.user), f"{year.task.number}-y{year.no}.pdf")


def note_pdf(year: ShareYear, user: Any) -> bytes:
    """The settlement note of a verified year, as far as ``user`` sees the parts."""
    current, before = _of(year)
    assert current is not None and before is not None  # noqa: S101, PT018 (a verified year has both)
    parts = list(queries.parts_visible_to(user).filter(year=year))
    steps, measured, baseline = (before.workings[name] for name in ("steps", "year", "baseline"))
    unit, driver = current.baseline.volume_unit, current.baseline.driver_unit
    data = {
        "title": _("Settlement note of a shared benefit"),
        "brand": _("Together portal"),
        "number": f"{year.task.number} · {_('Year %(no)s') % {'no': year.no}}",
        "footer": _("Formula %(version)s. Compensation is cut to the thousand won.") % {"version": before.formula},
        "facts": [
            {"label": _("Task"), "value": f"{year.task.number} {year.task.title}"},
            {"label": _("Sharing year"), "value": f"{day_text(year.first, 'day')} – {day_text(year.last, 'day')}"},
            {"label": pgettext("sharing year", "Verified"), "value": day_text(year.verified_on, "day")},
            {"label": _("To be paid by"), "value": day_text(year.due_on, "day")},
        ],
        "steps_title": _("How it was counted"),
        "steps_head": [_("Step"), _("Amount")],
        "steps": [
            [_("Baseline: operation"), f"{_plain(baseline['driver_qty'])} {driver}"],
            [_("Baseline: use"), f"{_plain(baseline['volume'])} {unit}"],
            [_("Measured: operation"), f"{_plain(measured['driver_qty'])} {driver}"],
            [_("Measured: use"), f"{_plain(measured['volume'])} {unit}"],
            [_("The old item would have used"), f"{_plain(steps['old_volume'])} {unit}"],
            [_("Used now"), f"{_plain(steps['new_volume'])} {unit}"],
            [_("Saved before extra cost"), str(money_full(Decimal(steps["gross_won"])))],
            [_("Extra cost"), str(money_full(Decimal(measured["extra_won"])))],
            [_("Net benefit by the formula"), str(money_full(before.counted_won))],
            [_("Adjustment"), f"{money_full(before.adjustment_won)} {before.adjustment_reason}".strip()],
            [_("Net benefit"), str(money_full(year.net_won or 0))],
            [_("Compensation, %(rate)s") % {"rate": percent(year.rate)}, str(money_full(year.compensation_won or 0))],
        ],
        "parts_title": _("Who gets it"),
        "parts_head": [_("Supplier"), _("Share"), _("Compensation"), _("In cash")],
        "parts": [
            [
                part.supplier.company.name,
                percent(part.share),
                str(money_full(part.compensation_won)),
                str(money_full(part.cash_won)),
            ]
            for part in parts
        ],
        "end": _("Cash is paid to the registered account. Other forms are valued for reports and are not paid."),
    }
    return typeset("benefit/settlement.typ", data)


@reads
def verification_minutes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The minutes of a committee that has decided: formula, adjustment, votes. Source: domain 6.4, documents."""
    found = get_object_or_404(queries.verifications_visible_to(request.user), uid=uid)
    require(policies.may_read_minutes(found))
    task, year = found.measurement.task, found.measurement.year
    return pdf_response(minutes_pdf(found), f"{task.number}-y{year.no}-minutes.pdf")


def minutes_pdf(found: Verification) -> bytes:
    """The minutes, in the reader's language."""
    task, year = found.measurement.task, found.measurement.year
    decided = day_text(found.decided_on, "day") if found.decided_on else ""
    finance = [(_("Finance"), str(found.finance_by), found.finance_remark)] if found.finance_by else []
    votes = [
        (seat.role, str(seat.person), f"{seat.get_vote_display()} {seat.remark}".strip())
        for seat in found.verifiers.select_related("person")
    ]
    data = {
        "title": _("Minutes of a verification"),
        "brand": _("Together portal"),
        "number": f"{task.number} · {_('Year %(no)s') % {'no': year.no}}",
        "footer": _("Formula %(version)s. Compensation is cut to the thousand won.") % {"version": found.formula},
        "facts": [
            {"label": _("Task"), "value": f"{task.number} {task.title}"},
            {"label": _("Sharing year"), "value": f"{day_text(year.first, 'day')} – {day_text(year.last, 'day')}"},
            {"label": _("Decided"), "value": f"{decided} {found.get_state_display()}"},
            {"label": _("Net benefit by the formula"), "value": str(money_full(found.counted_won))},
            {
                "label": _("Adjustment"),
                "value": f"{money_full(found.adjustment_won)} {found.adjustment_reason}".strip(),
            },
            {"label": _("Net benefit"), "value": str(money_full(found.net_won))},
        ],
        "steps_title": _("Votes"),
        "steps_head": [_("Role"), pgettext("committee", "Member"), _("Vote")],
        "steps": [[str(cell) for cell in row] for row in [*votes, *finance]],
        "end": _(
            "Members declared with their vote that they have no stake in the suppliers and no part in the proposal."
        ),
    }
    return typeset("benefit/minutes.typ", data)


def _plain(number: str) -> str:
    """A stored number as people read it.

    >>> _plain("14640.000000"), _plain("324.444")
    ('14,640', '324.444')
    """
    return f"{Decimal(number).normalize():,f}"
