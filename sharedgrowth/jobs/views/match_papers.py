"""Papers of a match: the CV with its watermark, the letter of an offer, the interview in a calendar."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.display import day_text, money_full
from portal.http import page_now, reads, writes
from portal.icalendar import Moment, calendar_text
from portal.pdf import pdf_response, typeset
from portal.throttles import throttled
from sharedgrowth.jobs.models import Match, Offer
from sharedgrowth.jobs.queries.placements import interviews_visible_to
from sharedgrowth.jobs.services import interviews
from sharedgrowth.jobs.services import matches as services
from sharedgrowth.jobs.states.interviews import InterviewState
from sharedgrowth.jobs.views.matches import at, match_of

BRAND = "Together · Youth Dream"


def _mark(request: HttpRequest, match: Match) -> str:
    """What every page of a firm's copy says: firm, person, day, match."""
    day = day_text(page_now(request))
    return f"{match.vacancy.company.name} · {request.user.name} · {day} · {match.number}"


@writes
@throttled("export")
def match_papers(request: HttpRequest, number: str) -> HttpResponse:
    """The CV as PDF. A press of a button, because each reading is written down (PII-08)."""
    match = match_of(request, number)
    papers = services.read_papers(match, by=request.user)
    release = getattr(match, "release", None)
    until = day_text(release.expires_at) if release else ""
    facts = [
        (_("Name"), papers["name"]),
        (_("Phone"), papers["phone"]),
        (_("E-mail"), papers["email"]),
        (_("Diploma"), f"{papers['education']} {papers['field_of_study']}".strip()),
    ]
    training = [
        (pgettext("training", "Course"), f"{papers['course']}, {papers['site']}"),
        (_("Ended on"), day_text(papers["ended_on"])),
        (_("Grade"), papers["grade"] if papers["grade"] is not None else ""),
        (_("Attendance"), f"{papers['attendance_pct']}%" if papers["attendance_pct"] is not None else ""),
        (_("Training certificate"), papers["certificate"]),
    ]
    data = {
        "brand": BRAND,
        "title": _("Papers of a trainee"),
        "number": match.number,
        "footer": _("Only for vacancy %(vacancy)s, readable until %(day)s. Destroy it when the match ends.")
        % {"vacancy": match.vacancy.number, "day": until},
        "mark": _mark(request, match),
        "facts": [{"label": label, "value": str(value) or "–"} for label, value in facts],
        "training_title": _("Training"),
        "training": [{"label": label, "value": str(value) or "–"} for label, value in training],
        "certificates_title": pgettext("craft", "Certificates"),
        "head": [pgettext("craft", "Certificate"), _("Number"), _("Issued by"), _("Issued")],
        "rows": [
            [each["title"], each["number"], each["issuer"], day_text(each["issued_on"])]
            for each in papers["certificates"]
        ],
    }
    return pdf_response(typeset("jobs/cv.typ", data), f"{match.number}-cv.pdf")


@writes
@throttled("export")
def match_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The offer as a letter, with the name: each reading of the firm is written down."""
    match = match_of(request, number)
    offer = get_object_or_404(Offer, match=match)
    name = interviews.read_letter(offer, by=request.user)
    vacancy = match.vacancy
    facts = [
        (_("To"), name),
        (_("Job"), vacancy.title),
        (_("Kind of employment"), offer.get_employment_display()),
        (_("Base pay a month"), money_full(offer.wage_won)),
        (_("Working hours a week"), f"{vacancy.hours_week.normalize():f}"),
        (_("Place of work"), vacancy.place),
        (_("Work begins on"), day_text(offer.starts_on)),
        (_("Answer by"), day_text(offer.answer_by)),
    ]
    data = {
        "brand": BRAND,
        "title": _("Offer of employment"),
        "number": offer.number,
        "footer": _("From the portal Together, number %(number)s.") % {"number": offer.number},
        "mark": _mark(request, match),
        "facts": [{"label": label, "value": str(value) or "–"} for label, value in facts],
        "conditions_title": _("Conditions of the offer"),
        "conditions": offer.conditions,
        "words": _(
            "The firm offers the work above. The contract of employment is made in writing between the firm and the "
            "person before the work begins."
        ),
        "signature": {"label": _("For the firm"), "value": f"{vacancy.company.name}, {day_text(offer.made_at)}"},
        "state": f"{_('State')}: {offer.get_state_display()}",
    }
    return pdf_response(typeset("jobs/offer.typ", data), f"{offer.number}-{(get_language() or 'ko')[:2]}.pdf")


@reads
def interview_calendar(request: HttpRequest, uid) -> HttpResponse:
    """One interview for one's own calendar; a changed time replaces the earlier one."""
    interview = get_object_or_404(interviews_visible_to(request.user), uid=uid)
    match = interview.match
    other = match.trainee.application.code if request.user.company_id else match.vacancy.company.name
    moment = Moment(
        uid=f"{interview.uid}@interviews",
        begins_at=interview.begins_at,
        at=interview.begins_at + timedelta(minutes=interview.minutes),
        title=_("Interview: %(job)s, %(other)s") % {"job": match.vacancy.title, "other": other},
        text=f"{interview.contact}\n{interview.note}".strip(),
        url=request.build_absolute_uri(at(match)),
        changed_at=interview.changed_at,
        version=interview.version,
        cancelled=interview.state == InterviewState.CANCELLED,
        place=interview.place,
    )
    text = calendar_text(_("Interviews"), "-//Together//Interviews//KO", [moment])
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{match.number}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
