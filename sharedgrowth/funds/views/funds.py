"""Doors of the five-year funds: the overview, a fund with its charts, a line, and its report as a workbook."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal import charts
from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text, money_full, money_short
from portal.errors import RuleBroken
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from sharedgrowth.funds.forms.budget import PlanForm
from sharedgrowth.funds.models import BudgetLine, BudgetYear, DonationReceipt, Fund, GovMatch, Transfer
from sharedgrowth.funds.policies import gem as gem_policies
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.queries import figures
from sharedgrowth.funds.queries import gem as gem_queries
from sharedgrowth.funds.queries import lines as queries
from sharedgrowth.funds.registry import programme_name
from sharedgrowth.funds.rules.funds import share_pct
from sharedgrowth.funds.services import plans
from sharedgrowth.funds.views import fund_deeds
from sharedgrowth.funds.views.deeds import perform, possible

MILLION = Decimal(1_000_000)
MOST = 12


def home() -> tuple[object, str]:
    """The first step of every trail."""
    return (_("Funds"), reverse("funds:fund-list"))


def named(fund: Fund) -> str:
    """Its name in the reader's language."""
    return fund.name_ko if get_language() == "ko" else fund.name_en


def fund_url(fund: Fund) -> str:
    """Its page."""
    return reverse("funds:fund-detail", args=[fund.code])


@reads
def fund_list(request: HttpRequest) -> HttpResponse:
    """All funds for staff; for a firm what is promised to it, for a partner company its matching fund."""
    user = request.user
    staff = queries.reads_funds(user)
    context = {
        "staff": staff,
        "funds": [{"fund": fund, "name": named(fund)} for fund in queries.funds_visible_to(user)],
        "gems": gem_queries.gem_funds_visible_to(user),
        "waiting": figures.waiting_drawdowns()[:MOST] if staff else [],
        "commitments": [] if staff else queries.commitments_visible_to(user)[:MOST],
        "may_plan": bool(policies.may_plan_fund(user)),
        "may_gem": bool(gem_policies.may_manage_gem(user)),
    }
    return page(request, "funds/fund_list.html", context)


@writes(shows_form=True)
def fund_plan(request: HttpRequest) -> HttpResponse:
    """Enter a plan by years."""
    require(policies.may_plan_fund(request.user))
    posted = request.method == "POST"
    form = PlanForm(request.POST if posted else None, initial={"first_year": page_now(request).year, "years": 5})
    if posted and form.is_valid():
        try:
            fund = plans.plan_fund(**_plan(form.cleaned_data), by=request.user)
        except RuleBroken as refusal:
            field = {"years": "amounts"}.get(refusal.field or "", refusal.field)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return see(request, fund_url(fund))
    context = {"trail": [home(), (_("Plan a fund"), "")], "form": form}
    return page(request, "funds/fund_plan.html", context, status=422 if posted else 200)


def _plan(given: dict[str, Any]) -> dict[str, Any]:
    count, total = given["years"], given["total"]
    even = total // count
    amounts = given["amounts"] or [*[even] * (count - 1), total - even * (count - 1)]
    years = {given["first_year"] + no: amount for no, amount in enumerate(amounts)}
    return {name: given[name] for name in ("code", "name_ko", "name_en", "total")} | {"years": years}


def fund_or_404(request: HttpRequest, code: str) -> Fund:
    return get_object_or_404(queries.funds_visible_to(request.user), code=code)


