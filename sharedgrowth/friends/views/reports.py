"""Doors of the yearly impact report: drafted, published by a second person, read by everybody."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, decide, posted
from portal.display import day_text, money_full
from portal.http import page, public, reads, see, writes
from sharedgrowth.friends.forms.members import ReportForm
from sharedgrowth.friends.models import YearReport
from sharedgrowth.friends.policies import campaigns as policies
from sharedgrowth.friends.queries import campaigns as queries
from sharedgrowth.friends.services import reports as services
from sharedgrowth.friends.states import ReportState
from sharedgrowth.friends.views.shown import home, paper, today_of

LABELS = {  # key of a figure: label, whether it is money
    "members": (gettext_lazy("Member companies of the Friends"), False),
    "activities": (gettext_lazy("Verified activities"), False),
    "people": (gettext_lazy("People who took part"), False),
    "hours": (gettext_lazy("Confirmed hours"), False),
    "goods_won": (gettext_lazy("Goods donated"), True),
    "money_won": (gettext_lazy("Money donated"), True),
    "prepaid_won": (gettext_lazy("Paid to shops in advance"), True),
    "shops": (gettext_lazy("Shops paid in advance"), False),
    "vouchers_won": (gettext_lazy("Vouchers made out"), True),
    "redeemed_won": (gettext_lazy("Vouchers redeemed"), True),
    "redeemed_pct": (gettext_lazy("Vouchers redeemed (percent)"), False),
}
METRICS = {
    "beneficiaries": gettext_lazy("People helped, as organisations tell"),
    "trees": gettext_lazy("Trees planted"),
    "carbon": gettext_lazy("Carbon dioxide bound in a year"),
}
ROWS = {  # key of a figure: the result whose rows it is made of
    "members": "members",
    "activities": "activities",
    "hours": "hours",
    "prepaid_won": "prepaid",
    "trees": "trees",
    "carbon": "carbon",
}
UNITS = {
    "people": pgettext_lazy("unit", "people"),
    "trees": pgettext_lazy("unit", "trees"),
    "kgCO2": "kgCO₂",
}


def _rows_of(key: str) -> str:
    """The page with the formula and the rows behind a figure; "" where there is none."""
    return reverse("impact:result-detail", args=[f"friends.{ROWS[key]}"]) if key in ROWS else ""


def lines_of(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures as label and words; what fewer than five people did is not told."""
    lines = []
    for key, (label, is_money) in LABELS.items():
        value = figures.get(key)
        words = _("not told: fewer than five people") if value is None and key in ("people", "hours") else "—"
        if value is not None:
            words = str(money_full(value)) if is_money else f"{value:,}" if isinstance(value, int) else str(value)
        lines.append({"key": key, "label": label, "words": words, "estimate": False, "url": _rows_of(key)})
    for row in figures.get("metrics", []):
        label = METRICS.get(row["metric"], row["metric"])
        words = f"{row['value']} {UNITS.get(row['unit'], row['unit'])}"
        url = _rows_of(row["metric"])
        lines.append({"key": row["metric"], "label": label, "words": words, "estimate": row["estimate"], "url": url})
    return lines


def _report(request: HttpRequest, year: int) -> YearReport:
    return get_object_or_404(queries.year_reports(request.user), year=year)


@public
@reads
def report_list(request: HttpRequest) -> HttpResponse:
    """All years."""
    context = {
        "trail": [home(), (_("Yearly impact reports"), "")],
        "reports": queries.year_reports(request.user),
        "may_draft": bool(request.user.is_authenticated and policies.may_draft_report(request.user)),
    }
    return page(request, "friends/report_list.html", context)


@public
@reads
def report_detail(request: HttpRequest, year: int) -> HttpResponse:
    """One year, as it was when the report was made."""
    report, user = _report(request, year), request.user
    signed_in = user.is_authenticated
    draft = report.state == ReportState.DRAFT
    runs = report.year >= today_of(request).year
    context = {
        "trail": [home(), (_("Yearly impact reports"), reverse("friends:report-list")), (str(report.year), "")],
        "report": report,
        "lines": lines_of(report.figures),
        "may_publish": draft and not runs and signed_in and bool(policies.may_publish_report(user, report)),
        "runs": draft and runs,
        "may_draft": draft and signed_in and bool(policies.may_draft_report(user)),
        "entries": staff_timeline_of(user, report),
    }
    return page(request, "friends/report_detail.html", context)


@public
@reads
def report_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The same on paper."""
    report = _report(request, year)
    draft = report.state == ReportState.DRAFT
    return paper(
        "report",
        f"friends-{report.year}.pdf",
        title=_("Friends: impact report %(year)s") % {"year": report.year},
        number=str(report.year),
        footer=_("DRAFT")
        if draft
        else _("Estimates are marked as such. Figures of fewer than five people are not told."),
        foreword=report.foreword,
        head=[_("Figure"), pgettext("friends", "Value")],
        rows=[
            [f"{line['label']}" + (f" ({_('estimate')})" if line["estimate"] else ""), line["words"]]
            for line in lines_of(report.figures)
        ],
        made=_("Figures of %(day)s") % {"day": day_text(report.drafted_at, "full")},
        print_title=_("Fingerprint (SHA-256)"),
        print=report.sha256,
    )


@public
@reads
def report_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The same as numbers."""
    report = _report(request, year)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="friends-{report.year}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["figure", "value", "unit", "estimate"])
    for key, (_label, is_money) in LABELS.items():
        writer.writerow(
            [key, report.figures.get(key) if report.figures.get(key) is not None else "", "KRW" if is_money else "", ""]
        )
    for row in report.figures.get("metrics", []):
        writer.writerow([row["metric"], row["value"], row["unit"], "yes" if row["estimate"] else ""])
    return response


@writes(shows_form=True)
def report_draft(request: HttpRequest) -> HttpResponse:
    """Take the figures of a year as they are now."""
    what = Decision(
        title=_("Make the report of a year"),
        text=_(
            "The figures are taken as they are now. Once the year is over, a second person publishes them; then they "
            "stay."
        ),
        verb=_("Make the draft"),
        done=_("The draft is made."),
        allowed=policies.may_draft_report(request.user),
        do=lambda given: services.draft_report(**given, by=request.user),
        back=reverse("friends:report-list"),
        trail=[home(), (_("Yearly impact reports"), reverse("friends:report-list"))],
        after=lambda made: reverse("friends:report-detail", args=[made.year]),
    )
    year = request.GET.get("year", "")
    given = (
        queries.year_reports(request.user).filter(year=int(year)).first() if year.isascii() and year.isdigit() else None
    )
    initial = {"year": today_of(request).year}
    if given:
        initial |= {"year": given.year, "foreword_ko": given.foreword_ko, "foreword_en": given.foreword_en}
    return decide(request, what, ReportForm(posted(request), initial=initial))


@writes
def report_publish(request: HttpRequest, year: int) -> HttpResponse:
    """By a second person."""
    report = _report(request, year)
    services.publish_report(report, seen=request.GET.get("seen", ""), by=request.user)
    messages.success(request, _("Published. It stays as it is."))
    return see(request, reverse("friends:report-detail", args=[report.year]))
