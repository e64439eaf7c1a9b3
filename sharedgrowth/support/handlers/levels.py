"""Smart-factory levels and systems: who is told; each day, which level ends and which system nobody uses."""

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import is_done, mark_done, on, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.support.models import SmartLevel, SmartSystem
from sharedgrowth.support.queries.levels import levels_visible_to
from sharedgrowth.support.registry import ProjectPage, project_pages
from sharedgrowth.support.services import levels as services

project_pages.add(
    "levels",
    ProjectPage(
        title=_("Smart-factory level"),
        url_name="support:project-levels",
        programmes=frozenset({"smart_factory"}),
        icon="device-laptop",
        order=30,
    ),
)


@readers.register("support.level_evidence")
def reads_level_evidence(user: User, file: File) -> bool | None:
    """Who reads the assessment: so that who confirms it has seen what it rests on."""
    found = SmartLevel.objects.filter(evidence=file)
    return None if not found.exists() else levels_visible_to(user).filter(evidence=file).exists()


@sweeps
def watch_levels() -> None:
    """Once a day: levels that end in sixty days, systems that nobody used in the last month."""
    day = today()
    if not is_done("support: levels", day.isoformat()):
        services.remind_of_ends(day)
        services.flag_dormant(day)
        mark_done("support: levels", day.isoformat())


@on("support.level_assessed")
def tell_assessed(*, level: int, **_later) -> None:
    """Officers who may confirm."""
    found = SmartLevel.objects.select_related("company").get(pk=level)
    people = buyer_people_with_role("SG").exclude(pk=found.assessed_by_id)
    params = {"company": found.company.name, "level": found.level}
    notify(people, "support.level_assessed", params=params, url_name="support:level-detail", url_args=[str(found.uid)])


@on("support.level_decided")
def tell_decided(*, level: int, **_later) -> None:
    """The company of a confirmed one; who assessed one that was refused."""
    found = SmartLevel.objects.select_related("company", "assessed_by").get(pk=level)
    params = {"company": found.company.name, "level": found.level, "until": found.valid_to, "reason": found.reason}
    if found.state == "confirmed":
        people, kind = set(people_with_role(found.company, "SA", "SU")), "support.level_confirmed"
    else:
        people, kind = {found.assessed_by}, "support.level_refused"
    notify(people, kind, params=params, url_name="support:level-detail", url_args=[str(found.uid)])


@on("support.level_ending")
def tell_ending(*, level: int, **_later) -> None:
    """The company."""
    found = SmartLevel.objects.select_related("company").get(pk=level)
    params = {"level": found.level, "until": found.valid_to}
    people = people_with_role(found.company, "SA", "SU")
    notify(people, "support.level_ending", params=params, url_name="support:level-detail", url_args=[str(found.uid)])


@on("support.system_dormant")
def tell_dormant(*, system: int, month: str, **_later) -> None:
    """The company, and the officer of the project."""
    found = SmartSystem.objects.select_related("company", "project__officer").get(pk=system)
    params = {"company": found.company.name, "system": found.name, "month": month[:7]}
    where = {"url_name": "support:system-detail", "url_args": [str(found.uid)]}
    notify(people_with_role(found.company, "SA", "SU"), "support.system_dormant", params=params, **where)
    if found.project is not None and found.project.officer is not None:
        notify([found.project.officer], "support.system_dormant_seen", params=params, **where)


WORDS = (  # kind, title, text
    (
        "support.level_assessed",
        _("%(company)s: level %(level)s is to be confirmed"),
        _("Another officer than who assessed confirms it."),
    ),
    (
        "support.level_confirmed",
        _("Your smart-factory level is %(level)s"),
        _("Confirmed, valid until %(until)s."),
    ),
    (
        "support.level_refused",
        _("The level of %(company)s was not confirmed"),
        _("%(reason)s"),
    ),
    (
        "support.level_ending",
        _("Your smart-factory level ends on %(until)s"),
        _("Level %(level)s. Ask shared growth for a new assessment."),
    ),
    (
        "support.system_dormant",
        _("Nobody used %(system)s in %(month)s"),
        _("Tell its log-ins, or say why it is out of use. An expert helps to get it going."),
    ),
    (
        "support.system_dormant_seen",
        _("%(company)s: nobody used %(system)s in %(month)s"),
        _("The company was told. Call it."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text))
