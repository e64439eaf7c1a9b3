"""Doors of the GEM matching funds: a fund with the money of its years, proposals, the public form, the summary."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from portal import charts
from portal.audit.queries import timeline_of
from portal.countries import country_name
from portal.display import day_text, money_full
from portal.errors import RuleBroken
from portal.http import page, page_now, public, reads, see, writes
from portal.pdf import pdf_response, typeset
from portal.policy import require
from portal.throttles import knock, throttled
from sharedgrowth.funds.forms.gem import GemForm, ProposalForm
from sharedgrowth.funds.models import Contribution, GemFund, GemYear, GrantReport, GrantTranche, Proposal
from sharedgrowth.funds.policies import gem as policies
from sharedgrowth.funds.queries import gem as queries
from sharedgrowth.funds.services import gem as services
from sharedgrowth.funds.services import gem_grants
from sharedgrowth.funds.states.gem import GRANT_LIVE, GemState, Side
from sharedgrowth.funds.views import gem_deeds
from sharedgrowth.funds.views.deeds import perform, possible
from sharedgrowth.funds.views.funds import home


def gem_url(fund: GemFund) -> str:
    """Its page."""
    return reverse("funds:gem-detail", args=[fund.number])


def proposal_url(proposal: Proposal) -> str:
    """Its page."""
    return reverse("funds:gem-proposal", args=[proposal.uid])


def _country(code: str) -> str:
    return country_name(code, get_language() or "ko")


def _trail(fund: GemFund) -> list[tuple[object, str]]:
    return [home(), (fund.gem_name, gem_url(fund))]


@writes(shows_form=True)
def gem_create(request: HttpRequest) -> HttpResponse:
    """Propose a matching fund."""
    require(policies.may_manage_gem(request.user))
    posted = request.method == "POST"
    form = GemForm(request.POST if posted else None, initial={"party_usd": 50_000, "country": "AU"})
    if posted and form.is_valid():
        given = form.cleaned_data
        first = services.HOME if given.pop("is_home_first") else given["country"]
        try:
            fund = services.propose_gem_fund(**given, first_country=first, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return see(request, gem_url(fund))
    title = _("Propose a GEM matching fund")
    context = {"trail": [home(), (title, "")], "form": form, "title": title, "lede": _("Both companies pay the same.")}
    return page(request, "funds/gem_form.html", context, status=422 if posted else 200)


def _gem_or_404(request: HttpRequest, number: str) -> GemFund:
    return get_object_or_404(queries.gem_funds_visible_to(request.user), number=number)


@reads
def gem_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Both companies' contributions, what each year may spend, what was granted and paid, in dollars and won."""
    fund, user = _gem_or_404(request, number), request.user
    years = list(fund.years.order_by("no"))
    money = queries.money_of(years)
    base = reverse("funds:fund-list")
    contributions: dict[int, list[dict[str, Any]]] = {year.pk: [] for year in years}
    for each in Contribution.objects.filter(year__in=years).select_related("year__fund").order_by("due_on", "side"):
        contributions[each.year_id].append(
            {
                "thing": each,
                "payer": _("The buyer") if each.side == Side.HOUSE else fund.partner.name,
                "deeds": possible(gem_deeds.CONTRIBUTION, each, user, base=f"{base}gem/contributions/{each.uid}/"),
            }
        )
    for year in years:
        year.fund = fund
    rows = [
        {
            "year": year,
            "country": _country(year.country),
            "money": money[year.pk],
            "contributions": contributions[year.pk],
            "deeds": possible(gem_deeds.GEM_YEAR, year, user, base=f"{gem_url(fund)}{year.no}/"),
        }
        for year in years
    ]
    context = {
        "trail": [home(), (fund.gem_name, "")],
        "fund": fund,
        "facts": _facts(request, fund),
        "years": rows,
        "chart": _chart(rows) if any(row["money"].house + row["money"].partner for row in rows) else "",
        "proposals": queries.proposals_visible_to(user).filter(year__fund=fund),
        "takes": fund.state == GemState.ACTIVE,
        "deeds": possible(gem_deeds.GEM, fund, user, base=gem_url(fund)),
        "entries": timeline_of(fund) if user.is_internal else None,
    }
    return page(request, "funds/gem_detail.html", context)


