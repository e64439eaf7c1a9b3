"""Doors of the privacy officer's desk: requests, the access record, exports, certificates of destruction."""

import csv
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.models import AuditEntry
from portal.audit.queries import timeline_of
from portal.clock import SEOUL, today
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.http import page, public, reads, writes
from portal.masking import masked_email, masked_name
from portal.paging import Paginator, by_id
from portal.pdf import pdf_response, typeset
from portal.people.models import User
from portal.periods import after, month_of
from portal.privacy.forms.rights import (
    AnswerForm,
    ExtendForm,
    MonthForm,
    NothingForm,
    RequestFilter,
)
from portal.privacy.models import DestructionCertificate, RightsRequest
from portal.privacy.policies import rights as policies
from portal.privacy.queries import rights as queries
from portal.privacy.registry import holdings
from portal.privacy.services import looks, rights
from portal.privacy.states import RightKind, RightState
from portal.throttles import throttled

PER_PAGE = 20
LOOKS_PER_PAGE = 50


def _desk(request: HttpRequest) -> bool:
    """Whether the reader keeps privacy; who may not even read gets a 404."""
    if not policies.may_read_privacy(request.user):
        raise Http404
    return bool(policies.may_keep_privacy(request.user))


# Requests ------------------------------------------------------------------------------------------------------------
@reads
def request_list(request: HttpRequest) -> HttpResponse:
    """All requests, the next due on top; names masked."""
    keeps = _desk(request)
    form = RequestFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.requests_listed_for(request.user, **given)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, _masked_person(each.person), queries.holding_label(each.holding)) for each in results]
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": rows,
        "keeps": keeps,
        "tabs": tabs("request-list"),
    }
    return page(request, "privacy/request_list.html", context, part="privacy/_request_results.html")


def _masked_person(person: User) -> str:
    return _("erased") if queries.is_erased(person) else masked_name(person.name)


def tabs(current: str) -> list[dict[str, Any]]:
    """The parts of the desk."""
    names = [
        ("request-list", pgettext("privacy", "Requests")),
        ("look-report", _("Access record")),
        ("export-list", _("Exports")),
        ("destruction-list", _("Destruction")),
        ("incident-list", _("Incidents")),
        ("processor-list", _("Processors")),
    ]
    return [{"label": label, "url": reverse(f"privacy:{name}"), "now": name == current} for name, label in names]


def _asked(request: HttpRequest, number: str) -> RightsRequest:
    _desk(request)
    return get_object_or_404(queries.requests_listed_for(request.user), number=number.upper()[:20])


def _facts(asked: RightsRequest, person: str, address: str) -> list[dict[str, Any]]:
    about = queries.holding_label(asked.holding) if asked.holding else _("Everything that is kept")
    return [
        {"label": _("What is asked"), "value": asked.get_kind_display(), "note": about},
        {"label": pgettext("privacy", "Person"), "value": person, "note": address},
        {"label": pgettext("privacy", "Received"), "value": day_text(asked.received_at), "note": ""},
        {"label": _("Answer due"), "value": day_text(asked.due_on, "day"), "note": asked.extended_because},
    ]


@reads
def request_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One request. The officer sees who asks, and the record says so; who reads along sees a mask."""
    asked = _asked(request, number)
    person = asked.person
    may_answer = policies.may_answer(request.user, asked)
    if may_answer and asked.state == RightState.RECEIVED:
        why = _("To answer %(number)s") % {"number": asked.number}
        looks.look(reader=request.user, subject=person, fields=[_("name"), _("e-mail")], why=why, about=asked.number)
        facts = _facts(asked, person.name, person.email)
    else:
        facts = _facts(asked, _masked_person(person), masked_email(person.email))
    is_stopped = (
        asked.kind == RightKind.SUSPENSION
        and asked.state in (RightState.GRANTED, RightState.PARTLY)
        and asked.lifted_at is None
    )
    context = {
        "asked": asked,
        "facts": facts,
        "trail": [(pgettext("privacy", "Requests"), reverse("privacy:request-list")), (asked.number, "")],
        "may_answer": bool(may_answer) and asked.state == RightState.RECEIVED,
        "may_extend": bool(may_answer) and asked.state == RightState.RECEIVED and not asked.extended_because,
        "may_lift": bool(may_answer) and is_stopped,
        "shows_text": bool(may_answer),
        "stays": _what_stays(person) if asked.kind == RightKind.ERASURE and asked.state == RightState.RECEIVED else [],
        "timeline": [_masked(entry, person) for entry in timeline_of(asked)],
    }
    return page(request, "privacy/request_detail.html", context)


def _masked(entry: AuditEntry, person: User) -> SimpleNamespace:
    """An entry of the timeline in which the person who asked stands masked."""
    by = _masked_person(person) if entry.by_id == person.pk else entry.by
    told = {name: getattr(entry, name) for name in ("at", "what", "before", "after", "reason", "hash")}
    return SimpleNamespace(by=by, **told)


def _what_stays(person: User) -> list[tuple[object, object]]:
    return [(each.label, words) for each in holdings if (words := each.keeps(person))]


def _step(request: HttpRequest, asked: RightsRequest, **words: Any) -> Decision:
    return Decision(
        docno=asked.number,
        allowed=policies.may_answer(request.user, asked),
        back=reverse("privacy:request-detail", args=[asked.number]),
        trail=[
            (pgettext("privacy", "Requests"), reverse("privacy:request-list")),
            (asked.number, reverse("privacy:request-detail", args=[asked.number])),
        ],
        facts=_facts(asked, _masked_person(asked.person), masked_email(asked.person.email)),
        quote=asked.text,
        quote_title=_("In the person's words"),
        **words,
    )


@writes(shows_form=True)
def request_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer, with reasons."""
    asked = _asked(request, number)
    erases = asked.kind == RightKind.ERASURE
    told = _step(
        request,
        asked,
        title=_("Answer the request"),
        text=_(
            "Granted, also in part, everything that this is about is destroyed in this moment, for good, but for what "
            "a law keeps. To have less destroyed, refuse it and let the person ask for one kind of data alone."
        )
        if erases
        else _("The person is told at once. An answer is not changed afterwards."),
        verb=_("Send the answer"),
        done=_("Answered. The person is told."),
        do=lambda given: rights.answer(asked, by=request.user, **given),
        danger=erases,
    )
    return decide(request, told, AnswerForm(posted(request)))


