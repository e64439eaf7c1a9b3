"""Doors of the terms of Youth Dream: what holds by date, new ones by two people. Source: SOD-15."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from sharedgrowth.jobs.forms.terms import JobsTermsForm, figures
from sharedgrowth.jobs.models import JobsTerms, terms_on
from sharedgrowth.jobs.policies import cohorts as policies
from sharedgrowth.jobs.services import terms as services
from sharedgrowth.jobs.views.shown import home


@reads
def terms_list(request: HttpRequest) -> HttpResponse:
    """Every figure with the days from which it holds; what waits for approval stands above."""
    user = request.user
    require(policies.may_read_terms(user))
    now = terms_on(page_now(request).astimezone(SEOUL).date())
    versions = list(JobsTerms.objects.select_related("entered_by", "approved_by").order_by("-valid_from")[:4])
    shown = [version for version in versions if version.is_approved]
    context = {
        "trail": home(_("Terms of Youth Dream")),
        "versions": [{"terms": terms, "now": terms.pk == now.pk} for terms in shown],
        "rows": [
            {"label": field.verbose_name, "values": [_told(terms, field) for terms in shown]} for field in figures()
        ],
        "waiting": [
            {"terms": terms, "changes": _changes(terms), "may": policies.may_approve_terms(user, terms)}
            for terms in versions
            if not terms.is_approved
        ],
        "may_enter": bool(policies.may_enter_terms(user)),
    }
    return page(request, "jobs/terms_list.html", context)


def _told(terms: JobsTerms, field: Any) -> str:
    if field.choices:
        return getattr(terms, f"get_{field.name}_display")()
    value = getattr(terms, field.name)
    return f"{value.normalize():,f}" if hasattr(value, "normalize") else f"{value:,}"


def _changes(terms: JobsTerms) -> list[dict[str, object]]:
    before = terms_on(terms.valid_from)
    return [
        {"label": field.verbose_name, "before": _told(before, field), "after": _told(terms, field)}
        for field in figures()
        if getattr(before, field.name) != getattr(terms, field.name)
    ]


@writes(shows_form=True)
def terms_create(request: HttpRequest) -> HttpResponse:
    """Enter the terms of a day to come."""
    require(policies.may_enter_terms(request.user))
    now = terms_on(page_now(request).astimezone(SEOUL).date())
    form = JobsTermsForm(request.POST if request.method == "POST" else None, now=now)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.enter_jobs_terms(JobsTerms(**form.cleaned_data), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            except ValidationError as fault:
                form.add_error(None, fault.messages[0])
            else:
                messages.success(request, _("The terms are entered. A second person approves them."))
                return see(request, reverse("jobs:terms-list"))
    trail = [*home(), (_("Terms of Youth Dream"), reverse("jobs:terms-list")), (_("New terms"), "")]
    return page(request, "jobs/terms_form.html", {"trail": trail, "form": form}, status=status)


@writes
def terms_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person."""
    require(policies.may_read_terms(request.user))
    terms = get_object_or_404(JobsTerms, pk=pk)
    require(policies.may_approve_terms(request.user, terms))
    try:
        services.approve_jobs_terms(terms, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved. The terms hold from their day on."))
    return see(request, reverse("jobs:terms-list"))