def _facts(request: HttpRequest, fund: GemFund) -> list[dict[str, Any]]:
    there = page_now(request).astimezone(ZoneInfo(fund.time_zone))
    return [
        {"label": _("Partner company"), "value": fund.partner.name, "note": _country(fund.country)},
        {
            "label": _("Each company a year"),
            "value": money_full(fund.party_usd, "USD"),
            "note": _("one to one"),
        },
        {"label": _("Begins on"), "value": day_text(fund.begins_on, "day"), "note": ""},
        {"label": _("Now at the partner"), "value": f"{there:%Y-%m-%d %H:%M}", "note": fund.time_zone},
    ]


def _usd(value) -> str:
    return f"{value:,.0f}"


def _chart(rows: list[dict[str, Any]]):
    names = [("f1", pgettext("gem", "Paid out")), ("f3", pgettext("gem", "Granted, not paid")), ("f5", _("Available"))]
    found = []
    for row in rows:
        money = row["money"]
        spent = money.paid - money.got_back
        values = [spent, max(money.granted - spent, 0), max(money.left, 0)]
        found.append(charts.Column(f"{row['year'].no}", values))
    return charts.figure(
        title=_("What each year may spend"),
        basis=_("US dollars · twice the smaller of both contributions"),
        finding=_("%(left)s US dollars can still be granted.") % {"left": _usd(sum(r["money"].left for r in rows))},
        draw=charts.columns(found, [cls for cls, _name in names], write=_usd),
        widths=charts.FULL_WIDTHS,
        keys=[charts.Key(cls, name) for cls, name in names],
        table=charts.Table(
            head=[_("Year"), *(name for _cls, name in names)],
            rows=[(column.name, *(_usd(value) for value in column.values)) for column in found],
            opens_with=_("Show as a table"),
        ),
    )