@writes(shows_form=True)
def request_extend(request: HttpRequest, number: str) -> HttpResponse:
    """Ten days more, once."""
    asked = _asked(request, number)
    told = _step(
        request,
        asked,
        title=_("Extend by ten days"),
        text=_("Possible once, before the day is over; the person is told why."),
        verb=_("Extend"),
        done=_("Extended. The person is told."),
        do=lambda given: rights.extend(asked, by=request.user, **given),
    )
    return decide(request, told, ExtendForm(posted(request)))


@writes(shows_form=True)
def request_lift(request: HttpRequest, number: str) -> HttpResponse:
    """The ground of a suspension is gone."""
    asked = _asked(request, number)
    told = _step(
        request,
        asked,
        title=_("Let the use go on"),
        text=_("The data may be used again from now on."),
        verb=_("Let the use go on"),
        done=_("The use goes on from now."),
        do=lambda _given: rights.lift(asked, by=request.user),
    )
    return decide(request, told, NothingForm(posted(request)))


# The access record ---------------------------------------------------------------------------------------------------
def _month(request: HttpRequest) -> date:
    return month_of(request.GET.get("month", "")) or today().replace(day=1)


def _bounds(month: date) -> tuple[datetime, datetime]:
    return datetime.combine(month, time(), SEOUL), datetime.combine(after(month, 1), time(), SEOUL)


@reads
def look_report(request: HttpRequest) -> HttpResponse:
    """A month of looks: who looked how often at how many people, and each look. Names of those seen are masked."""
    _desk(request)
    month = _month(request)
    begin, end = _bounds(month)
    found = queries.looks_between(begin, end).select_related("reader", "subject")
    cut = by_id(found, request.GET.get("cursor", ""), LOOKS_PER_PAGE)
    context = {
        "form": MonthForm(initial={"month": f"{month:%Y-%m}"}),
        "month": month,
        "readers": queries.looks_by_reader(begin, end),
        "slice": cut,
        "rows": [(each, _masked_person(each.subject) if each.subject else "") for each in cut.rows],
        "tabs": tabs("look-report"),
    }
    return page(request, "privacy/look_report.html", context)


@reads
def look_csv(request: HttpRequest) -> HttpResponse:
    """The month as CSV: five fields a look, those seen by number alone."""
    _desk(request)
    month = _month(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="access-record-{month:%Y-%m}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            _("When"),
            _("Who"),
            _("Whose (number)"),
            _("Persons"),
            _("Which data"),
            _("Why"),
            pgettext("privacy", "About"),
        ]
    )
    for each in queries.looks_between(*_bounds(month)).select_related("reader").order_by("id").iterator():
        cells = [each.reader.name, each.subject_id or "", each.count, "; ".join(map(str, each.fields)), each.why]
        writer.writerow([each.at.astimezone(SEOUL).isoformat(timespec="seconds"), *map(_safe, cells), each.about])
    return response


def _safe(cell: Any) -> Any:
    """No cell begins a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


# Destruction ---------------------------------------------------------------------------------------------------------
@reads
def destruction_list(request: HttpRequest) -> HttpResponse:
    """Certificates, newest first, and what each holding keeps how long."""
    _desk(request)
    results = Paginator(queries.certificates(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "results": results,
        "rows": [(each, queries.holding_label(each.holding)) for each in results],
        "holdings": list(holdings),
        "tabs": tabs("destruction-list"),
    }
    return page(request, "privacy/destruction_list.html", context)


@public
@reads
@throttled("export")
def destruction_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The certificate as PDF, for whoever was given its address: it holds no personal data."""
    certificate = get_object_or_404(DestructionCertificate.objects.select_related("by"), uid=uid)
    return pdf_response(_paper(certificate), f"{certificate.number}.pdf")


def _paper(certificate: DestructionCertificate) -> bytes:
    return typeset(
        "privacy/destruction.typ",
        {
            "title": _("Certificate of destruction"),
            "number": certificate.number,
            "brand": _("Together · supplier portal"),
            "footer": _("It names what was destroyed and holds nothing of it."),
            "facts": [
                {"label": _("Number"), "value": certificate.number},
                {"label": pgettext("privacy", "Data"), "value": str(queries.holding_label(certificate.holding))},
                {"label": _("Destroyed"), "value": day_text(certificate.at)},
                {
                    "label": pgettext("privacy", "By"),
                    "value": _("the privacy officer") if certificate.by else pgettext("privacy", "the portal itself"),
                },
            ],
            "counts_title": _("What was destroyed"),
            "counts_head": [pgettext("privacy", "Kind"), _("Number of rows and files")],
            "counts": [
                [str(queries.kind_label(kind)), f"{number:,}"] for kind, number in sorted(certificate.counts.items())
            ],
            "basis_title": pgettext("privacy", "Basis"),
            "basis": f"{certificate.basis} · {certificate.reason}",
            "method_title": _("How"),
            "method": _(
                "Rows were deleted or emptied in the database, stored files with their small copies deleted from the "
                "store, sessions ended. It cannot be brought back from the portal; copies of the database kept for "
                "disasters are overwritten in their turn."
            ),
        },
    )
