"""Doors of the measures of an energy audit: entered in their order, then decided on by the company."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import see, writes
from sharedgrowth.support.forms import energy as forms
from sharedgrowth.support.policies import energy as policies
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.services import energy as services
from sharedgrowth.support.views.energy import audit_at, audit_decision, audit_or_404, measure_or_404


@writes(shows_form=True)
def measure_add(request: HttpRequest, number: str) -> HttpResponse:
    """Another measure."""
    audit = audit_or_404(request, number)
    told = audit_decision(
        audit,
        title=_("Add a measure"),
        text=_("Measures are carried out one after the other: a share counts on what those before it leave over."),
        verb=_("Add"),
        done=_("The measure is added."),
        allowed=policies.may_audit(request.user, audit.project),
        do=lambda given: services.add_measure(audit, **given, by=request.user),
    )
    return decide(request, told, forms.MeasureForm(posted(request), uses=queries.uses_of(audit)))


@writes(shows_form=True)
def measure_edit(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """Change a measure."""
    audit = audit_or_404(request, number)
    measure = measure_or_404(audit, uid)
    told = audit_decision(
        audit,
        title=_("Change the measure"),
        text=_("Measures are carried out one after the other: a share counts on what those before it leave over."),
        verb=pgettext("verb", "Save"),
        done=_("The measure is changed."),
        allowed=policies.may_audit(request.user, audit.project),
        do=lambda given: services.change_measure(measure, **given, by=request.user),
    )
    return decide(request, told, forms.MeasureForm(posted(request), uses=queries.uses_of(audit), measure=measure))


@writes
def measure_move(request: HttpRequest, number: str, uid: Any, way: str) -> HttpResponse:
    """Earlier or later."""
    audit = audit_or_404(request, number)
    if way not in ("up", "down"):
        raise Http404
    services.move_measure(measure_or_404(audit, uid), up=way == "up", by=request.user)
    return see(request, audit_at(audit.project.number) + "#measures")


@writes
def measure_remove(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """Out of the sequence."""
    audit = audit_or_404(request, number)
    services.remove_measure(measure_or_404(audit, uid), by=request.user)
    messages.success(request, _("The measure is removed."))
    return see(request, audit_at(audit.project.number) + "#measures")


@writes
def measure_accept(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """The company carries it out."""
    audit = audit_or_404(request, number)
    try:
        services.decide_measure(measure_or_404(audit, uid), accept=True, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Accepted. Say here when it is in place."))
    return see(request, audit_at(audit.project.number) + "#measures")


@writes(shows_form=True)
def measure_decline(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """Not carried out."""
    audit = audit_or_404(request, number)
    measure = measure_or_404(audit, uid)
    told = audit_decision(
        audit,
        title=_("Decline “%(measure)s”") % {"measure": measure.title},
        text=_("The expert reads the reason. It can still be accepted later."),
        verb=pgettext("energy measure", "Decline"),
        done=_("Declined."),
        allowed=policies.may_decide_measures(request.user, audit),
        do=lambda given: services.decide_measure(measure, accept=False, **given, by=request.user),
    )
    return decide(request, told, forms.DeclineForm(posted(request)))


@writes(shows_form=True)
def measure_done(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """In place."""
    audit = audit_or_404(request, number)
    measure = measure_or_404(audit, uid)
    told = audit_decision(
        audit,
        title=_("“%(measure)s” is in place") % {"measure": measure.title},
        text=_("From this day on the saving can be measured."),
        verb=_("It is in place"),
        done=_("Noted. The expert is told."),
        allowed=policies.may_decide_measures(request.user, audit),
        do=lambda given: services.carry_out(measure, **given, by=request.user),
    )
    files = request.FILES if request.method == "POST" else None
    return decide(request, told, forms.DoneForm(posted(request), files))
