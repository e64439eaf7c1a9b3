"""Doors of the eco-friendly purchases: overview, ledger, rates, declarations, targets, the premium."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.states import EcoKind
from portal import charts
from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from purchasing.esg.forms.eco import (
    EcoDeclarationForm,
    EcoFilter,
    PremiumForm,
    RateForm,
    RemarkForm,
    ReversalForm,
    TargetForm,
)
from purchasing.esg.models import EcoDeclaration, EcoTarget, FxRate, terms_on
from purchasing.esg.policies import eco as policies
from purchasing.esg.queries import eco as queries
from purchasing.esg.rules import eco as rules
from purchasing.esg.services import eco as services
from purchasing.esg.states.eco import EcoState
from purchasing.esg.views.minerals import day_of

PER_PAGE = 30
MILLION = Decimal(1_000_000)
MOST_ROWS = 20_000


def _trail(words: object = "") -> list[tuple[object, str]]:
    start = [(_("Eco-friendly purchases"), reverse("esg:eco-overview") if words else "")]
    return [*start, (words, "")] if words else start


def _below(words: object, name: str) -> list[tuple[object, str]]:
    return [*_trail(words)[:1], (words, reverse(f"esg:{name}"))]


@reads
def eco_overview(request: HttpRequest) -> HttpResponse:
    """Where the year stands against the path, what waits, whose claims have expired."""
    require(policies.may_read_eco(request.user))
    day = day_of(request)
    years = queries.by_year()
    last = queries.last_target()
    current = next((row for row in years if row["year"] == day.year), None)
    context = {
        "current": current,
        "year": day.year,
        "last": last,
        "passed": last is not None and last.year < day.year,
        "years": years,
        "chart": _chart(years) if any(row["total"] for row in years) else "",
        "suppliers": queries.by_supplier(day.year),
        "waiting": queries.waiting_for_rate(),
        "expired": queries.expired_claims_in_use(day),
        "may_enter": bool(policies.may_enter_eco(request.user)),
    }
    return page(request, "esg/eco_overview.html", context)


def _millions(value) -> str:
    return f"{Decimal(value):,.1f}"


def _chart(years: list[dict[str, Any]]):
    kinds = [(EcoKind.RECYCLE, "f1"), (EcoKind.REUSE, "f2"), (EcoKind.REDUCE, "f4")]
    shown = [row for row in years if row["total"]]
    stacks = [
        charts.Stack(str(row["year"]), [max(row[str(kind)], Decimal(0)) / MILLION for kind, _cls in kinds])
        for row in shown
    ]
    best = max(shown, key=lambda row: row["total"])
    return charts.figure(
        title=_("Eco-friendly purchases by year"),
        basis=_("million US dollars, accepted deliveries less credit notes"),
        finding=_("Most in %(year)s: %(total)s million US dollars.")
        % {"year": best["year"], "total": _millions(best["total"] / MILLION)},
        draw=charts.stacked(stacks, [cls for _kind, cls in kinds], write=_millions, best="highest"),
        widths=charts.FULL_WIDTHS,
        keys=[charts.Key(cls, kind.label) for kind, cls in kinds],
        table=charts.Table(
            head=[_("Year"), *(kind.label for kind, _cls in kinds), _("Total"), _("Target")],
            rows=[
                (
                    str(row["year"]),
                    *(_millions(row[str(kind)] / MILLION) for kind, _cls in kinds),
                    _millions(row["total"] / MILLION),
                    _millions(row["target"] / MILLION) if row["target"] else "—",
                )
                for row in years
            ],
            opens_with=_("Show as a table"),
        ),
    )


def _found(request: HttpRequest):
    form = EcoFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    rows = queries.purchases_visible_to(request.user)
    if words := given.get("q"):
        rows = rows.filter(
            Q(delivery_line__delivery__number__icontains=words)
            | Q(delivery_line__delivery__contract__number__icontains=words)
            | Q(company__legal_name_ko__icontains=words)
            | Q(company__legal_name_en__icontains=words)
        )
    if kind := given.get("kind"):
        rows = rows.filter(kind=kind)
    if year := given.get("year"):
        rows = rows.filter(month__year=year)
    return form, bool(given), rows.order_by("-pk")


@reads
def eco_ledger(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first."""
    require(policies.may_read_eco(request.user))
    form, filtered, rows = _found(request)
    context = {
        "trail": _trail(_("Ledger")),
        "filter": form,
        "filtered": filtered,
        "results": Paginator(rows.select_related("reversal"), PER_PAGE).get_page(request.GET.get("page")),
        "may_enter": bool(policies.may_enter_eco(request.user)),
    }
    return page(request, "esg/eco_ledger.html", context, part="esg/_eco_results.html")


