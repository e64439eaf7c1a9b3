"""What runs by itself each day and month, and who is told of a cycle, a reminder, a band."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import is_done, mark_done, on, once, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.esg.models import Assessment
from purchasing.esg.services import periodic
from purchasing.esg.services.scoring import publish_standings

PAGE = "esg:assessment-detail"


def answerers_of(company: Company) -> Iterable[User]:
    """Who answers for a supplier."""
    return people_with_role(company, "SA", "SE")


def _tell(people: Iterable[User], kind: str, assessment: Assessment, **params) -> None:
    named = {"number": assessment.number, "period": assessment.period, **params}
    notify(people, kind, params=named, url_name=PAGE, url_args=[assessment.number])


@sweeps
def run_daily() -> None:
    """Once a day: what has come to its end, reminders, what is late; once a month: new cycles, then the scores."""
    day = today()
    with transaction.atomic():
        if once("esg: days", day.isoformat()):
            periodic.expire_assessments(day)
            periodic.remind(day)
            periodic.mark_overdue(day)
    month = f"{day:%Y-%m}"
    if not is_done("esg: cycles", month):
        periodic.assign_due(day)
        periodic.evaluate(day.year)
        mark_done("esg: cycles", month)  # broken off before, the next minute goes on where it stopped


@on("esg.assessment_assigned")
def tell_of_assignment(*, assessment: int, **_later) -> None:
    found = Assessment.objects.select_related("company").get(pk=assessment)
    _tell(answerers_of(found.company), "esg.assigned", found, until=found.due_on)


@on("esg.assessment_due")
def remind_answerers(*, assessment: int, days: int, **_later) -> None:
    found = Assessment.objects.select_related("company").get(pk=assessment)
    if days < 0:
        _tell(answerers_of(found.company), "esg.due_passed", found, until=found.due_on)
        return
    _tell(answerers_of(found.company), "esg.due", found, until=found.due_on, days=days)


@on("esg.assessment_overdue")
def tell_of_lateness(*, assessment: int, **_later) -> None:
    found = Assessment.objects.select_related("company").get(pk=assessment)
    _tell(answerers_of(found.company), "esg.overdue", found, until=found.due_on)
    _tell(buyer_people_with_role("ER"), "esg.overdue_seen", found, company=found.company.name, until=found.due_on)


@on("esg.assessment_submitted")
def end_of_lateness(*, assessment: int, **_later) -> None:
    """What was submitted late counts as late no longer."""
    publish_standings([Assessment.objects.values_list("company_id", flat=True).get(pk=assessment)])


@on("esg.band_changed")
def act_on_band(*, company: int, assessment: int | None, before: str, after: str, **_later) -> None:
    """A band D or R has a limitation proposed; the supplier and the purchasing officers learn of every change."""
    periodic.propose_for_company(company)
    if assessment is None or not before:
        return
    found = Assessment.objects.select_related("company").get(pk=assessment)
    _tell(answerers_of(found.company), "esg.band_changed", found, before=before, after=after)
    _tell(
        buyer_people_with_role("ER", "PO"),
        "esg.band_changed_seen",
        found,
        company=found.company.name,
        before=before,
        after=after,
    )


WORDS = (  # kind, title, text
    (
        "esg.assigned",
        _("ESG assessment %(number)s is to be answered by %(until)s"),
        _("Period %(period)s. Answers known from your profile are offered; several of you may answer together."),
    ),
    (
        "esg.due",
        _("ESG assessment %(number)s is due in %(days)s days"),
        _("Due on %(until)s. The page says what is left."),
    ),
    (
        "esg.due_passed",
        _("ESG assessment %(number)s was not submitted in time"),
        _("It was due on %(until)s. Submit it now: later it counts as band D."),
    ),
    (
        "esg.overdue",
        _("ESG assessment %(number)s was not submitted in time"),
        _("It was due on %(until)s and counts as band D until you submit it."),
    ),
    (
        "esg.overdue_seen",
        _("%(company)s has not submitted ESG assessment %(number)s"),
        _("It was due on %(until)s and counts as band D until it is submitted."),
    ),
    (
        "esg.band_changed",
        _("Your ESG band changed from %(before)s to %(after)s"),
        _("Assessment %(number)s, period %(period)s. The scorecard shows why, item by item."),
    ),
    (
        "esg.band_changed_seen",
        _("%(company)s: ESG band changed from %(before)s to %(after)s"),
        _("Assessment %(number)s, period %(period)s."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=not key.endswith("_seen")))
