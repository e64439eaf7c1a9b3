"""Door of the cost estimator: type the base price twice, read it in words, seal it. It is not shown again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, rules, services
from purchasing.bidding.forms import BasePriceForm
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown


@never_cache
@sensitive_post_parameters()
@writes(shows_form=True, secret_form=True)
@sensitive_variables()
def base_price_seal(request: HttpRequest, key: str) -> HttpResponse:
    """Type, check in words, seal: three presses of one address; nothing is kept between them."""
    tender = tender_or_404(request, key)
    require(policies.may_seal_base_price(request.user, tender))
    if not queries.takes_base_price(tender):
        raise WrongState(_("The tender is published: its base price no longer changes."))
    parts = rules.base_parts(rules.Way(tender.method))
    data = request.POST if request.method == "POST" else None
    form = BasePriceForm(data, parts=parts, budget_won=tender.budget_won)
    step = request.POST.get("step", "")
    status, template = 200, "bidding/base_price_form.html"
    if request.method == "POST" and step != "edit":
        status = 422
        if form.is_valid() and step == "seal":
            try:
                services.seal_base_price(
                    tender,
                    amount_won=form.cleaned_data["amount_won"],
                    basis=form.cleaned_data["basis"],
                    parts={name: form.cleaned_data[name] for name in parts},
                    no_conflict=form.cleaned_data["no_conflict"],
                    above_budget=form.cleaned_data.get("above_budget", False),
                    by=request.user,
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(
                    request, _("The base price is sealed. It is shown to nobody before the bids are open.")
                )
                return see(request, address(tender))
        elif form.is_valid():
            status, template = 200, "bidding/base_price_check.html"
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Base price")),
        "lines": tender.lines.all(),
        "form": form,
        "seal": queries.base_price_seal(tender),
        "typed": [(name, request.POST.get(name, "")) for name in form.fields],
        "parts": [(form.fields[name].label, form.cleaned_data[name]) for name in parts] if form.is_valid() else [],
    }
    return page(request, template, context, status=status)