@reads
def fund_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Planned, committed and drawn, line by line; what can be done now."""
    fund, user = fund_or_404(request, code), request.user
    years, lines = figures.years_of(fund), list(figures.lines_of(fund))
    rows = {row.year: row for row in years}
    nontrading = figures.nontrading_of(fund, page_now(request).astimezone(SEOUL).date())
    by_year = [
        {
            "year": year,
            "sums": rows[year.year],
            "lines": [
                {
                    "line": each,
                    "name": programme_name(each.programme),
                    "burn": _burn(each),
                    "nontrading_pct": share_pct(Decimal(nontrading.get(each.pk, 0)), Decimal(each.firms)),
                }
                for each in lines
                if each.year_id == year.pk
            ],
            "deeds": possible(fund_deeds.YEAR, year, user, base=f"{fund_url(fund)}{year.year}/"),
        }
        for year in fund.years.select_related("fund").order_by("year")
    ]
    context = {
        "trail": [home(), (fund.code, "")],
        "fund": fund,
        "name": named(fund),
        "facts": _facts(fund),
        "chart": _chart(fund, years) if any(row.allotted for row in years) else "",
        "years": by_year,
        "firms": figures.by_firm(fund)[:MOST],
        "transfers": _transfers(fund, user),
        "receipts": _with_deeds(fund.receipts.select_related("file"), fund_deeds.RECEIPT, user, "receipts"),
        "deeds": possible(fund_deeds.FUND, fund, user, base=fund_url(fund)),
        "entries": timeline_of(fund),
    }
    return page(request, "funds/fund_detail.html", context)


def _transfers(fund: Fund, user) -> list[dict[str, Any]]:
    rows = _with_deeds(figures.transfers_of(fund)[:MOST], fund_deeds.TRANSFER, user, "transfers")
    for row in rows:
        row["source"] = programme_name(row["thing"].source.programme)
        row["target"] = programme_name(row["thing"].target.programme)
    return rows


def _with_deeds(things, deeds, user, kind: str) -> list[dict[str, Any]]:
    return [
        {"thing": each, "deeds": possible(deeds, each, user, base=f"{reverse('funds:fund-list')}{kind}/{each.uid}/")}
        for each in things
    ]


def _burn(line: BudgetLine) -> int:
    return round(line.drawn * 100 / line.allotted) if line.allotted else 0


def _facts(fund: Fund) -> list[dict[str, Any]]:
    kpis = figures.kpis_of(fund)
    none = "—"
    return [
        {
            "label": pgettext("fund", "Total"),
            "value": money_short(fund.total),
            "note": f"{fund.begins_on.year}–{fund.ends_on.year}",
        },
        {"label": pgettext("fund", "Promised"), "value": money_short(kpis.committed), "note": _firms(kpis.firms)},
        {"label": pgettext("fund", "Paid"), "value": money_short(kpis.drawn), "note": ""},
        {
            "label": _("Per firm"),
            "value": money_short(kpis.per_firm) if kpis.per_firm is not None else none,
            "note": "",
        },
        {
            "label": _("Government match"),
            "value": f"{kpis.matched_pct}%" if kpis.matched_pct is not None else none,
            "note": _("of what is expected is confirmed"),
        },
        {"label": _("Donated"), "value": money_short(kpis.donated), "note": _("by receipts")},
        {
            "label": _("Effect of a million won"),
            "value": money_short(kpis.per_million) if kpis.per_million is not None else none,
            "note": _("verified, in a year"),
        },
    ]


def _firms(count: int) -> str:
    return _("%(count)s firms") % {"count": count}


def _millions(value) -> str:
    return f"{Decimal(value or 0) / MILLION:,.0f}"


def _chart(fund: Fund, years: list[figures.YearSums]):
    parts = [
        ("f1", pgettext("fund", "Paid"), lambda row: row.drawn),
        ("f3", _("Promised, not paid"), lambda row: row.committed - row.drawn),
        ("f5", _("Available"), lambda row: row.available),
    ]
    found = [charts.Column(str(row.year), [max(value(row), Decimal(0)) for _c, _n, value in parts]) for row in years]
    drawn = sum((row.drawn for row in years), Decimal(0))
    return charts.figure(
        title=_("Planned, promised and paid by year"),
        basis=_("million won · %(code)s · the lines of each year") % {"code": fund.code},
        finding=_("%(drawn)s of %(total)s are paid.") % {"drawn": money_full(drawn), "total": money_full(fund.total)},
        draw=charts.columns(found, [cls for cls, _name, _value in parts], write=_millions),
        widths=charts.FULL_WIDTHS,
        keys=[charts.Key(cls, name) for cls, name, _value in parts],
        table=charts.Table(
            head=[_("Year"), _("Planned"), _("Allocated"), *(name for _cls, name, _value in parts), _("Burn rate")],
            rows=[
                (
                    str(row.year),
                    _millions(row.planned),
                    _millions(row.allotted),
                    *(_millions(value(row)) for _cls, _name, value in parts),
                    f"{row.burn_pct}%" if row.burn_pct is not None else "—",
                )
                for row in years
            ],
            opens_with=_("Show as a table"),
        ),
    )


@reads
def fund_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The report of a fund: years, lines, firms, transfers, receipts."""
    fund = fund_or_404(request, code)
    notes = [f"{fund.code} {named(fund)}", _("As of %(day)s") % {"day": day_text(page_now(request))}]
    nontrading = figures.nontrading_of(fund, page_now(request).astimezone(SEOUL).date())
    year_head = [
        _("Year"), _("Planned"), _("Allocated"), pgettext("fund", "Promised"), pgettext("fund", "Paid"), _("Available"),
    ]  # fmt: skip
    years = [
        [row.year, row.planned, row.allotted, row.committed, row.drawn, row.available] for row in figures.years_of(fund)
    ]
    line_head = [
        _("Year"), _("Programme"), _("Allocated"), _("Carried in"), _("Transferred in"), _("Transferred out"),
        pgettext("fund", "Promised"), _("Released"), pgettext("fund", "Paid"), _("Carried out"), _("Available"),
        _("Firms"), _("of these without trade with the buyer"),
    ]  # fmt: skip
    lines = [
        [
            line.year.year, programme_name(line.programme), line.allocated, line.carry_in, line.transfers_in,
            line.transfers_out, line.committed, line.released, line.drawn, line.carry_out, line.available, line.firms,
            nontrading.get(line.pk, 0),
        ]
        for line in figures.lines_of(fund)
    ]  # fmt: skip
    firm_head = [_("Number"), _("Company"), _("Commitments"), pgettext("fund", "Promised"), pgettext("fund", "Paid")]
    firms = [
        [row["company__number"], row["company__legal_name_ko"], row["n"], row["promised"], row["got"]]
        for row in figures.by_firm(fund)
    ]
    receipts = [
        [each.number, each.issuer, each.donated_on, each.amount, each.get_state_display()]
        for each in fund.receipts.all()
    ]
    receipt_head = [_("Number of the receipt"), _("Issued by"), _("Donated on"), _("Amount"), _("State")]
    return xlsx_answer(
        f"fund-{fund.code}",
        Sheet(pgettext("fund", "Years"), year_head, years, notes=notes),
        Sheet(pgettext("fund", "Lines"), line_head, lines, notes=notes),
        Sheet(_("Firms"), firm_head, firms, notes=notes),
        Sheet(_("Donation receipts"), receipt_head, receipts, notes=notes),
    )


