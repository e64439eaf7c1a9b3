"""Doors of processors and incidents."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL, today
from portal.countries import country_name
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text
from portal.http import page, page_now, reads, writes
from portal.paging import Paginator
from portal.policy import require
from portal.privacy.forms.rights import (
    MOMENT,
    AffectedForm,
    ClosingForm,
    EndForm,
    IncidentForm,
    NothingForm,
    ProcessorForm,
    ReportForm,
)
from portal.privacy.models import Incident, Processor
from portal.privacy.policies import rights as policies
from portal.privacy.rules.deadlines import must_report
from portal.privacy.services import duties
from portal.privacy.states import IncidentState
from portal.privacy.views.desk import tabs

PER_PAGE = 20
SUPERVISE_DAYS = 365


def _desk(request: HttpRequest) -> bool:
    if not policies.may_read_privacy(request.user):
        raise Http404
    return bool(policies.may_keep_privacy(request.user))


# Processors ----------------------------------------------------------------------------------------------------------
@reads
def processor_list(request: HttpRequest) -> HttpResponse:
    """Who processes personal data for us, also those that ended; whom to look at again."""
    keeps = _desk(request)
    on, language = today(), (get_language() or "ko")[:2]
    rows = [
        (
            each,
            country_name(each.country, language),
            each.ended_on is None
            and (each.supervised_on is None or on - each.supervised_on > timedelta(days=SUPERVISE_DAYS)),
        )
        for each in Processor.objects.order_by("ended_on", "name")
    ]
    return page(request, "privacy/processor_list.html", {"rows": rows, "keeps": keeps, "tabs": tabs("processor-list")})


def _processor_step(request: HttpRequest, **words: Any) -> Decision:
    back = reverse("privacy:processor-list")
    return Decision(
        allowed=policies.may_keep_privacy(request.user), back=back, trail=[(_("Processors"), back)], **words
    )


@writes(shows_form=True)
def processor_new(request: HttpRequest) -> HttpResponse:
    """Enter one."""
    _desk(request)
    told = _processor_step(
        request,
        title=_("Enter a processor"),
        text=_("The public list shows it at once. A processor hands nothing on to others without our consent."),
        verb=_("Enter"),
        done=_("Entered."),
        do=lambda given: duties.save_processor(None, by=request.user, **given),
    )
    return decide(request, told, ProcessorForm(posted(request)))


@writes(shows_form=True)
def processor_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed, or that it was looked at."""
    _desk(request)
    found = get_object_or_404(Processor, pk=pk, ended_on=None)
    told = _processor_step(
        request,
        title=_("Change a processor"),
        heading=found.name,
        text=_("The public list shows it at once."),
        verb=_("Save"),
        done=_("Saved."),
        do=lambda given: duties.save_processor(found, by=request.user, **given),
    )
    initial = {name: getattr(found, name) for name in ProcessorForm.base_fields}
    return decide(request, told, ProcessorForm(posted(request), initial=initial))


@writes(shows_form=True)
def processor_end(request: HttpRequest, pk: int) -> HttpResponse:
    """It processes nothing more for us."""
    _desk(request)
    found = get_object_or_404(Processor, pk=pk, ended_on=None)
    told = _processor_step(
        request,
        title=_("End a processor"),
        heading=found.name,
        text=_("It leaves the public list on this day; have it return or destroy what it holds."),
        verb=pgettext("privacy", "End"),
        done=_("Ended."),
        do=lambda given: duties.end_processor(found, by=request.user, **given),
        danger=True,
    )
    return decide(request, told, EndForm(posted(request), initial={"on": today()}))


