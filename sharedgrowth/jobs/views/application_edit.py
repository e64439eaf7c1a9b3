"""Doors of writing an application: saved by hand and by itself, also from two windows of one person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import require
from sharedgrowth.jobs.forms.applications import ApplicationForm
from sharedgrowth.jobs.models import Application, Identity
from sharedgrowth.jobs.policies import applications as policies
from sharedgrowth.jobs.queries.applications import asked_of, left_of
from sharedgrowth.jobs.services import applications as services
from sharedgrowth.jobs.services.applications import Saved
from sharedgrowth.jobs.states import takes_applications
from sharedgrowth.jobs.views.applications import address, own_or_404
from sharedgrowth.jobs.views.shown import cohort_facts, own_trail

AUTO, CHECK, PAPER = "auto", "check", "paper"


@writes(shows_form=True)
def application_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The form: everything at once, as a draft that may lack everything."""
    application = own_or_404(request, number)
    if request.method != "POST":
        if not policies.may_write(request.user, application):
            return see(request, address(application))
        return _show(request, application, _form(request, application, None))
    require(policies.may_write(request.user, application))
    form = _form(request, application, request.POST)
    form.is_valid()
    result = _save(request, application, form)
    then = request.POST.get("then", "")
    if then == AUTO:
        return _saved(request, application, form, result)
    if form.errors or result.stale:
        return _show(request, application, form, result, status=409 if result.stale else 422)
    messages.success(request, pgettext("jobs", "The application is saved."))
    if then == CHECK:
        return see(request, address(application))
    return see(request, address(application, "paper-add" if then == PAPER else "application-edit"))


def _form(request: HttpRequest, application: Application, data: Any) -> ApplicationForm:
    identity = Identity.objects.filter(application=application).first()
    return ApplicationForm(data, identity=identity, asked=asked_of(application))


def _save(request: HttpRequest, application: Application, form: ApplicationForm) -> Saved:
    """Save what can be saved; what is refused is said at its field, and the rest is kept all the same."""
    identity, told = form.identity(), form.told()
    while True:
        try:
            return services.save_application(application, by=request.user, identity=identity, answers=told)
        except WrongState:
            raise
        except RuleBroken as refusal:
            name = refusal.field or ""
            form.add_error(name if name in form.fields else None, str(refusal))
            left = {key: value for key, value in identity.items() if key != name}
            kept = [row for row in told if f"q_{row[0].key}" != name]
            if len(left) == len(identity) and len(kept) == len(told):
                return Saved()
            identity, told = left, kept


def context_of(request: HttpRequest, application: Application, form: ApplicationForm, result: Saved | None) -> dict:
    """What the page and its parts need. The versions are those of now, so that saving once more keeps one's own."""
    cohort, now = application.cohort, page_now(request)
    asked = asked_of(application)
    form.asked = asked
    identity = Identity.objects.filter(application=application).first()
    left = left_of(application, identity, asked)
    needed = 6 + sum(1 for row in asked if row.question.required)
    stale = [
        {"field": form[name], "theirs": theirs} for name, theirs in (result.stale.items() if result is not None else ())
    ]
    return {
        "application": application,
        "cohort": cohort,
        "form": form,
        "left": left,
        "done": max(0, needed - len(left)),
        "needed": needed,
        "stale": stale,
        "open": takes_applications(cohort.state, cohort.apply_from, cohort.apply_to, now),
        "now": now,
    }


def _show(
    request: HttpRequest,
    application: Application,
    form: ApplicationForm,
    result: Saved | None = None,
    status: int = 200,
) -> HttpResponse:
    context = context_of(request, application, form, result) | {
        "trail": own_trail(application, _("Write")),
        "facts": cohort_facts(application.cohort),
        "papers": list(application.papers.select_related("file")),
    }
    return page(request, "jobs/application_edit.html", context, status=status)


def _saved(request: HttpRequest, application: Application, form: ApplicationForm, result: Saved) -> HttpResponse:
    """What an automatic save changes on the page: versions, what is left, whether it was saved."""
    context = context_of(request, application, form, result)
    saved = set(result.saved)
    context["marked"] = [row for row in form.answers if f"q_{row['key']}" in saved]
    context["unread"] = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    return page(request, "jobs/_application_saved.html", context)
