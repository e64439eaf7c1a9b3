"""Doors of the terms of the funds: what holds by date, new ones by two people. Source: SOD-15."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import RuleBroken
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.funds.forms.terms import FundTermsForm, figures, shown
from sharedgrowth.funds.models import FundTerms, terms_on
from sharedgrowth.funds.policies import budget as policies
from sharedgrowth.funds.services import terms as services
from sharedgrowth.funds.views.funds import home

MOST = 4


@reads
def terms_list(request: HttpRequest) -> HttpResponse:
    """Every figure with the days from which it holds; what waits for approval stands above."""
    require(policies.may_read_fund_terms(request.user))
    now = terms_on(today())
    versions = list(FundTerms.objects.select_related("entered_by", "approved_by")[:MOST])
    approved = [version for version in versions if version.is_approved]
    context = {
        "trail": [home(), (_("Terms of the funds"), "")],
        "versions": [{"terms": each, "now": each.pk == now.pk} for each in approved],
        "rows": [
            {"label": field.verbose_name, "values": [shown(getattr(each, field.name)) for each in approved]}
            for field in figures()
        ],
        "waiting": [
            {"terms": each, "changes": _changes(each), "may": policies.may_approve_fund_terms(request.user, each)}
            for each in versions
            if not each.is_approved
        ],
        "may_enter": bool(policies.may_enter_fund_terms(request.user)),
    }
    return page(request, "funds/terms_list.html", context)


def _changes(terms: FundTerms) -> list[dict[str, object]]:
    before = terms_on(terms.valid_from)
    pairs = [(field.verbose_name, getattr(before, field.name), getattr(terms, field.name)) for field in figures()]
    return [{"label": label, "before": shown(old), "after": shown(new)} for label, old, new in pairs if old != new]


@writes(shows_form=True)
def terms_create(request: HttpRequest) -> HttpResponse:
    """Enter the terms of a day to come."""
    require(policies.may_enter_fund_terms(request.user))
    posted = request.method == "POST"
    form = FundTermsForm(request.POST if posted else None, now=terms_on(today()))
    if posted and form.is_valid():
        try:
            services.enter_fund_terms(FundTerms(**form.cleaned_data), by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Entered. Another person approves them."))
            return see(request, reverse("funds:terms-list"))
    trail = [home(), (_("Terms of the funds"), reverse("funds:terms-list")), (_("New terms"), "")]
    return page(request, "funds/terms_form.html", {"trail": trail, "form": form}, status=422 if posted else 200)


@writes
def terms_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Put entered terms in force from their day on."""
    require(policies.may_read_fund_terms(request.user))
    services.approve_fund_terms(get_object_or_404(FundTerms, pk=pk), by=request.user)
    messages.success(request, _("Approved. They count from their day on."))
    return see(request, reverse("funds:terms-list"))