@writes(shows_form=True)
def gem_deed(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """What can be done with a matching fund."""
    fund = _gem_or_404(request, number)
    return perform(request, gem_deeds.GEM, deed, fund, back=gem_url(fund), trail=_trail(fund), name=fund.gem_name)


@writes(shows_form=True)
def gem_year_deed(request: HttpRequest, number: str, no: int, deed: str) -> HttpResponse:
    """What can be done with a year of it."""
    fund = _gem_or_404(request, number)
    year = get_object_or_404(GemYear.objects.select_related("fund"), fund=fund, no=no)
    name = f"{fund.gem_name} {no}"
    return perform(request, gem_deeds.GEM_YEAR, deed, year, back=gem_url(fund), trail=_trail(fund), name=name)


@writes(shows_form=True)
def contribution_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """A contribution is received, or its rest waived."""
    mine = queries.gem_funds_visible_to(request.user)
    found = get_object_or_404(Contribution.objects.select_related("year__fund__partner"), uid=uid, year__fund__in=mine)
    fund = found.year.fund
    name = f"{fund.gem_name} {found.year.no}, {found.get_side_display()}"
    return perform(request, gem_deeds.CONTRIBUTION, deed, found, back=gem_url(fund), trail=_trail(fund), name=name)


@public
@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def gem_propose(request: HttpRequest, number: str) -> HttpResponse:
    """An organisation proposes a project; also the officer for it."""
    fund = get_object_or_404(GemFund.objects.select_related("partner"), number=number, state=GemState.ACTIVE)
    year = _year_now(fund)
    posted = request.method == "POST"
    form = ProposalForm(request.POST if posted else None)
    by = request.user if request.user.is_authenticated and policies.may_manage_gem(request.user) else None
    if posted and form.is_valid():
        try:
            with transaction.atomic():
                made = gem_grants.submit_proposal(year, by=by, **form.cleaned_data)
                if by is None and knock("alert-address", made.contact.lower()):  # a stranger's letter box is not ours
                    words = _("Much was sent to this address in a short time. Try again in an hour.")
                    raise RuleBroken(words, field="contact")
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            if by is not None:
                return see(request, proposal_url(made))
            context = {"fund": fund, "proposal": made}
            return page(request, "funds/gem_thanks.html", context)
    context = {
        "trail": [],
        "form": form,
        "title": _("Propose a project for %(gem)s") % {"gem": fund.gem_name},
        "lede": _("Used in: %(country)s. Both companies decide together; the answer comes by e-mail.")
        % {"country": _country(year.country)},
    }
    return page(request, "funds/gem_form.html", context, status=422 if posted else 200)


def _year_now(fund: GemFund) -> GemYear:
    """The first year whose money is not all granted, else the last one."""
    years = list(fund.years.select_related("fund").order_by("no"))
    money = queries.money_of(years)
    return next((year for year in years if money[year.pk].left > 0 or not money[year.pk].granted), years[-1])


def proposal_or_404(request: HttpRequest, uid: UUID) -> Proposal:
    return get_object_or_404(queries.proposals_visible_to(request.user), uid=uid)


@reads
def gem_proposal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One project: the checks of its operator, both votes, its tranches and reports."""
    proposal, user = proposal_or_404(request, uid), request.user
    fund, grant = proposal.year.fund, getattr(proposal, "grant", None)
    base = reverse("funds:fund-list")
    tranches, reports = [], []
    if grant is not None:
        for each in grant.tranches.select_related("grant__proposal__year__fund"):
            deeds = possible(gem_deeds.TRANCHE, each, user, base=f"{base}gem/tranches/{each.pk}/")
            waits = "" if each.paid_on else queries.tranche_waits_for(each)
            tranches.append({"thing": each, "deeds": deeds, "waits": waits})
        for report in grant.reports.prefetch_related("evidence"):
            deeds = possible(gem_deeds.REPORT, report, user, base=f"{base}gem/reports/{report.uid}/")
            reports.append({"thing": report, "deeds": deeds, "files": report.evidence.all()})
    context = {
        "trail": [*_trail(fund), (proposal.number, "")],
        "proposal": proposal,
        "title": title_of(proposal),
        "facts": _proposal_facts(proposal, grant),
        "votes": proposal.votes.select_related("voted_by"),
        "checks": [
            (_("Its registration was found"), proposal.is_registered),
            (_("It is on no sanctions list"), proposal.is_unsanctioned),
            (_("No public official is linked to it"), proposal.is_unofficial),
            (_("It is related to neither company"), proposal.is_unrelated),
        ],
        "tranches": tranches,
        "reports": reports,
        "deeds": possible(gem_deeds.PROPOSAL, proposal, user, base=proposal_url(proposal)),
        "entries": timeline_of(proposal) if user.is_internal else None,
    }
    return page(request, "funds/gem_proposal.html", context)


def title_of(proposal: Proposal) -> str:
    """In the reader's language."""
    return proposal.title_ko if get_language() == "ko" else proposal.title_en


def _proposal_facts(proposal: Proposal, grant) -> list[dict[str, Any]]:
    facts = [
        {"label": pgettext("gem", "Organisation"), "value": proposal.operator, "note": proposal.registration},
        {"label": _("Theme"), "value": proposal.get_theme_display(), "note": _country(proposal.year.country)},
        {"label": _("Budget"), "value": money_full(proposal.budget_usd, "USD"), "note": ""},
        {"label": _("Of it overhead"), "value": money_full(proposal.overhead_usd, "USD"), "note": ""},
    ]
    if grant is not None:
        facts.append({"label": pgettext("gem", "Grant"), "value": money_full(grant.amount, "USD"), "note": ""})
    return facts


@writes(shows_form=True)
def proposal_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """What can be done with a proposal."""
    proposal = proposal_or_404(request, uid)
    back, trail = proposal_url(proposal), _trail(proposal.year.fund)
    return perform(request, gem_deeds.PROPOSAL, deed, proposal, back=back, trail=trail, name=proposal.operator)


@writes(shows_form=True)
def tranche_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """A tranche is approved, or paid."""
    mine = queries.proposals_visible_to(request.user)
    rows = GrantTranche.objects.select_related("grant__proposal__year__fund")
    found = get_object_or_404(rows, pk=pk, grant__proposal__in=mine)
    proposal = found.grant.proposal
    back, trail = proposal_url(proposal), _trail(proposal.year.fund)
    name = f"{proposal.number} {found.no}: {money_full(found.amount, 'USD')}"
    return perform(request, gem_deeds.TRANCHE, deed, found, back=back, trail=trail, name=name)


@writes(shows_form=True)
def report_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """A report is accepted or sent back."""
    mine = queries.proposals_visible_to(request.user)
    rows = GrantReport.objects.select_related("grant__proposal__year__fund")
    found = get_object_or_404(rows, uid=uid, grant__proposal__in=mine)
    proposal = found.grant.proposal
    back, trail = proposal_url(proposal), _trail(proposal.year.fund)
    return perform(request, gem_deeds.REPORT, deed, found, back=back, trail=trail, name=proposal.operator)


@reads
def gem_summary(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """The summary of a year in both languages, as a PDF (GEM-07)."""
    fund = _gem_or_404(request, number)
    year = get_object_or_404(GemYear.objects.select_related("fund"), fund=fund, no=no)
    money = queries.money_of([year])[year.pk]
    projects = list(Proposal.objects.filter(year=year, state__in=GRANT_LIVE).select_related("grant").order_by("pk"))
    parts = []
    for language in ("ko", "en"):
        with override(language):
            parts.append(_part(fund, year, money, projects, language))
    made = day_text(page_now(request))
    data = {
        "title": parts[0]["title"] if get_language() == "ko" else parts[1]["title"],
        "number": f"{fund.number}/{no}",
        "brand": str(settings.PORTAL_NAME),
        "made": made,
        "footer": _("As of %(day)s") % {"day": made},
        "parts": parts,
    }
    return pdf_response(typeset("funds/gem_summary.typ", data), f"{fund.number}-{no}")


def _part(fund: GemFund, year: GemYear, money: queries.YearMoney, projects, language: str) -> dict[str, Any]:
    figures = [
        (_("The buyer has paid"), money.house),
        (_("The partner has paid"), money.partner),
        (_("Can be spent, one to one"), money.spendable),
        (_("Reserve of the buyer"), money.house_reserved),
        (_("Reserve of the partner"), money.partner_reserved),
        (pgettext("gem", "Granted"), money.granted),
        (pgettext("gem", "Paid out"), money.paid),
        (_("Left"), money.left),
    ]
    return {
        "title": _("GEM matching fund %(gem)s, year %(no)s") % {"gem": fund.gem_name, "no": year.no},
        "partner": fund.partner.legal_name_ko if language == "ko" else fund.partner.legal_name_en,
        "partner_label": _("Partner company"),
        "country_label": _("Country of use"),
        "country": country_name(year.country, language),
        "figures": [[str(label), f"USD {value:,.2f}"] for label, value in figures],
        "won": [
            [_("Received, in won at the rate of each day"), str(money_full(money.won))],
            [_("Difference of the rate (shown, not spent)"), str(money_full(money.fx_won))],
        ],
        "projects_label": pgettext("gem", "Projects"),
        "projects": [
            [
                each.number,
                each.title_ko if language == "ko" else each.title_en,
                each.operator,
                f"USD {each.grant.amount:,.2f}",
                str(each.get_state_display()),
            ]
            for each in projects
        ],
        "head": [_("Number"), _("Title"), pgettext("gem", "Organisation"), pgettext("gem", "Grant"), _("State")],
        "note": _("The fund is not linked to the volume or price of purchases."),
    }
