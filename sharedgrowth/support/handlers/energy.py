"""Energy audits and factors: who is told of what; the yearly reminder that a new factor is due."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import in_both, notify
from portal.outbox.services import announce, on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.support.models import Assignment, EmissionFactor, EnergyAudit, EnergyMeasure
from sharedgrowth.support.queries.energy import AUDITING, audits_visible_to, newest_power_factor, year_is_told
from sharedgrowth.support.registry import ProjectPage, programmes, project_pages
from sharedgrowth.support.states.experts import AssignmentState

PAGE = "support:audit-detail"
PUBLISHED_IN = 12  # the month in which the factor of the year before last is published

project_pages.add(
    "energy",
    ProjectPage(
        title=_("Energy audit"),
        url_name=PAGE,
        programmes=frozenset(each.slug for each in programmes if each.unit in AUDITING),
        icon="bolt",
        shows_money=True,
        order=20,
    ),
)


@readers.register("support.energy_evidence")
def reads_energy_evidence(user: User, file: File) -> bool | None:
    """Who reads the audit: so that who verifies a saving has seen what it rests on."""
    found = EnergyMeasure.objects.filter(evidence=file)
    return None if not found.exists() else audits_visible_to(user).filter(measures__evidence=file).exists()


@sweeps
def watch_factors() -> None:
    """In December, once a year: the factor of electricity for the year before last is to be entered."""
    day = today()
    if day.month == PUBLISHED_IN and not year_is_told(day):
        with transaction.atomic():
            if once("support: energy factors", str(day.year)):
                announce("support.factor_due", year=day.year - 2)


def _told(audit: int) -> tuple[EnergyAudit, dict]:
    found = EnergyAudit.objects.select_related("project__company", "project__officer").get(pk=audit)
    params = {"number": found.project.number, "title": found.project.title, "company": found.project.company.name}
    return found, params


def _experts(audit: EnergyAudit) -> Iterable[User]:
    released = Assignment.objects.filter(project=audit.project, state=AssignmentState.RELEASED)
    return User.objects.filter(expert__assignments__in=released).distinct()


def _company(audit: EnergyAudit) -> Iterable[User]:
    return people_with_role(audit.project.company, "SA", "SU")


def _drawers(audit: EnergyAudit) -> set[User]:
    return {*_experts(audit), *([audit.project.officer] if audit.project.officer else [])}


@on("support.energy_reported")
def tell_reported(*, audit: int, **_later) -> None:
    """The company decides."""
    found, params = _told(audit)
    notify(_company(found), "support.energy_reported", params=params, url_name=PAGE, url_args=[found.project.number])


@on("support.energy_measure_done")
def tell_done(*, measure: int, **_later) -> None:
    """Who measures the saving."""
    one = EnergyMeasure.objects.get(pk=measure)
    found, params = _told(one.audit_id)
    params |= {"measure": one.title, "day": one.done_on}
    notify(_drawers(found), "support.energy_done", params=params, url_name=PAGE, url_args=[found.project.number])


@on("support.energy_measured")
def tell_measured(*, audit: int, **_later) -> None:
    """Finance verifies."""
    found, params = _told(audit)
    people = buyer_people_with_role("FI")
    notify(people, "support.energy_measured", params=params, url_name=PAGE, url_args=[found.project.number])


@on("support.energy_sent_back")
def tell_sent_back(*, audit: int, **_later) -> None:
    """Who measured."""
    found, params = _told(audit)
    params |= {"reason": found.reason}
    notify(_drawers(found), "support.energy_sent_back", params=params, url_name=PAGE, url_args=[found.project.number])


@on("support.energy_verified")
def tell_verified(*, audit: int, **_later) -> None:
    """The company, and who drew it up."""
    found, params = _told(audit)
    people = {*_company(found), *_drawers(found)}
    notify(people, "support.energy_verified", params=params, url_name=PAGE, url_args=[found.project.number])


@on("support.factor_entered")
def tell_factor(*, factor: int, **_later) -> None:
    """The others who may approve it."""
    found = EmissionFactor.objects.get(pk=factor)
    people = buyer_people_with_role("SG", "FI").exclude(pk=found.entered_by_id)
    params = {"carrier": in_both(found.get_carrier_display), "year": found.year}
    notify(people, "support.factor_entered", params=params, url_name="support:factor-list", url_args=[])


@on("support.factor_due")
def remind_of_factor(*, year: int, **_later) -> None:
    """Shared growth."""
    params = {"year": year, "newest": newest_power_factor()}
    people = buyer_people_with_role("SG")
    notify(people, "support.factor_due", params=params, url_name="support:factor-list", url_args=[])


WORDS = (  # kind, title, text
    (
        "support.energy_reported",
        _("The energy audit of %(number)s is handed over"),
        _("%(title)s. Decide on each measure: accept it, or decline it with a reason."),
    ),
    (
        "support.energy_done",
        _("%(company)s: “%(measure)s” is in place"),
        _("Since %(day)s, project %(number)s. After three months the saving can be measured."),
    ),
    (
        "support.energy_measured",
        _("The saving of %(number)s is to be verified"),
        _("%(company)s, %(title)s."),
    ),
    (
        "support.energy_sent_back",
        _("The saving of %(number)s was sent back"),
        _("%(reason)s"),
    ),
    (
        "support.energy_verified",
        _("The saving of %(number)s is verified"),
        _("%(company)s, %(title)s. It counts in the figures of the programmes."),
    ),
    (
        "support.factor_entered",
        _("An energy factor waits for a second person"),
        _("%(carrier)s, from %(year)s on."),
    ),
    (
        "support.factor_due",
        _("The emission factor of electricity for %(year)s is to be entered"),
        _("It is published in December. The newest one here is of %(newest)s."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text))
