"""Doors of outages: noted by one person, confirmed or declined by a second."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.http import page, see, writes
from portal.policy import require
from purchasing.bidding import policies, services
from purchasing.bidding.forms import OutageForm, ReasonForm
from purchasing.bidding.models import Outage, OutageNote
from purchasing.bidding.views.finding import beside, trail

SHOWN = 50


@writes(shows_form=True)
def outages(request: HttpRequest) -> HttpResponse:
    """Outages and what they gave to tenders; one person notes what the portal could not see itself."""
    may_note = policies.may_note_outage(request.user)
    if not request.user.is_internal:
        raise Http404
    form = OutageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(may_note)
        if form.is_valid():
            try:
                services.note_outage(**form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Noted. The deadlines move when a second person confirms it."))
                return see(request, reverse("bidding:outages"))
    rows = Outage.objects.select_related("noted_by", "confirmed_by").prefetch_related("extensions__tender")[:SHOWN]
    notes = OutageNote.objects.filter(outage=None).select_related("noted_by", "decided_by")[:SHOWN]
    context = {
        "trail": trail(words=_("Outages")),
        "rows": rows,
        "notes": [
            (note, note.decided_at is None and bool(policies.may_decide_outage(request.user, note))) for note in notes
        ],
        "form": form if may_note else None,
    }
    return page(request, "bidding/outages.html", context, status=422 if form.errors else 200)


def _note_or_404(request: HttpRequest, uid: UUID) -> OutageNote:
    if not request.user.is_internal:
        raise Http404
    return get_object_or_404(OutageNote.objects.select_related("noted_by"), uid=uid)


@writes
def outage_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person confirms: the deadlines move."""
    try:
        outage = services.confirm_outage(_note_or_404(request, uid), by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:  # noted too long ago
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed. Deadlines moved: %(count)s.") % {"count": outage.extensions.count()})
    return see(request, reverse("bidding:outages"))


@writes(shows_form=True)
def outage_decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person does not find it so."""
    note = _note_or_404(request, uid)
    require(policies.may_decide_outage(request.user, note))
    form = ReasonForm(request.POST if request.method == "POST" else None, label=_("Why it is declined"))
    if request.method == "POST" and form.is_valid():
        services.decline_outage(note, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The outage is declined. No deadline moves."))
        return see(request, reverse("bidding:outages"))
    context = {
        "note": note,
        "trail": trail(words=_("Decline an outage")),
        "form": form,
        "back_url": reverse("bidding:outages"),
    }
    return page(request, "bidding/outage_decline.html", context, status=422 if form.errors else 200)