# Incidents -----------------------------------------------------------------------------------------------------------
@reads
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents, newest first, with what is left of the 72 hours."""
    keeps = _desk(request)
    results = Paginator(Incident.objects.order_by("-id"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"results": results, "keeps": keeps, "tabs": tabs("incident-list"), "now": page_now(request)}
    return page(request, "privacy/incident_list.html", context)


def _incident(request: HttpRequest, number: str) -> Incident:
    found = get_object_or_404(Incident, number=number.upper()[:20])
    if not policies.may_read_incident(request.user, found):
        raise Http404
    return found


def _trail(incident: Incident | None = None) -> list[tuple[object, str]]:
    steps: list[tuple[object, str]] = [(_("Incidents"), reverse("privacy:incident-list"))]
    return [*steps, (incident.number, _at(incident))] if incident else steps


def _at(incident: Incident) -> str:
    return reverse("privacy:incident-detail", args=[incident.number])


@writes(shows_form=True)
def incident_new(request: HttpRequest) -> HttpResponse:
    """Open one: the clock runs from when it was known."""
    _desk(request)
    told = Decision(
        title=_("Open an incident"),
        text=_("Those concerned are told within 72 hours of knowing; holidays count."),
        verb=_("Open the incident"),
        done=_("Opened. The clock runs."),
        allowed=policies.may_keep_privacy(request.user),
        do=lambda given: duties.open_incident(by=request.user, **given),
        back=reverse("privacy:incident-list"),
        after=_at,
        trail=_trail(),
        danger=True,
    )
    initial = {"known_at": page_now(request).astimezone(SEOUL).strftime(MOMENT)}
    return decide(request, told, IncidentForm(posted(request), initial=initial))


@reads
def incident_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The officer: what is known and what is left to do. Who is concerned: what happened and what can be done."""
    incident = _incident(request, number)
    reads_all = bool(policies.may_read_privacy(request.user))
    must = must_report(incident.persons, sensitive=incident.sensitive, outside=incident.outside)
    context = {
        "incident": incident,
        "trail": [*(_trail() if reads_all else []), (incident.number, "")],
        "reads_all": reads_all,
        "must_report": must,
        "listed": incident.affected.count() if reads_all else 0,
        "told": incident.affected.filter(told_at__isnull=False).count() if reads_all else 0,
        "deeds": _deeds(incident, must) if policies.may_tell(request.user, incident) else [],
        "timeline": timeline_of(incident) if reads_all else [],
    }
    return page(request, "privacy/incident_detail.html", context)


def _deeds(incident: Incident, must: bool) -> list[Deed]:
    def at(name: str) -> str:
        return reverse(f"privacy:incident-{name}", args=[incident.number])

    found = [
        Deed(_("Enter those concerned"), at("persons"), "users"),
        Deed(_("Tell those concerned"), at("tell"), "mail", primary=incident.told_at is None),
        Deed(_("Enter what is known"), at("edit"), "pencil"),
    ]
    if must and incident.reported_at is None:
        found.append(Deed(_("Note the report to the authority"), at("report"), "send"))
    if incident.state == IncidentState.OPEN:
        found.append(Deed(_("It is contained"), at("contain"), "shield-check"))
    elif incident.state == IncidentState.CONTAINED:
        found.append(Deed(_("Close the incident"), at("close"), "circle-check"))
    return found


def _step(request: HttpRequest, incident: Incident, **words: Any) -> Decision:
    return Decision(
        docno=incident.number,
        heading=incident.title,
        allowed=policies.may_tell(request.user, incident),
        back=_at(incident),
        trail=_trail(incident),
        facts=[
            {"label": _("Known since"), "value": day_text(incident.known_at), "note": ""},
            {"label": _("Tell by"), "value": day_text(incident.tell_by), "note": ""},
            {"label": _("Persons"), "value": f"{incident.persons:,}", "note": ""},
        ],
        **words,
    )