@writes(shows_form=True)
def fund_deed(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """What can be done with a fund."""
    fund = fund_or_404(request, code)
    trail = [home(), (fund.code, fund_url(fund))]
    return perform(request, fund_deeds.FUND, deed, fund, back=fund_url(fund), trail=trail, name=named(fund))


@writes(shows_form=True)
def year_deed(request: HttpRequest, code: str, year: int, deed: str) -> HttpResponse:
    """What can be done with a year."""
    fund = fund_or_404(request, code)
    found = get_object_or_404(BudgetYear.objects.select_related("fund"), fund=fund, year=year)
    trail = [home(), (fund.code, fund_url(fund))]
    return perform(request, fund_deeds.YEAR, deed, found, back=fund_url(fund), trail=trail, name=f"{fund.code} {year}")


def _line_or_404(request: HttpRequest, pk: int) -> BudgetLine:
    return get_object_or_404(queries.lines_visible_to(request.user), pk=pk)


def _line_trail(line: BudgetLine) -> list[tuple[object, str]]:
    return [home(), (line.year.fund.code, fund_url(line.year.fund))]


def line_url(line: BudgetLine) -> str:
    """Its page."""
    return reverse("funds:line-detail", args=[line.pk])


@reads
def line_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """From what was allocated to what is left; what is promised from it; the government's half."""
    line, user = _line_or_404(request, pk), request.user
    confirmed, bridged = queries.match_of(line)
    context = {
        "trail": [*_line_trail(line), (f"{line.year.year} {programme_name(line.programme)}", "")],
        "line": line,
        "name": programme_name(line.programme),
        "chart": _bridge(line) if line.allotted else "",
        "commitments": queries.commitments_visible_to(user).filter(line=line),
        "matches": _with_deeds(line.matches.all(), fund_deeds.MATCH, user, "matches"),
        "confirmed": confirmed,
        "bridged": bridged,
        "close": getattr(line, "close", None),
        "deeds": possible(fund_deeds.LINE, line, user, base=line_url(line)),
        "entries": timeline_of(line),
    }
    return page(request, "funds/line_detail.html", context)


def _bridge(line: BudgetLine):
    moved = line.transfers_in - line.transfers_out
    steps = [
        charts.Step(str(_("Allocated")), line.allocated, "gain"),
        charts.Step(str(_("Carried in")), line.carry_in, "gain"),
        charts.Step(str(_("Transfers")), abs(moved), "gain" if moved > 0 else "loss"),
        charts.Step(pgettext("fund", "Promised"), line.committed, "loss"),
        charts.Step(str(_("Released")), line.released, "gain"),
        charts.Step(str(_("Carried out")), line.carry_out, "loss"),
    ]
    shown = [step for step in steps if step.value]
    return charts.figure(
        title=_("From the budget to what is left"),
        basis=_("million won"),
        finding=_("%(left)s are left.") % {"left": money_full(line.available)},
        draw=charts.waterfall([*shown, charts.Step(str(_("Available")), line.available, "total")], write=_millions),
        widths=charts.FULL_WIDTHS,
    )


@writes(shows_form=True)
def line_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """What can be done with a line."""
    line = _line_or_404(request, pk)
    name = str(programme_name(line.programme))
    return perform(request, fund_deeds.LINE, deed, line, back=line_url(line), trail=_line_trail(line), name=name)


@writes(shows_form=True)
def transfer_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """A transfer is decided on."""
    found = Transfer.objects.select_related("source__year__fund", "target__year__fund").filter(uid=uid).first()
    if found is None or not queries.reads_funds(request.user):
        raise Http404
    back = fund_url(found.source.year.fund)
    trail = _line_trail(found.source)
    return perform(request, fund_deeds.TRANSFER, deed, found, back=back, trail=trail, name=found.number)


@writes(shows_form=True)
def match_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """A part of the government's half is reported, confirmed or bridged."""
    found = GovMatch.objects.select_related("line__year__fund").filter(uid=uid).first()
    if found is None or not queries.reads_funds(request.user):
        raise Http404
    back, name = line_url(found.line), str(money_full(found.amount))
    return perform(request, fund_deeds.MATCH, deed, found, back=back, trail=_line_trail(found.line), name=name)


@writes(shows_form=True)
def receipt_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """A donation receipt is confirmed."""
    found = DonationReceipt.objects.select_related("fund").filter(uid=uid).first()
    if found is None or not queries.reads_funds(request.user):
        raise Http404
    back = fund_url(found.fund)
    trail = [home(), (found.fund.code, back)]
    return perform(request, fund_deeds.RECEIPT, deed, found, back=back, trail=trail, name=found.number)
