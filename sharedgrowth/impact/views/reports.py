"""Doors of the yearly reports: what everybody reads, its paper, its numbers with their rows as they were."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import staff_timeline_of
from portal.display import day_text
from portal.errors import WrongState
from portal.feeds import Item, feed_answer
from portal.http import page, public, reads
from portal.pdf import pdf_response, typeset
from portal.results import MONEY
from portal.throttles import throttled
from sharedgrowth.impact.models import Report, ReportNumber
from sharedgrowth.impact.policies import reports as policies
from sharedgrowth.impact.queries import reports as queries
from sharedgrowth.impact.services.reports import is_unchanged
from sharedgrowth.impact.states import PUBLIC_REPORTS, Direction, ReportState
from sharedgrowth.impact.views.results import trail_to
from sharedgrowth.impact.views.shown import csv_answer, number_text


def report_or_404(request: HttpRequest, year: int, version: int) -> Report:
    """A report that the reader may see."""
    return get_object_or_404(queries.reports_visible_to(request.user), year=year, version=version)


def address(report: Report, name: str = "report-detail", *more: object) -> str:
    """The address of a version; it never changes."""
    return reverse(f"impact:{name}", args=[report.year, report.version, *more])


def _trail(report: Report | None = None, words: object = "") -> list[tuple[object, str]]:
    trail = [*trail_to(_("Yearly reports"))]
    if report is not None:
        trail[-1] = (trail[-1][0], reverse("impact:report-list"))
        trail.append((named(report), address(report) if words else ""))
    if words:
        trail.append((words, ""))
    return trail


def named(report: Report) -> str:
    """What a report is called."""
    return _("Results of %(year)s, version %(version)s") % {"year": report.year, "version": report.version}


@public
@reads
def report_list(request: HttpRequest) -> HttpResponse:
    """All reports, the newest year first."""
    context = {
        "trail": _trail(),
        "reports": list(queries.reports_visible_to(request.user).exclude(state=ReportState.DISCARDED)),
        "may_write": bool(policies.may_write_reports(request.user)),
    }
    return page(request, "impact/report_list.html", context)


def _is_money(number: ReportNumber) -> bool:
    return any(column["kind"] == MONEY for column in number.columns)


def _value(number: ReportNumber, value: Decimal | None) -> Any:
    if number.hidden:
        return _("Too few people to tell")
    return number_text(value, money=_is_money(number), places=number.places, unit=number.unit)


def _by_direction(numbers: Sequence[ReportNumber]) -> list[dict[str, Any]]:
    """The numbers by direction, then by programme, in order."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {direction.value: {} for direction in Direction}
    for number in numbers:
        row = {
            "number": number,
            "value": _value(number, number.value),
            "before": number_text(number.before, money=_is_money(number), places=number.places),
        }
        found[number.direction].setdefault(number.programme_name, []).append(row)
    return [
        {"direction": direction, "programmes": list(found[direction].items())}
        for direction in Direction
        if found[direction]
    ]


def _published(report: Report) -> list[dict[str, Any]]:
    language = "en" if get_language() == "en" else "ko"
    rows = []
    for figure in report.published:
        value = Decimal(figure["value"])
        money = figure["unit_en"] == "won"
        unit = figure[f"unit_{language}"]
        rows.append(
            {
                "programme": figure[f"programme_{language}"],
                "title": figure[f"title_{language}"],
                "value": number_text(value, money=money, places=1 if value % 1 else 0, unit=unit),
                "period": figure["period"],
                "source": figure["source"],
                "source_date": figure["source_date"],
            }
        )
    return rows


