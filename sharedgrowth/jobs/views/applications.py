"""Doors of an applicant: beginning with consents, writing, sending, the place, taking part no longer."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import db_now
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.icalendar import Moment, calendar_text
from portal.policy import require
from portal.privacy.forms import ConsentForm
from portal.privacy.services import consents as consent_services
from sharedgrowth.jobs.forms.applications import ContactForm, PaperForm
from sharedgrowth.jobs.forms.cohorts import NothingForm
from sharedgrowth.jobs.models import Application, Talk
from sharedgrowth.jobs.policies import applications as policies
from sharedgrowth.jobs.queries.applications import asked_of, left_of, own_applications, region_of
from sharedgrowth.jobs.queries.consents import APPLICATION, AT_START, INSURER, about, agrees
from sharedgrowth.jobs.queries.keeping import kept_until
from sharedgrowth.jobs.services import applications as services
from sharedgrowth.jobs.services import papers, training
from sharedgrowth.jobs.states import LIVE, ApplicationState, takes_applications
from sharedgrowth.jobs.views.shown import cohort_facts, cohort_or_404, cohort_trail, home, own_steps, own_trail

A = ApplicationState


def own_or_404(request: HttpRequest, number: str) -> Application:
    """One's own application."""
    return get_object_or_404(own_applications(request.user), number=number.upper()[:20])


def address(application: Application, name: str = "application-detail") -> str:
    """Where a page of it is."""
    return reverse(f"jobs:{name}", args=[application.number])


@reads
def mine(request: HttpRequest) -> HttpResponse:
    """One's own applications with what comes next."""
    rows = [
        {"application": each, "next": next_words(each), "kept_until": kept_until(each)}
        for each in own_applications(request.user).select_related("trainee")
    ]
    context = {"trail": home(pgettext("jobs", "My applications")), "rows": rows, "now": page_now(request)}
    return page(request, "jobs/mine.html", context)


def next_words(application: Application) -> str:
    """What comes next, in a sentence."""
    told = {
        A.DRAFT: _("Not sent yet: write it to the end and send it before the deadline."),
        A.SUBMITTED: _("Received. It is judged by its code name after the deadline."),
        A.DOC_PASSED: _("Passed the documents: you are invited to an interview."),
        A.INTERVIEWED: _("The result comes on the day of the results."),
        A.SELECTED: _("There is a place for you: take it up in time."),
        A.WAITLIST: _("You are on the waiting list: if a place falls free you are told at once."),
        A.ENROLLED: _("Your place is taken up."),
        A.COMPLETED: _("Training completed: tell the firms of your choice next."),
    }
    return told.get(A(application.state), _("This application has ended."))


@writes(shows_form=True)
def application_start(request: HttpRequest, number: str) -> HttpResponse:
    """Consents first, each on its own; then a draft."""
    cohort = cohort_or_404(request, number)
    require(policies.may_apply(request.user))
    live = [state.value for state in LIVE]
    own = Application.objects.filter(user=request.user, cohort=cohort, state__in=live).first()
    if own is not None:
        return see(request, address(own))
    services.check_open(cohort)
    form = ConsentForm(posted(request), keys=list(AT_START))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made = services.start_application(cohort, agreed=form.given(), by=request.user)
            messages.success(request, _("A draft was begun. It is saved as you write."))
            return see(request, address(made, "application-edit"))
    context = {
        "trail": cohort_trail(cohort, pgettext("jobs", "Apply")),
        "cohort": cohort,
        "facts": cohort_facts(cohort),
        "consents": form,
    }
    return page(request, "jobs/application_start.html", context, status=status)


@reads
def application_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The application as it stands, what is left, what can be done."""
    return show(request, own_or_404(request, number))


def show(request: HttpRequest, application: Application, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page."""
    now, cohort = page_now(request), application.cohort
    asked = asked_of(application)
    identity = getattr(application, "identity", None)
    draft = application.state == A.DRAFT
    context = {
        "trail": own_trail(application),
        "application": application,
        "cohort": cohort,
        "identity": identity,
        "region": region_of(identity.region) if identity and identity.region else "",
        "asked": asked,
        "papers": list(application.papers.select_related("file")),
        "steps": own_steps(application),
        "next": next_words(application),
        "left": left_of(application, identity, asked) if draft else [],
        "agrees": agrees(application),
        "open": takes_applications(cohort.state, cohort.apply_from, cohort.apply_to, now),
        "deeds": _deeds(request, application),
        "kept_until": kept_until(application),
        "talk": getattr(application, "talk", None),
        "refusal": refusal,
        "may_submit": policies.may_submit(request.user, application),
        "now": now,
    }
    return page(request, "jobs/application_detail.html", context, status=status)


