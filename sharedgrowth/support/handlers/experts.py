"""The wall between experts and tenders; who is told of assignments and visits, what has to stop. Source: 8, 16.3."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import announce, on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding.registry import walls
from sharedgrowth.support.models import Assignment, Visit
from sharedgrowth.support.queries.experts import overloaded_experts, walled_companies
from sharedgrowth.support.queries.visits import visits_on

walls.add("support.experts", walled_companies)

VISIT, PROJECT = "support:visit-detail", "support:project-detail"
MONTHS_WATCHED = 3


@sweeps
def run_agenda() -> None:
    """Each day: visits of tomorrow. Each week: months without a day left (sgs-capacity)."""
    on_day = today()
    with transaction.atomic():
        if not once("support.visits_daily", on_day.isoformat()):
            return
        for visit in visits_on(on_day + timedelta(days=1)):
            announce("support.visit_tomorrow", visit=visit.pk)
        year, week, _day = on_day.isocalendar()
        if once("support.capacity_weekly", f"{year}-{week}") and overloaded_experts(on_day, MONTHS_WATCHED):
            announce("support.capacity_full", day=on_day.isoformat())


@on("support.capacity_full")
def tell_full(*, day: str, **_later) -> None:
    """The officers: whose months are full."""
    names = sorted({row.expert.user.name for row in overloaded_experts(today(), MONTHS_WATCHED)})
    params = {"names": ", ".join(names[:8]), "number": len(names)}
    people = buyer_people_with_role("SG")
    notify(people, "support.capacity_full_seen", params=params, url_name="support:expert-list", key=f"capacity:{day}")


# Assignments ---------------------------------------------------------------------------------------------------------
def _assignment(pk: int) -> Assignment:
    return Assignment.objects.select_related("expert__user", "expert__head", "project__company", "asked_by").get(pk=pk)


def _tell_assignment(people: Iterable[User | None], kind: str, found: Assignment) -> None:
    company = found.project.company
    params = {
        "expert": found.expert.user.name,
        "company": bilingual(company.legal_name_ko, company.legal_name_en),
        "number": found.project.number,
    }
    told = [person for person in people if person is not None]
    if kind == "support.release_asked_seen":
        notify(told, kind, params=params, url_name="support:release-list")
    else:
        notify(told, kind, params=params, url_name=PROJECT, url_args=[found.project.number])


@on("support.expert_asked")
def tell_asked(*, assignment: int, **_later) -> None:
    """The head of the unit."""
    found = _assignment(assignment)
    _tell_assignment([found.expert.head], "support.release_asked_seen", found)


@on("support.expert_released", "support.expert_refused")
def tell_decided(*, assignment: int, **_later) -> None:
    """Who asked; the expert, when released; the company, who comes."""
    found = _assignment(assignment)
    released = found.state == "released"
    _tell_assignment([found.asked_by], "support.release_decided_seen", found)
    if released:
        _tell_assignment([found.expert.user], "support.expert_work_seen", found)
        _tell_assignment(people_with_role(found.project.company, "SA", "SU"), "support.expert_comes", found)


# Visits --------------------------------------------------------------------------------------------------------------
def _visit(pk: int) -> Visit:
    return Visit.objects.select_related("expert__user", "project__company", "project__officer").get(pk=pk)


def _tell_visit(people: Iterable[User], kind: str, visit: Visit) -> None:
    company = visit.project.company
    params = {
        "number": visit.number,
        "company": bilingual(company.legal_name_ko, company.legal_name_en),
        "expert": visit.expert.user.name,
        "day": visit.planned_on,
        "time": f"{visit.begins:%H:%M}",
    }
    notify(people, kind, params=params, url_name=VISIT, url_args=[visit.number])


@on("support.visit_planned", "support.visit_moved")
def tell_planned(*, visit: int, **_later) -> None:
    """The company and the expert."""
    found = _visit(visit)
    _tell_visit(people_with_role(found.project.company, "SA", "SU"), "support.visit_planned", found)
    _tell_visit([found.expert.user], "support.visit_planned_seen", found)


@on("support.visit_cancelled")
def tell_cancelled(*, visit: int, **_later) -> None:
    """The company and the expert."""
    found = _visit(visit)
    people = [*people_with_role(found.project.company, "SA", "SU"), found.expert.user]
    _tell_visit(people, "support.visit_cancelled", found)


@on("support.visit_tomorrow")
def tell_tomorrow(*, visit: int, **_later) -> None:
    """The expert and the company."""
    found = _visit(visit)
    people = [*people_with_role(found.project.company, "SA", "SU"), found.expert.user]
    _tell_visit(people, "support.visit_tomorrow", found)


@on("support.visit_reported")
def tell_reported(*, visit: int, **_later) -> None:
    """The company, which reads it."""
    found = _visit(visit)
    _tell_visit(people_with_role(found.project.company, "SA", "SU"), "support.visit_reported", found)


@on("support.stop_work")
def tell_stop(*, visit: int | None = None, **_later) -> None:
    """At once: the company, the officer, compliance. An inspection's own handler tells of an inspection."""
    if visit is None:
        return
    found = _visit(visit)
    _tell_visit(people_with_role(found.project.company, "SA", "SU", "SE"), "support.visit_stop", found)
    ours = {person.pk: person for person in buyer_people_with_role("SG", "CP")}
    _tell_visit(list(ours.values()), "support.visit_stop_told", found)


