"""Doors of the plans: what is to come, for everybody; the officer's plan, its changes, and the draft that follows."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.http import page, public, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.regions import region_name
from portal.throttles import throttled
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import PlanChangeForm, PlanFilter, PlanForm
from purchasing.bidding.models import PlanNotice
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address

PER_PAGE = 20


@public
@reads
@throttled("search")
def plan_list(request: HttpRequest) -> HttpResponse:
    """Purchases to come, the soonest first; filters live in the address."""
    form = PlanFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    results = Paginator(queries.find_plans(queries.announced_plans(), **given), PER_PAGE).get_page(
        request.GET.get("page")
    )
    for plan in results:
        plan.region_words = region_name(plan.region, get_language() or "ko") if plan.region else ""
    user = request.user
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "trail": trail(words=_("Planned purchases")),
        "insider": user.is_authenticated and user.is_internal,
        "may_plan": user.is_authenticated and bool(policies.may_plan_tender(user)),
    }
    return page(request, "bidding/plan_list.html", context, part="bidding/_plan_results.html")


def plan_address(plan: PlanNotice) -> str:
    """The plan's place in the list: looked for by its number, it stands on the first page."""
    number = plan.tender.number
    return f"{reverse('bidding:plan-list')}?{urlencode({'q': number})}#{number}"


@writes(shows_form=True)
def plan_create(request: HttpRequest) -> HttpResponse:
    """Announce a purchase to come."""
    require(policies.may_plan_tender(request.user))
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm(initial={"kind": "goods"})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = services.plan_tender(form.plan(), by=request.user, key=request.POST.get("key", "")[:100])
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The plan is announced. Everybody can read it."))
                return see(request, address(made.tender))
        status = 422
    context = {
        "form": form,
        "trail": [(_("Planned purchases"), reverse("bidding:plan-list")), (_("Announce a plan"), "")],
        "action": request.path,
        "back_url": reverse("bidding:plan-list"),
        "key": request.POST.get("key", "")[:100] or uuid4().hex,
        "versions": [],
    }
    return page(request, "bidding/plan_form.html", context, status=status)


@writes(shows_form=True)
def plan_change(request: HttpRequest, key: str) -> HttpResponse:
    """A further version of the plan."""
    tender = tender_or_404(request, key)
    require(policies.may_change_plan(request.user, tender))
    last = queries.plan_of(tender)
    if last is None:
        raise Http404
    sent = {"data": request.POST} if request.method == "POST" else {"initial": _initial(last)}
    form = PlanChangeForm(**sent, standing=last.class_codes)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.change_plan(tender, form.plan(), reason=form.cleaned_data["reason"], by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The changed plan is announced."))
                return see(request, address(tender))
        status = 422
    context = {
        "form": form,
        "tender": tender,
        "trail": trail(tender, _("Change the plan")),
        "action": request.path,
        "back_url": address(tender),
        "key": "",
        "versions": list(tender.plan_notices.all()),
    }
    return page(request, "bidding/plan_form.html", context, status=status)


def _initial(plan: PlanNotice) -> dict[str, object]:
    names = ("title_ko", "title_en", "kind", "planned_for", "region", "scope")
    return {name: getattr(plan, name) for name in names} | {"class_codes": ", ".join(plan.class_codes)}


@writes
def tender_begin(request: HttpRequest, key: str) -> HttpResponse:
    """From the plan to the draft."""
    tender = tender_or_404(request, key)
    services.begin_tender(tender, by=request.user)
    messages.success(request, _("The draft is begun. The plan stays as it was announced."))
    return see(request, address(tender, "tender-edit"))
