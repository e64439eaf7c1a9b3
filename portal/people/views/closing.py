"""The door by which a supplier leaves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.http import page, see, writes
from portal.people import policies, services
from portal.people.forms import ReasonForm
from portal.people.models import Company
from portal.policy import require


@writes(shows_form=True)
def company_close(request: HttpRequest) -> HttpResponse:
    """End the registration of the company one acts for, after saying what that means."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    require(policies.may_close_company(request.user, company))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.close_company(company, reason=form.cleaned_data["reason"], by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The registration has ended."))
            return see(request, reverse("people:company-detail"))
    context = {"company": company, "form": form}
    return page(request, "people/company_close.html", context, status=422 if form.is_bound else 200)