@on("support.stop_answered")
def tell_stop_answered(*, visit: int, **_later) -> None:
    """The officer and the expert."""
    found = _visit(visit)
    _tell_visit([*buyer_people_with_role("SG"), found.expert.user], "support.stop_answered_seen", found)


WORDS = (  # kind, title, text
    (
        "support.capacity_full_seen",
        _("%(number)s experts have a month without a day left"),
        _("%(names)s. Ask others, or for more days."),
    ),
    (
        "support.release_asked_seen",
        _("Release %(expert)s for %(number)s of %(company)s?"),
        _("The days are planned already. Release the expert, or say why not."),
    ),
    (
        "support.release_decided_seen",
        _("%(expert)s for %(number)s: the unit has decided"),
        _("The page of the project says how."),
    ),
    (
        "support.expert_work_seen",
        _("You work for %(number)s of %(company)s"),
        _("Plan your visits on its page."),
    ),
    (
        "support.expert_comes",
        _("%(expert)s works for your project %(number)s"),
        _("The expert plans a visit with you."),
    ),
    (
        "support.visit_planned",
        _("%(expert)s visits you on %(day)s at %(time)s"),
        _("Visit %(number)s. Name who receives the expert, and plan a safety briefing."),
    ),
    (
        "support.visit_planned_seen",
        _("Visit %(number)s at %(company)s on %(day)s at %(time)s"),
        _("Fill in the safety form before you go."),
    ),
    (
        "support.visit_cancelled",
        _("Visit %(number)s does not take place"),
        _("It was planned on %(day)s. Its page says why."),
    ),
    (
        "support.visit_tomorrow",
        _("Tomorrow at %(time)s: visit %(number)s at %(company)s"),
        _("%(expert)s. The safety form has to be in before it begins."),
    ),
    (
        "support.visit_reported",
        _("The report of visit %(number)s can be read"),
        _("%(expert)s wrote what was seen and advised."),
    ),
    (
        "support.visit_stop",
        _("Stop: visit %(number)s found danger at your site"),
        _("The report says what has to stop until it is safe. Answer what you did."),
    ),
    (
        "support.visit_stop_told",
        _("Work has to stop at %(company)s: visit %(number)s"),
        _("%(expert)s found danger. The company was told at once."),
    ),
    (
        "support.stop_answered_seen",
        _("%(company)s has answered to visit %(number)s"),
        _("Its page says what was done about the danger."),
    ),
)
for _key, _title, _text in WORDS:
    kinds.register(Kind(key=_key, title=_title, text=_text, essential=not _key.endswith("_seen")))