def _deeds(request: HttpRequest, application: Application) -> list[Deed]:
    user = request.user
    rows = [
        (
            policies.may_write(user, application),
            Deed(_("Go on writing"), address(application, "application-edit"), "pencil"),
        ),
        (
            policies.may_answer_place(user, application),
            Deed(_("Take the place up"), address(application, "place-take"), "circle-check", primary=True),
        ),
        (
            policies.may_answer_place(user, application),
            Deed(_("Leave the place to the next"), address(application, "place-decline"), "x"),
        ),
        (
            policies.may_reopen(user, application),
            Deed(_("Take it back to change it"), address(application, "application-reopen"), "pencil"),
        ),
        (
            policies.may_correct_contact(user, application),
            Deed(_("Correct phone, e-mail or region"), address(application, "application-contact"), "pencil"),
        ),
        (
            policies.may_ask_return(user, application) and application.submitted_at is not None,
            Deed(_("Ask for the documents back"), address(application, "application-return"), "package"),
        ),
        (
            policies.may_withdraw(user, application),
            Deed(
                pgettext("jobs", "Withdraw the application"),
                address(application, "application-withdraw"),
                "x",
                danger=True,
            ),
        ),
    ]
    return [deed for verdict, deed in rows if verdict]


@writes
def application_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Send it; what stands in the way is said on the page, and nothing is lost."""
    application = own_or_404(request, number)
    require(policies.may_submit(request.user, application))
    try:
        services.submit_application(application, by=request.user)
    except RuleBroken as refusal:
        application.refresh_from_db(fields=["state", "submitted_at"])
        return show(request, application, refusal=str(refusal), status=409 if isinstance(refusal, WrongState) else 422)
    messages.success(request, _("Sent. You can take it back and change it until the deadline."))
    return see(request, address(application))


@writes(shows_form=True)
def application_consent(request: HttpRequest, number: str) -> HttpResponse:
    """Agree anew, where the words changed or the consent was taken back: read first, then ticked."""
    application = own_or_404(request, number)
    require(policies.may_write(request.user, application))
    form = ConsentForm(posted(request), keys=[APPLICATION])
    if request.method == "POST" and form.is_valid():
        consent_services.give(APPLICATION, by=request.user, about=about(application.cohort))
        messages.success(request, _("Your consent is kept."))
        return see(request, address(application))
    context = {
        "trail": own_trail(application, _("Give the consent anew")),
        "application": application,
        "facts": cohort_facts(application.cohort),
        "consents": form,
    }
    return page(request, "jobs/application_consent.html", context, status=422 if request.method == "POST" else 200)


def _decide(request: HttpRequest, application: Application, form: Any = None, **words: Any) -> HttpResponse:
    decision = Decision(
        **words,
        back=address(application),
        trail=own_trail(application, words["title"])[:-1],
        docno=application.number,
        heading=application.cohort.title,
    )
    return decide(request, decision, form if form is not None else NothingForm(posted(request)))


@writes(shows_form=True)
def application_reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Change what was sent."""
    application = own_or_404(request, number)
    return _decide(
        request,
        application,
        title=_("Take it back to change it"),
        text=_("It becomes a draft again. It counts only if you send it once more before the deadline."),
        verb=_("Take it back"),
        done=_("It is a draft again."),
        allowed=policies.may_reopen(request.user, application),
        do=lambda given: services.reopen_application(application, by=request.user),
        after=lambda made: address(made, "application-edit"),
    )


