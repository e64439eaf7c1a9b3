"""Doors of the form builder of a cohort."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import beside, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.jobs.forms.cohorts import QuestionForm
from sharedgrowth.jobs.models import Cohort, Question
from sharedgrowth.jobs.policies import cohorts as policies
from sharedgrowth.jobs.services import questions as services
from sharedgrowth.jobs.views.shown import cohort_or_404, cohort_trail


def _form_url(cohort: Cohort) -> str:
    return reverse("jobs:cohort-form", args=[cohort.number])


@reads
def cohort_form(request: HttpRequest, number: str) -> HttpResponse:
    """The questions of a cohort, in order."""
    cohort = cohort_or_404(request, number)
    require(policies.may_read_office(request.user))
    context = {
        "trail": cohort_trail(cohort, _("Application form")),
        "cohort": cohort,
        "questions": list(cohort.questions.all()),
        "may_edit": policies.may_edit(request.user, cohort),
    }
    return page(request, "jobs/cohort_questions.html", context)


@writes(shows_form=True)
def question_create(request: HttpRequest, number: str) -> HttpResponse:
    """Add a question."""
    cohort = cohort_or_404(request, number)
    require(policies.may_edit(request.user, cohort))
    return _save(request, cohort, None)


@writes(shows_form=True)
def question_edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Change a question."""
    cohort = cohort_or_404(request, number)
    require(policies.may_edit(request.user, cohort))
    return _save(request, cohort, get_object_or_404(cohort.questions, pk=pk))


def _save(request: HttpRequest, cohort: Cohort, question: Question | None) -> HttpResponse:
    form = QuestionForm(posted(request), question=question)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.save_question(cohort, question, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The question is saved."))
                return see(request, _form_url(cohort))
    words = _("Change the question") if question else _("Add a question")
    trail = [*cohort_trail(cohort, _("Application form"))[:-1], (_("Application form"), _form_url(cohort)), (words, "")]
    context = {"trail": trail, "form": form, "cohort": cohort, "title": words, "back": _form_url(cohort)}
    return page(request, "jobs/question_form.html", context, status=status)


@writes
def question_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a question out."""
    cohort = cohort_or_404(request, number)
    require(policies.may_edit(request.user, cohort))
    services.remove_question(get_object_or_404(cohort.questions, pk=pk), by=request.user)
    messages.success(request, _("The question is taken out."))
    return see(request, _form_url(cohort))


@writes
def question_move(request: HttpRequest, number: str, pk: int, way: str) -> HttpResponse:
    """One place up or down."""
    cohort = cohort_or_404(request, number)
    require(policies.may_edit(request.user, cohort))
    services.move_question(get_object_or_404(cohort.questions, pk=pk), up=way == "up", by=request.user)
    return see(request, _form_url(cohort) + f"#question-{pk}")
