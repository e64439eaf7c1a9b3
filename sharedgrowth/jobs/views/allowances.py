"""Doors of allowances: stated by one, confirmed by another, handed to payroll; statements and certificates as PDF."""

from datetime import date
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text, money_full
from portal.http import page, page_now, reads, writes
from portal.pdf import pdf_response, typeset
from portal.policy import require
from portal.privacy.queries.rights import usable_export
from portal.privacy.services import exports
from portal.sheets import Sheet, xlsx_answer
from portal.throttles import throttled
from sharedgrowth.jobs.forms.applications import LookForm
from sharedgrowth.jobs.forms.cohorts import NothingForm
from sharedgrowth.jobs.models import Allowance, Cohort
from sharedgrowth.jobs.policies import training as policies
from sharedgrowth.jobs.queries.people import is_operator
from sharedgrowth.jobs.queries.training import months_of, sessions_of
from sharedgrowth.jobs.services import allowances as services
from sharedgrowth.jobs.states import ATTENDED
from sharedgrowth.jobs.views.shown import cohort_facts, cohort_or_404, cohort_trail, label_of
from sharedgrowth.jobs.views.training import own_trainee_or_404, training_url


def _cohort(request: HttpRequest, number: str) -> Cohort:
    cohort = cohort_or_404(request, number)
    require(policies.may_read_allowances(request.user))
    return cohort


def _trail(cohort: Cohort, words: object = "") -> list[tuple[object, str]]:
    trail = [*cohort_trail(cohort, _("Training"))[:-1], (_("Training"), training_url(cohort))]
    own = reverse("jobs:allowances", args=[cohort.number])
    return [*trail, (_("Allowances"), own), (words, "")] if words else [*trail, (_("Allowances"), "")]


@reads
def allowances(request: HttpRequest, number: str) -> HttpResponse:
    """The months of a cohort: what is stated, what is confirmed."""
    cohort = _cohort(request, number)
    user, day = request.user, page_now(request).astimezone(SEOUL).date()
    sessions = sessions_of(cohort)
    rows = Allowance.objects.filter(trainee__cohort=cohort).select_related(
        "trainee__application__identity", "stated_by", "confirmed_by"
    )
    by_month: dict[date, list[Allowance]] = {}
    for each in rows.order_by("month", "trainee__application__code"):
        by_month.setdefault(each.month, []).append(each)
    months = []
    for month in months_of(sessions):
        stated = by_month.get(month, [])
        last = max(each.on for each in sessions if each.on.replace(day=1) == month)
        months.append(
            {
                "month": month,
                "key": f"{month:%Y-%m}",
                "rows": [(each, _label(user, each)) for each in stated],
                "total": sum(each.amount_won for each in stated),
                "stated_by": stated[0].stated_by if stated else None,
                "confirmed": stated[0].confirmed_by if stated and stated[0].confirmed_at else None,
                "may_state": not stated and last <= day and bool(policies.may_state_allowance(user, cohort)),
                "may_confirm": bool(stated)
                and stated[0].confirmed_at is None
                and bool(policies.may_confirm_allowance(user, stated[0])),
                "over": last <= day,
            }
        )
    context = {
        "trail": _trail(cohort),
        "cohort": cohort,
        "facts": cohort_facts(cohort, inside=True),
        "months": months,
        "terms": cohort.terms,
    }
    return page(request, "jobs/allowances.html", context)


def _label(user: Any, allowance: Allowance) -> str:
    return label_of(allowance.trainee) if is_operator(user) else allowance.trainee.application.code


def month_or_404(key: str) -> date:
    """The first day of ``2026-11``."""
    try:
        return date.fromisoformat(f"{key}-01")
    except ValueError:
        raise Http404 from None


def _decide(request: HttpRequest, cohort: Cohort, *, form: Form | None = None, **words: Any) -> HttpResponse:
    decision = Decision(
        **words,
        back=reverse("jobs:allowances", args=[cohort.number]),
        trail=_trail(cohort, "-")[:-1],
        docno=cohort.number,
        heading=cohort.title,
    )
    return decide(request, decision, form or NothingForm(posted(request)))


