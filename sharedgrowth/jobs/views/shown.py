"""What several pages of Youth Dream show: where one is, a person behind the mask, the way of an application."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from portal.masking import masked_email, masked_name, masked_phone
from sharedgrowth.jobs.models import Application, Cohort, Identity
from sharedgrowth.jobs.queries.cohorts import cohorts_visible_to
from sharedgrowth.jobs.states import ApplicationState, CohortState

A, C = ApplicationState, CohortState
ORDER = [C.PLANNED, C.RECRUITING, C.SELECTING, C.TRAINING, C.MATCHING, C.FOLLOW_UP, C.CLOSED]


def home(words: object = "") -> list[tuple[object, str]]:
    """Youth Dream, and what stands below it."""
    return [(_("Youth Dream"), reverse("jobs:front")), *([(words, "")] if words else [])]


def cohort_trail(cohort: Cohort, words: object = "") -> list[tuple[object, str]]:
    """Youth Dream, the cohort, and what stands below it."""
    trail = [*home(), (_("Cohorts"), reverse("jobs:cohort-list"))]
    page = reverse("jobs:cohort-detail", args=[cohort.number])
    return [*trail, (cohort.number, page), (words, "")] if words else [*trail, (cohort.number, "")]


def own_trail(application: Application, words: object = "") -> list[tuple[object, str]]:
    """One's own applications, this one, and what stands below it."""
    trail = [*home(), (pgettext("jobs", "My applications"), reverse("jobs:mine"))]
    page = reverse("jobs:application-detail", args=[application.number])
    return [*trail, (application.number, page), (words, "")] if words else [*trail, (application.number, "")]


def cohort_or_404(request: HttpRequest, number: str) -> Cohort:
    """The cohort that this person may see."""
    return get_object_or_404(cohorts_visible_to(request.user), number=number.upper()[:20])


def cohort_facts(cohort: Cohort, *, inside: bool = False) -> list[dict[str, Any]]:
    """The strip: what, where, how many, when."""
    facts: list[dict[str, Any]] = [
        {"label": pgettext("cohort", "Course"), "value": cohort.course},
        {"label": pgettext("cohort", "Site"), "value": cohort.site},
        {"label": pgettext("cohort", "Places"), "value": cohort.capacity},
        {
            "label": _("Applications until"),
            "value": day_text(cohort.apply_to, "full"),
            "note": _("results on %(day)s") % {"day": day_text(cohort.announce_on, "day")},
        },
        {
            "label": _("Training"),
            "value": f"{day_text(cohort.starts_on, 'day')} – {day_text(cohort.ends_on, 'day')}",
        },
    ]
    if inside:
        facts.append({"label": _("Budget"), "value": money_full(cohort.budget_won)})
    return facts


def cohort_steps(cohort: Cohort) -> list[dict[str, Any]]:
    """The way of a cohort."""
    states = ORDER[1:] if cohort.state != C.PLANNED else ORDER
    if cohort.state == C.CANCELLED:
        return []
    place = states.index(C(cohort.state))
    return [
        {"label": C(state).label, "state": "done" if number < place else "now" if number == place else "later"}
        for number, state in enumerate(states)
    ]


def own_steps(application: Application) -> list[dict[str, Any]]:
    """The way of an application: where it stands, and what comes."""
    labels = [
        pgettext("step", "Write"),
        pgettext("step", "Documents"),
        pgettext("step", "Interview"),
        pgettext("step", "Place"),
        pgettext("step", "Training"),
        pgettext("step", "Firms"),
    ]
    at = {
        A.DRAFT: 0, A.SUBMITTED: 1, A.DOC_PASSED: 2, A.INTERVIEWED: 3, A.WAITLIST: 3, A.SELECTED: 3,
        A.ENROLLED: 4, A.COMPLETED: 5,
    }.get(A(application.state))  # fmt: skip
    if at is None:
        return []
    return [
        {"label": label, "state": "done" if number < at else "now" if number == at else "later"}
        for number, label in enumerate(labels)
    ]


def masked(identity: Identity | None) -> dict[str, str]:
    """A person as the office sees lists and pages: name, phone and address masked, the year of birth only."""
    if identity is None:
        return {"name": "", "phone": "", "email": "", "born": ""}
    return {
        "name": masked_name(identity.name),
        "phone": masked_phone(identity.phone),
        "email": masked_email(identity.email),
        "born": f"{identity.born_on:%Y}" if identity.born_on else "",
    }


def label_of(trainee: Any) -> str:
    """A trainee in lists of the office: code name and masked name."""
    name = masked(getattr(trainee.application, "identity", None))["name"]
    return f"{trainee.application.code} {name}".strip()