@writes(shows_form=True)
def application_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Phone, e-mail or region have changed since the application was sent."""
    application = own_or_404(request, number)
    return _decide(
        request,
        application,
        ContactForm(posted(request), identity=getattr(application, "identity", None)),
        title=_("Correct phone, e-mail or region"),
        text=_("Firms and the office reach you there. Ask the privacy officer to correct a name or a day of birth."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_correct_contact(request.user, application),
        do=lambda given: services.correct_contact(application, **given, by=request.user),
    )


@writes(shows_form=True)
def application_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take part no longer."""
    application = own_or_404(request, number)
    return _decide(
        request,
        application,
        title=pgettext("jobs", "Withdraw the application"),
        text=_(
            "Nobody works on it any more, and a place goes to the next. No reason is asked for. What was never sent is "
            "destroyed the next night; what was sent, when documents can no longer be asked back."
        ),
        verb=pgettext("jobs", "Withdraw the application"),
        done=pgettext("jobs", "The application is withdrawn."),
        allowed=policies.may_withdraw(request.user, application),
        do=lambda given: services.withdraw_application(application, by=request.user),
        danger=True,
    )


@writes(shows_form=True)
def application_return(request: HttpRequest, number: str) -> HttpResponse:
    """Have the documents back."""
    application = own_or_404(request, number)
    return _decide(
        request,
        application,
        title=_("Ask for the documents back"),
        text=_("Paper documents come back within 14 days. What was sent through the portal is destroyed by itself."),
        verb=_("Ask for the documents back"),
        done=_("The office is told."),
        allowed=policies.may_ask_return(request.user, application),
        do=lambda given: services.ask_return(application, by=request.user),
    )


@writes(shows_form=True)
def place_take(request: HttpRequest, number: str) -> HttpResponse:
    """Take the place up, with the consent for the insurer."""
    application = own_or_404(request, number)
    require(policies.may_answer_place(request.user, application))
    form = ConsentForm(posted(request), keys=[INSURER])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                training.take_place(application, agreed=form.given(), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The place is yours."))
                return see(request, reverse("jobs:training-mine", args=[application.number]))
    context = {
        "trail": own_trail(application, _("Take the place up")),
        "application": application,
        "facts": cohort_facts(application.cohort),
        "consents": form,
    }
    return page(request, "jobs/place_take.html", context, status=status)


@writes(shows_form=True)
def place_decline(request: HttpRequest, number: str) -> HttpResponse:
    """Leave the place to the next."""
    application = own_or_404(request, number)
    return _decide(
        request,
        application,
        title=_("Leave the place to the next"),
        text=_("Who waits gets it at once. This cannot be undone."),
        verb=_("Leave the place to the next"),
        done=_("The place goes to the next."),
        allowed=policies.may_answer_place(request.user, application),
        do=lambda given: training.decline_place(application, by=request.user),
        danger=True,
    )


@writes(shows_form=True)
def paper_add(request: HttpRequest, number: str) -> HttpResponse:
    """Name a certificate."""
    application = own_or_404(request, number)
    require(policies.may_write(request.user, application))
    form = PaperForm(posted(request), request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                papers.add_paper(application, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The certificate is named. Its number is checked with the issuer."))
                return see(request, address(application, "application-edit") + "#papers")
    context = {
        "trail": own_trail(application, _("Name a certificate")),
        "form": form,
        "application": application,
        "back": address(application, "application-edit"),
    }
    return page(request, "jobs/paper_form.html", context, status=status)


@writes
def paper_remove(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """Take a certificate out; its copy is destroyed."""
    application = own_or_404(request, number)
    require(policies.may_write(request.user, application))
    paper = get_object_or_404(application.papers.select_related("application"), uid=uid)
    papers.remove_paper(paper, by=request.user)
    messages.success(request, _("The certificate is taken out."))
    return see(request, address(application, "application-edit") + "#papers")


@reads
def talk_calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The interview as a calendar entry."""
    application = own_or_404(request, number)
    talk = get_object_or_404(Talk, application=application)
    moment = Moment(
        uid=f"jobs-talk-{talk.uid}",
        at=talk.at + timedelta(minutes=talk.minutes),
        begins_at=talk.at,
        title=_("Interview: %(cohort)s") % {"cohort": application.cohort.title},
        text=talk.place,
        url=request.build_absolute_uri(address(application)),
        changed_at=db_now(),
        version=talk.sequence,
        place=talk.place,
    )
    response = HttpResponse(
        calendar_text(application.number, "-//Together//Youth Dream//KO", [moment]),
        content_type="text/calendar; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="interview-{application.number}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