@reads
def eco_report(request: HttpRequest) -> HttpResponse:
    """The ledger and the totals as a workbook."""
    require(policies.may_read_eco(request.user))
    _form, _filtered, rows = _found(request)
    head = [_("Month"), _("Company"), _("Contract"), _("Delivery"), _("Kind"), _("Evidence"), _("Amount")]
    head += [_("Currency"), _("Rate"), _("US dollars"), _("Takes back"), _("Credit note")]
    ledger = Sheet(
        title=_("Ledger"),
        head=head,
        rows=[
            (
                each.month,
                each.company.name,
                each.delivery_line.delivery.contract.number,
                each.delivery_line.delivery.number,
                each.get_kind_display(),
                each.label,
                each.amount,
                each.currency,
                each.rate,
                each.usd,
                each.reverses.seq if each.reverses else "",
                each.credit_note.number if each.credit_note else "",
            )
            for each in rows.select_related("reverses", "credit_note")[:MOST_ROWS]
        ],
        notes=[_("Accepted deliveries without VAT, less credit notes, at the average rate of the month.")],
    )
    years = Sheet(
        title=_("Against the path"),
        head=[_("Year"), *(kind.label for kind in EcoKind), _("Total"), _("Target"), _("Share")],
        rows=[
            (row["year"], *(row[kind.value] for kind in EcoKind), row["total"], row["target"], row["share"])
            for row in queries.by_year()
        ],
    )
    return xlsx_answer("eco-purchases", years, ledger)


@writes(shows_form=True)
def eco_reverse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an entry back."""
    entry = get_object_or_404(queries.purchases_visible_to(request.user).filter(reverses=None), uid=uid)
    decision = Decision(
        title=_("Take the entry back"),
        text=_(
            "Nothing is changed: an entry of the opposite amount is written. With a valid basis it is counted anew."
        ),
        verb=_("Take back"),
        done=_("Taken back."),
        allowed=policies.may_enter_eco(request.user),
        do=lambda given: services.reverse_entry(entry, reason=given["reason"], by=request.user),
        back=reverse("esg:eco-ledger"),
        trail=_below(_("Ledger"), "eco-ledger"),
        docno=entry.delivery_line.delivery.number,
        danger=True,
    )
    return decide(request, decision, ReversalForm(posted(request)))


@writes(shows_form=True)
def eco_rates(request: HttpRequest) -> HttpResponse:
    """Average rates of months, and the form for the next one."""
    require(policies.may_read_eco(request.user))
    may_enter = policies.may_enter_eco(request.user)
    form = RateForm(posted(request))
    status = 200
    if request.method == "POST":
        require(may_enter)
        if form.is_valid():
            try:
                services.enter_rate(**form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Entered. A colleague compares it with its source and confirms it."))
                return see(request, reverse("esg:eco-rates"))
        status = 422
    rates = FxRate.objects.select_related("entered_by", "decided_by")[:60]
    context = {
        "trail": _trail(_("Average rates")),
        "rows": [
            {
                "rate": rate,
                "decides": rate.state == EcoState.ENTERED and bool(policies.may_decide_eco(request.user, rate)),
            }
            for rate in rates
        ],
        "form": form if may_enter else None,
    }
    return page(request, "esg/eco_rates.html", context, status=status)


@writes
def eco_rate_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person confirms or rejects it."""
    rate = get_object_or_404(FxRate, uid=uid)
    services.decide_rate(rate, confirm=request.POST.get("verdict") != "reject", by=request.user)
    messages.success(request, _("Decided."))
    return see(request, reverse("esg:eco-rates"))


@reads
def eco_declarations(request: HttpRequest) -> HttpResponse:
    """Lines that purchasing declared."""
    require(policies.may_read_eco(request.user))
    results = Paginator(queries.declarations_visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": _trail(pgettext("eco", "Declarations")),
        "results": results,
        "rows": [
            {
                "each": each,
                "decides": each.state == EcoState.ENTERED and bool(policies.may_decide_eco(request.user, each)),
            }
            for each in results
        ],
        "may_enter": bool(policies.may_enter_eco(request.user)),
    }
    return page(request, "esg/eco_declarations.html", context)


