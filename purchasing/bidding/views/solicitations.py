"""Doors of recorded contacts: write one down, read what one may read, say what follows."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.questions import AssessmentForm, SolicitationFilter, SolicitationForm
from purchasing.bidding.models import SolicitationRecord
from purchasing.bidding.views.finding import beside

PER_PAGE = 20


def _trail(words: object = "") -> list[tuple[object, str]]:
    steps: list[tuple[object, str]] = [(_("Tenders"), reverse("bidding:tender-list"))]
    here = _("Recorded contacts")
    return [*steps, (here, reverse("bidding:solicitation-list")), (words, "")] if words else [*steps, (here, "")]


@reads
def solicitation_list(request: HttpRequest) -> HttpResponse:
    """One's own reports; for compliance and audit all of them."""
    require(policies.may_record_solicitation(request.user))
    form = SolicitationFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.solicitations_visible_to(request.user).filter(**given)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "results": results,
        "trail": _trail(),
        "sees_all": request.user.has_role("CP", "AU"),
    }
    return page(request, "bidding/solicitation_list.html", context, part="bidding/_solicitations.html")


@writes(shows_form=True)
def solicitation_create(request: HttpRequest) -> HttpResponse:
    """Write a contact down; it is not changed afterwards."""
    require(policies.may_record_solicitation(request.user))
    tenders = queries.tenders_visible_to(request.user)
    initial = {"number": request.GET.get("tender", "")[:20], "key": uuid4().hex}
    form = SolicitationForm(request.POST if request.method == "POST" else None, tenders=tenders, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("who", "happened_at", "channel", "content", "key")}
            try:
                contact = services.record_solicitation(tender=form.tender, by=request.user, **given)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The contact is recorded. Compliance is told."))
                return see(request, reverse("bidding:solicitation-detail", args=[contact.uid]))
    context = {"form": form, "trail": _trail(_("Record a contact"))}
    return page(request, "bidding/solicitation_form.html", context, status=status)


@reads
def solicitation_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was reported, and what became of it."""
    contact = get_object_or_404(queries.solicitations_visible_to(request.user), uid=uid)
    return page(request, "bidding/solicitation_detail.html", _detail(request, contact))


@writes
def solicitation_assess(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Compliance says what follows."""
    contact = get_object_or_404(queries.solicitations_visible_to(request.user), uid=uid)
    require(policies.may_assess_solicitation(request.user, contact))
    form = AssessmentForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            services.assess_solicitation(contact, by=request.user, **form.cleaned_data)
        except WrongState as refusal:
            form.add_error(None, str(refusal))
            status = 409
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The assessment is recorded."))
            return see(request, reverse("bidding:solicitation-detail", args=[contact.uid]))
    return page(request, "bidding/solicitation_detail.html", _detail(request, contact, form), status=status)


def _detail(request: HttpRequest, contact: SolicitationRecord, form: AssessmentForm | None = None) -> dict[str, Any]:
    may_assess = bool(policies.may_assess_solicitation(request.user, contact)) and contact.state != "referred"
    return {
        "contact": contact,
        "trail": _trail(contact.number),
        "form": form or (AssessmentForm() if may_assess else None),
        "entries": timeline_of(contact),
    }