@writes(shows_form=True)
def allowance_state(request: HttpRequest, number: str, month: str) -> HttpResponse:
    """State the allowances of a month."""
    cohort, first = _cohort(request, number), month_or_404(month)
    return _decide(
        request,
        cohort,
        title=_("State the allowances of %(month)s") % {"month": month},
        text=_("Attendance of the month is frozen by this. A second person confirms it; then it goes to payroll."),
        verb=_("State them"),
        done=_("The allowances are stated."),
        allowed=policies.may_state_allowance(request.user, cohort),
        do=lambda given: services.state_allowances(cohort, first, by=request.user),
    )


@writes(shows_form=True)
def allowance_confirm(request: HttpRequest, number: str, month: str) -> HttpResponse:
    """The second person."""
    cohort, first = _cohort(request, number), month_or_404(month)
    stated = get_object_or_404(Allowance.objects.filter(trainee__cohort=cohort, month=first).order_by("pk")[:1])
    return _decide(
        request,
        cohort,
        title=_("Confirm the allowances of %(month)s") % {"month": month},
        text=_("Each trainee is told and can download the statement."),
        verb=_("Confirm"),
        done=_("The allowances are confirmed."),
        allowed=policies.may_confirm_allowance(request.user, stated),
        do=lambda given: services.confirm_allowances(cohort, first, by=request.user),
    )


@writes(shows_form=True)
@throttled("export", methods=("POST",))
def allowance_sheet(request: HttpRequest, number: str, month: str) -> HttpResponse:
    """The confirmed month for payroll, with names: with a reason and the privacy officer's leave, once (PII-08)."""
    cohort, first = _cohort(request, number), month_or_404(month)
    require(policies.may_hand_to_payroll(request.user))
    rows = Allowance.objects.filter(trainee__cohort=cohort, month=first, confirmed_at__isnull=False)
    found = list(
        rows.select_related("trainee__application__identity", "trainee__application__user").order_by(
            "trainee__application__code"
        )
    )
    if not found:
        raise Http404
    what = f"jobs.payroll:{cohort.pk}:{first:%Y-%m}"
    title = _("List for payroll, %(month)s") % {"month": month}
    if usable_export(request.user, what, page_now(request)) is None:
        return _decide(
            request,
            cohort,
            title=title,
            text=_(
                "It names people: it goes to payroll only and is deleted there by its own rule. The privacy officer "
                "approves it; then it can be downloaded once."
            ),
            verb=_("Ask for approval"),
            done=_("The privacy officer is asked. You are told of the answer; then download the list here."),
            allowed=policies.may_hand_to_payroll(request.user),
            form=LookForm(posted(request)),
            do=lambda given: exports.ask_export(
                what=what,
                title=f"{title} · {cohort.number}",
                fields=[_("name"), _("amount (won)")],
                rows=len(found),
                reason=given["why"],
                by=request.user,
            ),
        )
    if request.method == "POST":
        people = {each.trainee.application.user for each in found if each.trainee.application.user is not None}
        exports.use_export(what, rows=len(found), by=request.user, people=sorted(people, key=lambda each: each.pk))
        return _payroll(cohort, month, found)
    context = {
        "trail": _trail(cohort, title),
        "cohort": cohort,
        "form": NothingForm(),
        "title": title,
        "text": _("The privacy officer has approved it. It can be downloaded once."),
        "back": reverse("jobs:allowances", args=[cohort.number]),
        "verb": _("Download the list"),
    }
    return page(request, "jobs/training_form.html", context)


