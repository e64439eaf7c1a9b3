"""Doors of the terms of INNOVILT: what holds by date, new ones by two people. Source: SOD-15."""

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
from sharedgrowth.innovilt.forms.alliance import InnoviltTermsForm, figures
from sharedgrowth.innovilt.models import InnoviltTerms, terms_on
from sharedgrowth.innovilt.policies import terms as policies
from sharedgrowth.innovilt.queries.terms import terms_by_day
from sharedgrowth.innovilt.services import terms as services


def _trail(words: object = "") -> list[tuple[object, str]]:
    home = (_("Terms of INNOVILT"), reverse("innovilt:terms-list") if words else "")
    return [home, (words, "")] if words else [home]


@reads
def terms_list(request: HttpRequest) -> HttpResponse:
    """Every figure with the days from which it holds; what waits for approval stands above."""
    user = request.user
    require(policies.may_read_terms(user))
    now = terms_on(page_now(request).astimezone(SEOUL).date())
    versions = list(terms_by_day()[:4])
    shown = [version for version in versions if version.is_approved]
    context = {
        "trail": _trail(),
        "versions": [{"terms": terms, "now": terms.pk == now.pk} for terms in shown],
        "rows": [
            {"label": field.verbose_name, "values": [_told(getattr(terms, field.name)) for terms in shown]}
            for field in figures()
        ],
        "waiting": [
            {"terms": terms, "changes": _changes(terms), "may": policies.may_approve_terms(user, terms)}
            for terms in versions
            if not terms.is_approved
        ],
        "may_enter": bool(policies.may_enter_terms(user)),
    }
    return page(request, "innovilt/terms_list.html", context)


def _told(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value.normalize():,f}" if hasattr(value, "normalize") else f"{value:,}"


def _changes(terms: InnoviltTerms) -> list[dict[str, object]]:
    before = terms_on(terms.valid_from)
    return [
        {
            "label": field.verbose_name,
            "before": _told(getattr(before, field.name)),
            "after": _told(getattr(terms, field.name)),
        }
        for field in figures()
        if getattr(before, field.name) != getattr(terms, field.name)
    ]


@writes(shows_form=True)
def terms_create(request: HttpRequest) -> HttpResponse:
    """Enter the terms of a day to come."""
    require(policies.may_enter_terms(request.user))
    now = terms_on(page_now(request).astimezone(SEOUL).date())
    form = InnoviltTermsForm(request.POST if request.method == "POST" else None, now=now)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.enter_terms(InnoviltTerms(**form.cleaned_data), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            except ValidationError as fault:
                form.add_error(None, fault.messages[0])
            else:
                messages.success(request, _("The terms are entered. A second person approves them."))
                return see(request, reverse("innovilt:terms-list"))
    context = {"trail": _trail(_("New terms")), "form": form}
    return page(request, "innovilt/terms_form.html", context, status=status)


@writes
def terms_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person."""
    require(policies.may_read_terms(request.user))
    terms = get_object_or_404(terms_by_day(), pk=pk)
    require(policies.may_approve_terms(request.user, terms))
    try:
        services.approve_terms(terms, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved. The terms hold from their day on."))
    return see(request, reverse("innovilt:terms-list"))