@public
@reads
def report_detail(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """A report: its words, every number with a way to its rows, its fingerprint."""
    report, user = report_or_404(request, year, version), request.user
    newer = None
    if report.state == ReportState.SUPERSEDED:
        newer = Report.objects.filter(year=year, state=ReportState.PUBLISHED).first()
    context = {
        "trail": _trail(report),
        "report": report,
        "title": named(report),
        "directions": _by_direction(list(queries.numbers_of(report))),
        "published": _published(report),
        "newer": newer,
        "may_edit": bool(policies.may_edit_report(user, report)),
        "may_decide": policies.may_decide_report(user, report) if report.state == ReportState.PROPOSED else None,
        "entries": staff_timeline_of(user, report),
    }
    return page(request, "impact/report_detail.html", context)


@public
@reads
def report_newest(request: HttpRequest, year: int) -> HttpResponse:
    """The report of a year in its newest published version."""
    report = get_object_or_404(Report, year=year, state=ReportState.PUBLISHED)
    return report_detail(request, year, report.version)


def _number_or_404(report: Report, key: str) -> ReportNumber:
    return get_object_or_404(ReportNumber.objects.filter(report=report), key=key)


def _rows(number: ReportNumber) -> list[list[str]]:
    language = "en" if get_language() == "en" else "ko"
    return [[cell[language] if isinstance(cell, dict) else cell for cell in row] for row in number.rows]


@public
@reads
def number_detail(request: HttpRequest, year: int, version: int, key: str) -> HttpResponse:
    """One number of a report: how it was formed, and its rows as they were at that moment."""
    report = report_or_404(request, year, version)
    number = _number_or_404(report, key)
    language = "en" if get_language() == "en" else "ko"
    context = {
        "trail": _trail(report, number.title),
        "report": report,
        "number": number,
        "value": _value(number, number.value),
        "before": number_text(number.before, money=_is_money(number), places=number.places, unit=number.unit),
        "heads": [
            {"title": column[language], "num": column["kind"] in ("number", "money")} for column in number.columns
        ],
        "rows": _rows(number),
    }
    return page(request, "impact/number_detail.html", context)


@public
@reads
@throttled("export")
def number_csv(request: HttpRequest, year: int, version: int, key: str) -> HttpResponse:
    """The rows of a number of a report, as they were."""
    report = report_or_404(request, year, version)
    number = _number_or_404(report, key)
    return csv_answer(
        f"{key}-{report.year}-v{report.version}", [column["key"] for column in number.columns], _rows(number)
    )


@public
@reads
@throttled("export")
def report_pdf(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """The report as a paper, the same bytes whenever it is asked for in one language."""
    report = report_or_404(request, year, version)
    if report.state in PUBLIC_REPORTS and not is_unchanged(report):
        raise WrongState(_("The numbers of this report differ from its fingerprint: please tell us."))
    tables = []
    for part in _by_direction(list(queries.numbers_of(report).select_related("report"))):
        rows = [
            [
                name,
                row["number"].title,
                _flat(row["value"]),
                _flat(row["before"]),
                _of_number(row["number"], "number-detail"),
            ]
            for name, numbers in part["programmes"]
            for row in numbers
        ]
        tables.append({"title": part["direction"].label, "rows": rows})
    data = {
        "title": _("Results of shared growth %(year)s") % {"year": report.year},
        "number": f"{report.year} v{report.version}",
        "brand": settings.PORTAL_NAME,
        "footer": f"{settings.BASE_URL}{address(report)}",
        "state": "" if report.state in PUBLIC_REPORTS else report.get_state_display(),
        "foreword": report.foreword,
        "correction": report.correction,
        "facts": [
            {"label": _("As of"), "value": day_text(report.taken_at)},
            {"label": _("Published at"), "value": day_text(report.published_at) if report.published_at else "–"},
            {"label": _("Numbers"), "value": f"{sum(len(table['rows']) for table in tables)}"},
        ],
        "head": [_("Programme"), pgettext("impact", "Result"), f"{report.year}", f"{report.year - 1}"],
        "tables": tables,
        "published_title": _("Published before the portal"),
        "published_note": _("Figures of others about the predecessors; never added to those above."),
        "published_head": [
            _("Programme"),
            _("Figure"),
            pgettext("figure", "Value"),
            _("Period"),
            pgettext("figure", "Source"),
        ],
        "published": [
            [
                row["programme"],
                row["title"],
                _flat(row["value"]),
                row["period"],
                f"{row['source']} {row['source_date']}".strip(),
            ]
            for row in _published(report)
        ],
        "formulas_title": _("How each number is formed"),
        "formulas": [
            [number.title, number.formula, f"{number.key}.csv", _of_number(number, "number-csv")]
            for number in report.numbers.select_related("report").defer("rows").order_by("order")
        ],
        "formulas_head": [pgettext("impact", "Result"), _("Formula"), pgettext("impact", "Rows (CSV)")],
        "print_label": _("Fingerprint (SHA-256) of all numbers with their rows"),
        "print": report.sha256,
    }
    return pdf_response(typeset("impact/report.typ", data), f"results-{report.year}-v{report.version}.pdf")


def _of_number(number: ReportNumber, name: str) -> str:
    """The full address of a number's page or file, for the paper."""
    where = [number.report.year, number.report.version, number.key]
    return f"{settings.BASE_URL}{reverse(f'impact:{name}', args=where)}"


def _flat(shown: Any) -> str:
    """A number as plain text: its digits and its unit."""
    return strip_tags(str(shown).replace('<span class="unit">', " "))


@public
@reads
@throttled("search")
def report_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Published reports, for feed readers."""
    items = [
        Item(
            f"urn:uuid:{report.uid}",
            named(report),
            report.correction or (report.foreword[:300] if report.foreword else named(report)),
            address(report),
            report.published_at,
        )
        for report in queries.newest_reports()
        if report.published_at is not None
    ]
    title = _("Yearly reports")
    return feed_answer(
        request, kind, title, reverse("impact:report-list"), items, description=_("What all programmes achieve.")
    )
