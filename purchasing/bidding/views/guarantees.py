"""Doors of guarantees: what winners promised, what was measured, what is owed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import store_upload
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import ClosingForm, MeasurementForm, PlanTestForm, ReasonForm
from purchasing.bidding.models import Guarantee
from purchasing.bidding.states import GuaranteeState, TcoFlow
from purchasing.bidding.views.finding import beside
from purchasing.bidding.views.shown import percent

G = GuaranteeState
PER_PAGE = 20


def guarantee_url(guarantee: Guarantee, name: str = "guarantee") -> str:
    """The address of a page of the guarantee."""
    return reverse(f"bidding:{name}", args=[guarantee.uid])


def _guarantee_or_404(request: HttpRequest, uid: UUID) -> Guarantee:
    return get_object_or_404(queries.guarantees_visible_to(request.user), uid=uid)


@reads
def guarantee_list(request: HttpRequest) -> HttpResponse:
    """All guarantees for staff, the own ones for a supplier."""
    context = {
        "trail": [(_("Tenders"), reverse("bidding:tender-list")), (_("Guarantees"), "")],
        "results": Paginator(queries.guarantees_visible_to(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "figures": queries.guarantee_figures() if request.user.is_internal else None,
    }
    return page(request, "bidding/guarantee_list.html", context)


@reads
def guarantee_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One guarantee with its terms and what came of it."""
    return _show(request, _guarantee_or_404(request, uid))


def _show(request: HttpRequest, guarantee: Guarantee, status: int = 200, **forms) -> HttpResponse:
    user, state = request.user, guarantee.state
    decides = bool(policies.may_decide_guarantee(user, guarantee))
    measures = state == G.OPEN and bool(policies.may_measure_guarantee(user, guarantee))
    ahead = services.damages_of(guarantee, guarantee.measured) if state == G.TESTED else None
    context = {
        "trail": [
            (_("Tenders"), reverse("bidding:tender-list")),
            (_("Guarantees"), reverse("bidding:guarantees")),
            (f"{guarantee.tender.number} {guarantee.name}", ""),
        ],
        "guarantee": guarantee,
        "facts": _facts(guarantee),
        "ahead": ahead,
        "plan_form": PlanTestForm(initial={"test_by": guarantee.test_by}) if measures else None,
        "measure_form": MeasurementForm() if measures else None,
        "decides": decides and state == G.TESTED,
        "refuse_form": ReasonForm(label=_("Why the test is repeated"), auto_id="refuse_%s") if decides else None,
        "closing_form": ClosingForm() if decides and state in (G.MET, G.DAMAGES) else None,
        "may_decide": policies.may_decide_guarantee(user, guarantee),
        "entries": timeline_of(guarantee) if user.is_internal else None,
        "rise_pct": percent(guarantee.terms["escalation"]),
        "rate_pct": percent(guarantee.terms["rate"]),
        "yearly": guarantee.terms["flow"] == TcoFlow.ANNUAL,
        "when": ", ".join(map(str, services.years_counted(guarantee))),
    } | forms
    return page(request, "bidding/guarantee_detail.html", context, status=status)


def _facts(guarantee: Guarantee) -> list[dict]:
    declared, unit = f"{guarantee.declared.normalize():,f}", guarantee.unit
    measured = f"{guarantee.measured.normalize():,f}" if guarantee.measured is not None else "—"
    off, waits = "", guarantee.state == G.OPEN and guarantee.test_by
    if guarantee.measured is not None and guarantee.declared:
        off = f"{(guarantee.measured - guarantee.declared) * 100 / guarantee.declared:+.1f}%"
    return [
        {"label": _("Supplier"), "value": guarantee.bid.company.name, "note": guarantee.tender.number},
        {"label": pgettext("declared value", "Declared"), "value": declared, "note": unit},
        {"label": _("Measured"), "value": measured, "note": off or (_planned(guarantee) if waits else unit)},
        {
            "label": _("Tolerance"),
            "value": f"±{percent(guarantee.tolerance)}%",
            "note": _("damages at most %(cap)s%% of the price") % {"cap": percent(guarantee.damages_cap)},
        },
        {
            "label": _("Damages"),
            "value": money_full(guarantee.owed_won) if guarantee.owed_won is not None else "—",
            "note": _("of %(price)s award price") % {"price": money_full(guarantee.price_won)},
        },
    ]


def _planned(guarantee: Guarantee) -> str:
    return _("test by %(day)s") % {"day": day_text(guarantee.test_by, "day")}


@writes
def guarantee_plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say until when the acceptance test is made."""
    guarantee = _guarantee_or_404(request, uid)
    require(policies.may_measure_guarantee(request.user, guarantee))  # before faults are shown in a form of others
    form = PlanTestForm(request.POST)
    if form.is_valid():
        try:
            services.plan_test(guarantee, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The test is planned. The supplier hears of it."))
            return see(request, guarantee_url(guarantee))
    return _show(request, guarantee, 422, plan_form=form)


@writes
def guarantee_measure(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter what the acceptance test measured."""
    guarantee = _guarantee_or_404(request, uid)
    require(policies.may_measure_guarantee(request.user, guarantee))  # before an upload is stored
    form = MeasurementForm(request.POST, request.FILES)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            services.measure_guarantee(
                guarantee, **given | {"protocol": _stored(request, given["protocol"])}, by=request.user
            )
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The measurement is in. A second person decides what follows."))
            return see(request, guarantee_url(guarantee))
    return _show(request, guarantee, 422, measure_form=form)


def _stored(request: HttpRequest, upload) -> File | None:
    if upload is None:
        return None
    return store_upload(upload, company=request.user.company, by=request.user)


@writes
def guarantee_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Met, or damages by the announced rule."""
    guarantee = services.decide_guarantee(_guarantee_or_404(request, uid), by=request.user)
    done = _("The guarantee is met.") if guarantee.state == G.MET else _("Damages are owed. The supplier is told.")
    messages.success(request, done)
    return see(request, guarantee_url(guarantee))


@writes
def guarantee_refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The measurement is not accepted: it is repeated."""
    guarantee = _guarantee_or_404(request, uid)
    form = ReasonForm(request.POST, label=_("Why the test is repeated"), auto_id="refuse_%s")
    if form.is_valid():
        services.refuse_measurement(guarantee, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The test is repeated."))
        return see(request, guarantee_url(guarantee))
    return _show(request, guarantee, 422, refuse_form=form)


@writes
def guarantee_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Nothing more follows."""
    guarantee = _guarantee_or_404(request, uid)
    form = ClosingForm(request.POST)
    if form.is_valid():
        services.close_guarantee(guarantee, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("The guarantee is closed."))
        return see(request, guarantee_url(guarantee))
    return _show(request, guarantee, 422, closing_form=form)