@writes(shows_form=True)
def eco_declare(request: HttpRequest) -> HttpResponse:
    """Say why a line counts."""
    form = EcoDeclarationForm(posted(request), request.FILES if request.method == "POST" else None)

    def declare(given: dict[str, Any]) -> EcoDeclaration:
        upload = given["file"]
        kept = store_upload(upload, company=request.user.company, by=request.user, kinds=DOCUMENTS) if upload else None
        names = ("kind", "evidence_kind", "number", "reason", "valid_from", "valid_to")
        names += ("recycled_percent", "least_percent", "carbon_cut")
        told = {name: given[name] for name in names}
        return services.declare_line(given["line"], **told, file=kept, by=request.user)

    decision = Decision(
        title=_("Declare a line as eco-friendly"),
        text=_(
            "For goods without a claim in the catalogue, or of another R than the claim says. A colleague confirms."
        ),
        verb=_("Keep"),
        done=_("Entered. A colleague confirms it."),
        allowed=policies.may_enter_eco(request.user),
        do=declare,
        back=reverse("esg:eco-declarations"),
        trail=[
            *_trail(pgettext("eco", "Declarations"))[:1],
            (pgettext("eco", "Declarations"), reverse("esg:eco-declarations")),
        ],
    )
    return decide(request, decision, form)


@writes
def eco_declaration_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person has looked at the evidence."""
    declaration = get_object_or_404(queries.declarations_visible_to(request.user), uid=uid)
    services.decide_declaration(declaration, confirm=True, by=request.user)
    messages.success(request, _("Confirmed. Its deliveries are counted."))
    return see(request, reverse("esg:eco-declarations"))


@writes(shows_form=True)
def eco_declaration_reject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The evidence does not show it."""
    declaration = get_object_or_404(queries.declarations_visible_to(request.user), uid=uid)
    decision = Decision(
        title=_("Reject the declaration"),
        text=_("The line does not count by it. It can be declared again with other evidence."),
        verb=_("Reject"),
        done=_("Rejected."),
        allowed=policies.may_decide_eco(request.user, declaration),
        do=lambda given: services.decide_declaration(
            declaration, confirm=False, remark=given["remark"], by=request.user
        ),
        back=reverse("esg:eco-declarations"),
        trail=[
            *_trail(pgettext("eco", "Declarations"))[:1],
            (pgettext("eco", "Declarations"), reverse("esg:eco-declarations")),
        ],
    )
    return decide(request, decision, RemarkForm(posted(request)))


@writes(shows_form=True)
def eco_targets(request: HttpRequest) -> HttpResponse:
    """The path, and the form for a further year."""
    require(policies.may_read_eco(request.user))
    may_enter = policies.may_enter_eco(request.user)
    form = TargetForm(posted(request))
    status = 200
    if request.method == "POST":
        require(may_enter)
        if form.is_valid():
            try:
                services.enter_target(**form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Entered. A colleague approves it."))
                return see(request, reverse("esg:eco-targets"))
        status = 422
    context = {
        "trail": _trail(_("Targets")),
        "rows": [
            {
                "target": target,
                "decides": not target.is_approved and bool(policies.may_decide_eco(request.user, target)),
            }
            for target in EcoTarget.objects.select_related("entered_by", "approved_by")
        ],
        "form": form if may_enter else None,
    }
    return page(request, "esg/eco_targets.html", context, status=status)


@writes
def eco_target_approve(request: HttpRequest, year: int) -> HttpResponse:
    """A second person agrees."""
    services.approve_target(get_object_or_404(EcoTarget, year=year), by=request.user)
    messages.success(request, _("Approved."))
    return see(request, reverse("esg:eco-targets"))


@reads
def eco_premium(request: HttpRequest) -> HttpResponse:
    """May a dearer eco-friendly offer win? A help for an award by hand; award rules stay as they are."""
    require(policies.may_read_eco(request.user))
    form = PremiumForm(request.GET or None)
    premium = terms_on(day_of(request)).eco_premium
    limit = fits = None
    if form.is_bound and form.is_valid():
        limit = rules.premium_limit(form.cleaned_data["best_won"], premium)
        fits = form.cleaned_data["eco_won"] <= limit
    context = {
        "trail": _trail(_("Premium")),
        "form": form,
        "premium": f"{(premium * 100).normalize():f}%",
        "limit": limit,
        "fits": fits,
    }
    return page(request, "esg/eco_premium.html", context)
