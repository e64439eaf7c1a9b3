"""DO: smart-factory levels by two people; systems, how much they are used, and the flag when nobody does."""

from datetime import date, timedelta

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.support.models import Project, SmartLevel, SmartSystem, SmartUse
from sharedgrowth.support.policies import levels as policies
from sharedgrowth.support.queries import levels as queries
from sharedgrowth.support.rules import levels as rules

REMIND_DAYS = 60  # before a level ends


@transaction.atomic
def assess(
    company: Company,
    *,
    level: int,
    assessed_on: date,
    how: str,
    project: Project | None = None,
    upload: Upload | None = None,
    by: User,
) -> SmartLevel:
    """Propose the level that was seen at the site."""
    require(policies.may_assess(by))
    if assessed_on > today():
        raise RuleBroken(_("This day has not come yet."), field="assessed_on")
    if project is not None and project.company_id != company.pk:
        raise RuleBroken(_("This project belongs to another company."), field="project")
    made = SmartLevel(
        company=company,
        project=project,
        level=level,
        assessed_on=assessed_on,
        valid_to=rules.valid_until(assessed_on),
        how=how.strip(),
        assessed_by=by,
    )
    if upload is not None:
        made.evidence = store_upload(upload, company=company, by=by)
    checked(made)
    made.save()
    record(made, "assessed", by=by, payload={"level": level, "on": assessed_on})
    announce("support.level_assessed", level=made.pk)
    return made


@transaction.atomic
def confirm_level(level: SmartLevel, *, confirm: bool, reason: str = "", by: User) -> SmartLevel:
    """The second person."""
    require(policies.may_confirm(by, level))
    level = SmartLevel.objects.select_for_update(of=("self",)).get(pk=level.pk)
    if level.state != "proposed":
        raise WrongState(_("This assessment is already decided."))
    if not confirm and not reason.strip():
        raise RuleBroken(_("Say what is wrong."), field="reason")
    level.reason = reason.strip()
    level.save(update_fields=["reason"])
    move(level, "confirm" if confirm else "refuse", by=by, reason=level.reason, decided_by=by)
    announce("support.level_decided", level=level.pk)
    return level


@transaction.atomic
def enter_system(
    company: Company, *, kind: str, name: str, live_on: date, project: Project | None = None, by: User
) -> SmartSystem:
    """A system of the company, from the day on which it is used."""
    require(policies.may_enter_system(by, company))
    if live_on > today():
        raise RuleBroken(_("This day has not come yet."), field="live_on")
    if project is not None and project.company_id != company.pk:
        raise RuleBroken(_("This project belongs to another company."), field="project")
    system = SmartSystem(company=company, project=project, kind=kind, name=name.strip(), live_on=live_on, entered_by=by)
    checked(system)
    system.save()
    record(system, "entered", by=by, payload={"name": system.name})
    return system


@transaction.atomic
def retire_system(system: SmartSystem, *, why: str, by: User) -> SmartSystem:
    """It is used no longer, for a reason; no flag any more."""
    require(policies.may_enter_system(by, system.company))
    system = SmartSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
    if system.retired_on is not None:
        raise WrongState(_("It is already out of use."))
    if not why.strip():
        raise RuleBroken(_("Say why it is taken out of use."), field="why")
    system.retired_on, system.retired_why = today(), why.strip()
    checked(system)
    system.save()
    record(system, "retired", by=by, reason=system.retired_why)
    announce("support.system_retired", system=system.pk)
    return system


@transaction.atomic
def tell_use(system: SmartSystem, *, month: date, logins: int, by: User) -> SmartUse:
    """How often people logged in during a month; told again, the newer number counts."""
    require(policies.may_tell_use(by, system))
    system = SmartSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
    month = month.replace(day=1)
    if month > today().replace(day=1):
        raise RuleBroken(_("This month has not come yet."), field="month")
    if month < system.live_on.replace(day=1):
        raise RuleBroken(_("The system was not in use in this month."), field="month")
    if system.retired_on is not None and month > system.retired_on:
        raise RuleBroken(_("The system was not in use in this month."), field="month")
    use = SmartUse.objects.filter(system=system, month=month).first() or SmartUse(system=system, month=month)
    before = use.logins if use.pk else None
    use.logins, use.told_by, use.told_at = logins, by, db_now()
    use.save()
    record(system, "use_told", by=by, payload={"month": month, "logins": logins, "before": before})
    return use


def flag_dormant(on: date) -> int:
    """Tell of each system that nobody used in the last month, once for a month."""
    systems = list(queries.systems_in_use())
    told = 0
    for key, month in queries.dormant_among(systems, on).items():
        with transaction.atomic():
            if once(f"support: system {key}", month.isoformat()):
                announce("support.system_dormant", system=key, month=month.isoformat())
                told += 1
    return told


def remind_of_ends(on: date) -> None:
    """Levels that end in sixty days."""
    for level in queries.levels_ending(on + timedelta(days=REMIND_DAYS)):
        with transaction.atomic():
            if once(f"support: level {level.pk}", "ends"):
                announce("support.level_ending", level=level.pk)