@writes(shows_form=True)
def incident_edit(request: HttpRequest, number: str) -> HttpResponse:
    """What is known by now."""
    _desk(request)
    incident = _incident(request, number)
    told = _step(
        request,
        incident,
        title=_("Enter what is known"),
        text=_("Those concerned read what happened, what is done and what they can do; write for them."),
        verb=_("Save"),
        done=_("Saved."),
        do=lambda given: duties.edit_incident(incident, by=request.user, **given),
    )
    form = IncidentForm(posted(request), opened=True, initial=_initial(incident))
    return decide(request, told, form)


def _initial(incident: Incident) -> dict[str, Any]:
    fields = ("title", "items", "persons", "sensitive", "outside", "course", "measures", "advice")
    given = {name: getattr(incident, name) for name in fields}
    if incident.happened_at:
        given["happened_at"] = incident.happened_at.astimezone(SEOUL).strftime(MOMENT)
    return given


@writes(shows_form=True)
def incident_persons(request: HttpRequest, number: str) -> HttpResponse:
    """Who is concerned."""
    _desk(request)
    incident = _incident(request, number)
    require(policies.may_tell(request.user, incident))

    def add(given: dict[str, Any]) -> None:
        added, unknown = duties.add_affected(incident, given["addresses"], by=request.user)
        said = ngettext("%(count)d person was added.", "%(count)d persons were added.", added) % {"count": added}
        messages.info(request, said)
        if unknown:
            words = _("Nobody here has these addresses; tell them by letter: %(addresses)s")
            messages.warning(request, words % {"addresses": ", ".join(unknown[:20])})

    told = _step(
        request,
        incident,
        title=_("Enter those concerned"),
        text=_("They are told when you press the button on the incident's page, not before."),
        verb=_("Enter"),
        done=_("Entered."),
        do=add,
    )
    return decide(request, told, AffectedForm(posted(request)))


@writes(shows_form=True)
def incident_tell(request: HttpRequest, number: str) -> HttpResponse:
    """Tell all who were not told yet."""
    _desk(request)
    incident = _incident(request, number)
    told = _step(
        request,
        incident,
        title=_("Tell those concerned"),
        text=_("Each gets a notice and an e-mail that leads to a page with what happened, what is done, what to do."),
        verb=_("Tell them now"),
        done=_("They are told."),
        do=lambda _given: duties.tell_affected(incident, by=request.user),
        quote=f"{incident.course}\n\n{incident.measures}\n\n{incident.advice}",
        quote_title=_("What they read"),
    )
    return decide(request, told, NothingForm(posted(request)))


@writes(shows_form=True)
def incident_report(request: HttpRequest, number: str) -> HttpResponse:
    """It was reported."""
    _desk(request)
    incident = _incident(request, number)
    told = _step(
        request,
        incident,
        title=_("Note the report to the authority"),
        text=_("Report it on the authority's own page first; enter the reference that it gave you."),
        verb=_("Note the report"),
        done=_("Noted."),
        do=lambda given: duties.note_report(incident, by=request.user, **given),
    )
    return decide(request, told, ReportForm(posted(request)))


@writes(shows_form=True)
def incident_contain(request: HttpRequest, number: str) -> HttpResponse:
    """No more data is lost."""
    _desk(request)
    incident = _incident(request, number)
    told = _step(
        request,
        incident,
        title=_("It is contained"),
        text=_("No more data is lost. Telling and reporting go on."),
        verb=_("It is contained"),
        done=_("Noted."),
        do=lambda _given: duties.contain_incident(incident, by=request.user),
    )
    return decide(request, told, NothingForm(posted(request)))


@writes(shows_form=True)
def incident_close(request: HttpRequest, number: str) -> HttpResponse:
    """All were told."""
    _desk(request)
    incident = _incident(request, number)
    told = _step(
        request,
        incident,
        title=_("Close the incident"),
        text=_("Possible once those concerned were told, and the authority where it must be."),
        verb=_("Close the incident"),
        done=pgettext("privacy incident", "Closed."),
        do=lambda given: duties.close_incident(incident, by=request.user, **given),
    )
    return decide(request, told, ClosingForm(posted(request)))