def _payroll(cohort: Cohort, month: str, found: list[Allowance]) -> HttpResponse:
    names = {each.pk: getattr(each.trainee.application, "identity", None) for each in found}
    lines = [
        [
            each.trainee.application.code,
            names[each.pk].name if names[each.pk] else "",
            each.scheduled,
            each.attended,
            each.amount_won,
        ]
        for each in found
    ]
    columns = [_("code name"), _("name"), _("scheduled days"), _("attended days"), _("amount (won)")]
    sheet = Sheet(title=month, head=columns, rows=lines)
    return xlsx_answer(f"allowances-{cohort.number}-{month}.xlsx", sheet)


def _made(request: HttpRequest) -> dict[str, str]:
    made = day_text(page_now(request), "full")
    return {
        "brand": settings.PORTAL_NAME,
        "footer": _("Made %(when)s") % {"when": made},
    }


@reads
def statement(request: HttpRequest, uid: Any) -> HttpResponse:
    """A trainee's own attendance and allowance statement."""
    found = Allowance.objects.select_related("trainee__cohort", "trainee__application__identity")
    allowance = get_object_or_404(found, uid=uid, trainee__application__user=request.user, confirmed_at__isnull=False)
    trainee, cohort = allowance.trainee, allowance.trainee.cohort
    noted = {each.session_id: each for each in trainee.attendance.all()}
    lines = [
        [
            each.on.isoformat(),
            each.title,
            noted[each.pk].get_presence_display() if each.pk in noted else "—",
        ]
        for each in sessions_of(cohort)
        if each.on.replace(day=1) == allowance.month
    ]
    pct = f"{allowance.least_pct.normalize():f}"
    data = {
        "title": _("Attendance and allowance statement"),
        "number": f"{trainee.application.number} · {allowance.month:%Y-%m}",
        **_made(request),
        "facts": [
            {"label": _("Name"), "value": trainee.application.identity.name},
            {"label": _("Cohort"), "value": f"{cohort.title} ({cohort.number})"},
            {"label": _("Month"), "value": f"{allowance.month:%Y-%m}"},
            {"label": _("Scheduled days"), "value": str(allowance.scheduled)},
            {"label": _("Attended days"), "value": str(allowance.attended)},
            {"label": _("For full attendance"), "value": str(money_full(allowance.full_won))},
            {"label": _("Allowance"), "value": str(money_full(allowance.amount_won))},
            {"label": _("Confirmed"), "value": day_text(allowance.confirmed_at, "day")},
        ],
        "rows_title": _("Days"),
        "rows_head": [_("Day"), pgettext("training", "Subject"), _("Presence")],
        "rows": lines,
        "end": _(
            "Full amount times attended by scheduled days, rounded down to whole won; nothing below %(pct)s percent. "
            "Tax and payment are with payroll; the portal keeps no resident number."
        )
        % {"pct": pct},
    }
    return pdf_response(typeset("jobs/statement.typ", data), f"allowance-{allowance.month:%Y-%m}.pdf")


@reads
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A trainee's own certificate."""
    application, trainee = own_trainee_or_404(request, number)
    if trainee.certificate is None:
        raise Http404
    cohort = trainee.cohort
    days = f"{day_text(cohort.starts_on, 'day')} – {day_text(cohort.ends_on, 'day')}"
    there = sum(1 for each in trainee.attendance.all() if each.presence in ATTENDED)
    data = {
        "title": _("Certificate of training"),
        "number": trainee.certificate,
        **_made(request),
        "name": application.identity.name,
        "words": _("has completed the following training of Youth Dream."),
        "facts": [
            {"label": pgettext("cohort", "Course"), "value": cohort.course},
            {"label": pgettext("cohort", "Site"), "value": cohort.site},
            {"label": _("Training"), "value": days},
            {"label": _("Sessions attended"), "value": str(there)},
            {"label": pgettext("training", "Attendance"), "value": f"{trainee.attendance_pct}%"},
            {"label": _("Grade"), "value": str(trainee.grade)},
        ],
        "day": day_text(trainee.ended_on or cohort.ends_on, "day"),
        "end": _("The number of this certificate can be asked for at the office of Youth Dream."),
    }
    return pdf_response(typeset("jobs/certificate.typ", data), f"{trainee.certificate}.pdf")
