"""Doors of the ratio rule: the running quarter and the reports; a supplier reads its own part."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.display import day_text
from portal.errors import RuleBroken
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from purchasing.contracts.services import note_look
from purchasing.payments.models import RatioReport
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries import ratio as queries
from purchasing.payments.queries.amounts import Sight
from purchasing.payments.rules.ratio import percent, quarter_before, quarter_of
from purchasing.payments.rules.tracing import coarse_pct
from purchasing.payments.services import ratio as services
from purchasing.payments.views.obligations import today_of

PER_PAGE = 30
MOST_LISTED = 200


def _line(name: str, flow, found, trickle, credit, seen: Sight) -> dict[str, Any]:
    """Without amounts the trickle-down rate is told in steps of ten: what came from the buyer is known."""
    return {
        "amounts": bool(seen),
        "name": name,
        "flow": flow,
        "required": percent(found.required),
        "actual": percent(found.actual),
        "least": found.least,
        "shortfall": found.shortfall,
        "compliant": found.compliant,
        "trickle": trickle * 100 if seen else coarse_pct(trickle * 100),
        "about": not seen,
        "credit": credit,
    }


@reads
def ratio(request: HttpRequest) -> HttpResponse:
    """The running quarter, and the reports. A supplier: its own figures alone."""
    user, today = request.user, today_of(request)
    require(policies.may_see_ratio(user))
    first, last = quarter_of(today)
    own = None if user.is_internal else user.company_id
    measured = queries.measured(first, last, company=own)[:MOST_LISTED]
    running = queries.result_sight(user, compliant=None)
    names = queries.names_of(each.company_id for each in measured)
    context = {
        "trail": [(_("Obligations"), reverse("payments:obligation-list")), (_("Ratio rule"), "")],
        "first": first,
        "last": last,
        "rows": [
            _line(names[each.company_id].name, each.flow, each.ratio, each.trickle, each.credit, running)
            for each in measured
        ],
        "tests": [
            {"test": each, "amounts": _open(user, each.contract)}
            for each in queries.cash_tests(first, last, company=own)[:MOST_LISTED]
        ],
        "staff": user.is_internal,
        "reports": Paginator(queries.reports_visible_to(user), PER_PAGE).get_page(request.GET.get("page")),
        "own_results": queries.own_results(user)[:PER_PAGE],
        "may_make": bool(policies.may_make_report(user)),
        "before": quarter_before(today),
    }
    return page(request, "payments/ratio.html", context)


@writes
def ratio_make(request: HttpRequest) -> HttpResponse:
    """The auditor makes the report of the last whole quarter again, with what is known now."""
    first, last = quarter_before(today_of(request))
    try:
        report = services.make_report(first, last, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, reverse("payments:ratio"))
    messages.success(request, _("The report is made."))
    return see(request, reverse("payments:ratio-report", args=[report.uid]))


def _report_or_404(request: HttpRequest, uid: UUID) -> RatioReport:
    return get_object_or_404(queries.reports_visible_to(request.user), uid=uid)


@reads
def ratio_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One report: who paid down too little, whom the cash test fails."""
    report = _report_or_404(request, uid)
    user = request.user
    results = Paginator(queries.results_of(report), PER_PAGE).get_page(request.GET.get("page"))
    seen = {each.pk: queries.result_sight(user, compliant=each.compliant) for each in results}
    tests = [
        (each, queries.contract_sight(user, each.contract, passed=each.passed))
        for each in queries.tests_of(report)[:MOST_LISTED]
    ]
    note_look(report, [*seen.values(), *(sight for _test, sight in tests)], by=user)
    context = {
        "trail": [(_("Ratio rule"), reverse("payments:ratio")), (report.number, "")],
        "report": report,
        "results": results,
        "rows": [_line(each.company.name, each, each, each.trickle, each.credit, seen[each.pk]) for each in results],
        "tests": [{"test": each, "amounts": bool(sight)} for each, sight in tests],
        "amounts": bool(policies.may_take_ratio_report(user)),
        "xlsx_url": reverse("payments:ratio-report-xlsx", args=[report.uid]),
    }
    return page(request, "payments/ratio_report.html", context)


@reads
def ratio_report_xlsx(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report as a workbook, with its amounts."""
    report = _report_or_404(request, uid)
    user = request.user
    require(policies.may_take_ratio_report(user))
    results = [(each, queries.result_sight(user, compliant=each.compliant)) for each in queries.results_of(report)]
    tested = [
        (each, queries.contract_sight(user, each.contract, passed=each.passed)) for each in queries.tests_of(report)
    ]
    note_look(report, [sight for _row, sight in (*results, *tested)], by=user)
    head = [
        _("Company"), _("Received (won)"), _("of it by win-win payment"), _("Required share (%)"),
        _("Due below (won)"), _("paid in cash"), _("paid by win-win payment"), _("Actual share (%)"),
        _("Least to be paid down"), _("Shortfall"), _("Trickle-down rate"), _("Tax credit (estimate)"),
    ]  # fmt: skip
    rows = [
        [
            each.company.name, *_told(seen, each.received, each.received_winwin), percent(each.required),
            *_told(seen, each.down, each.down_cash, each.down_winwin), percent(each.actual),
            *_told(seen, each.least, each.shortfall, each.trickle, each.credit),
        ]
        for each, seen in results
    ]  # fmt: skip
    tests_head = [
        _("Contract"), _("Payer"), _("Payee"), _("Received (won)"), _("of it in cash"), _("Due below (won)"),
        _("paid in cash"), _("Enough"),
    ]  # fmt: skip
    tests = [
        [
            each.contract.number, each.contract.payer.name, each.contract.payee.name,
            *_told(seen, each.received, each.received_cash, each.down, each.down_cash),
            _("yes") if each.passed else _("no"),
        ]
        for each, seen in tested
    ]  # fmt: skip
    notes = [_span(report.first, report.last), _("Made %(day)s") % {"day": day_text(report.made_at)}]
    read = _("As of %(day)s") % {"day": day_text(page_now(request))}
    return xlsx_answer(
        f"ratio-{report.number}",
        Sheet(_("Ratio rule"), head, rows, notes=[*notes, read]),
        Sheet(_("Cash share"), tests_head, tests, notes=notes),
    )


def _told(seen: Sight, *amounts: Any) -> list[Any]:
    return list(amounts) if seen else [_("not shown")] * len(amounts)


def _open(user, contract) -> bool:
    """Whether a list shows it."""
    return queries.contract_sight(user, contract, passed=None) == Sight.OPEN


def _span(first: date, last: date) -> str:
    return f"{day_text(first, 'day')} – {day_text(last, 'day')}"
