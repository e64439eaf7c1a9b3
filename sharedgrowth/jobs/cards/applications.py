"""Youth Dream on the pages of the ground floor: its line on the front page, what waits on the dashboard."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.clock import SEOUL
from portal.home.registry import SIGNED_IN, Card, FrontSection, Programme, Row, cards, front_sections, programmes
from portal.http import page_now
from sharedgrowth.jobs.models import Allowance, Application, Cohort, SelectionList
from sharedgrowth.jobs.policies import training as policies
from sharedgrowth.jobs.queries.applications import own_applications
from sharedgrowth.jobs.queries.cohorts import open_cohorts
from sharedgrowth.jobs.queries.review import reviews_of
from sharedgrowth.jobs.states import ApplicationState, CohortState

A = ApplicationState
HR = frozenset({"HR"})
ON_FRONT = 2

programmes.add(
    "jobs",
    Programme(
        direction="care",
        name=gettext_lazy("Youth Dream"),
        summary=gettext_lazy("Two months of training with an allowance, then a job with a partner firm."),
        url_name="jobs:front",
        order=10,
    ),
)


def front_cohorts(request: HttpRequest) -> dict | None:
    """The open cohorts that close first."""
    now = page_now(request)
    found = list(open_cohorts(now)[:ON_FRONT])
    return {"cohorts": found, "now": now} if found else None


front_sections.add("jobs-cohorts", FrontSection(template="jobs/_front_cohorts.html", context=front_cohorts, order=46))


def own_applications_waiting(request: HttpRequest) -> Iterable[Row]:
    """Drafts whose cohort closes, interviews, places to be taken up: for a person without a company."""
    if request.user.active_membership_id is not None:
        return
    now = page_now(request)
    for application in own_applications(request.user)[:10]:
        cohort = application.cohort
        page = reverse("jobs:application-detail", args=[application.number])
        if application.state == A.DRAFT and cohort.apply_to > now and cohort.state == CohortState.RECRUITING:
            yield Row(
                title=_("Youth Dream application: %(cohort)s") % {"cohort": cohort.title},
                consequence=_("After the deadline nothing is accepted."),
                due=cohort.apply_to,
                url=reverse("jobs:application-edit", args=[application.number]),
                verb=_("Go on"),
                kind="draft",
                soon=5,
            )
        elif application.state == A.SELECTED:
            yield Row(
                title=_("A place for you: %(cohort)s") % {"cohort": cohort.title},
                consequence=_("Who does not take the place up in time loses it to the next."),
                due=application.answer_by,
                url=page,
                verb=_("Take the place up"),
                kind="wait",
                primary=True,
            )
        elif application.state == A.DOC_PASSED and hasattr(application, "talk"):
            yield Row(
                title=_("Your interview: %(cohort)s") % {"cohort": cohort.title},
                consequence=_("Who does not come is not selected."),
                due=application.talk.at,
                url=page,
                verb=_("Look"),
                kind="info",
                icon="calendar",
            )


def reviews_waiting(request: HttpRequest) -> Iterable[Row]:
    """Applications to be judged blind."""
    waiting = reviews_of(request.user).filter(given_at=None, application__state=A.SUBMITTED).count()
    if waiting:
        yield Row(
            title=_("Youth Dream: %(count)s applications to be judged blind") % {"count": waiting},
            consequence=_("Nobody is invited to an interview before."),
            url=reverse("jobs:review-list"),
            verb=_("Give points"),
            kind="wait",
            icon="eye-off",
        )


def cohorts_waiting(request: HttpRequest) -> Iterable[Row]:
    """Plans of colleagues to be published, lists to be confirmed, documents asked back."""
    user = request.user
    for cohort in Cohort.objects.filter(state=CohortState.PLANNED).exclude(planned_by=user).order_by("pk")[:5]:
        yield Row(
            title=_("Cohort to publish: %(title)s") % {"title": cohort.title},
            consequence=pgettext("jobs", "Nobody can apply before."),
            due=cohort.apply_from.astimezone(SEOUL).date(),
            url=reverse("jobs:cohort-detail", args=[cohort.number]),
            verb=_("Look"),
            kind="wait",
        )
    lists = SelectionList.objects.filter(confirmed_at=None, returned_at=None).select_related("cohort")
    for proposed in lists.exclude(proposed_by=user).order_by("pk")[:5]:
        yield Row(
            title=_("Selection list to confirm: %(title)s") % {"title": proposed.cohort.title},
            consequence=_("Nobody is told before."),
            due=proposed.cohort.announce_on,
            url=reverse("jobs:selection", args=[proposed.cohort.number]),
            verb=_("Look"),
            kind="wait",
        )
    asked = Application.objects.filter(return_asked_on__isnull=False, returned_on=None, destroyed_at=None)
    for application in asked.order_by("return_asked_on")[:5]:
        yield Row(
            title=_("Documents asked back: %(code)s") % {"code": application.code},
            consequence=_("They go back within 14 days of the request."),
            due=application.return_asked_on,
            url=reverse("jobs:applicant-detail", args=[application.number]),
            verb=_("Look"),
            kind="wait",
            icon="package",
        )


def allowances_waiting(request: HttpRequest) -> Iterable[Row]:
    """Allowances that a colleague stated."""
    stated = Allowance.objects.filter(confirmed_at=None).select_related("trainee__cohort").order_by("month", "pk")
    seen = set()
    for allowance in stated[:200]:
        cohort = allowance.trainee.cohort
        key = (cohort.pk, allowance.month)
        if key in seen or not policies.may_confirm_allowance(request.user, allowance):
            continue
        seen.add(key)
        yield Row(
            title=_("Allowances of %(month)s to confirm: %(title)s")
            % {"month": f"{allowance.month:%Y-%m}", "title": cohort.title},
            consequence=_("Trainees are not paid before."),
            url=reverse("jobs:allowances", args=[cohort.number]),
            verb=_("Look"),
            kind="wait",
            icon="coin",
        )


cards.add("jobs-own", Card(rows=own_applications_waiting, roles=SIGNED_IN, order=30))
cards.add("jobs-reviews", Card(rows=reviews_waiting, roles=frozenset({"HR", "EV", "CN"}), order=47))
cards.add("jobs-cohorts", Card(rows=cohorts_waiting, roles=HR, order=46))
cards.add("jobs-allowances", Card(rows=allowances_waiting, roles=frozenset({"HR", "FI"}), order=48))
