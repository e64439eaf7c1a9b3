"""DO: indicators: before, target, after; measured by one, verified by another. Source: domain 7.3, 8 (SGS-05), 16.3."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import Kpi, Project
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.queries.projects import programme_of
from sharedgrowth.support.rules.improvement import mean_improvement, reaches_target
from sharedgrowth.support.rules.projects import measured_from
from sharedgrowth.support.services.rows import locked, running
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import KpiDirection

BEFORE_WORK = (ProjectState.AGREEMENT, ProjectState.DIAGNOSIS, ProjectState.IN_PROGRESS)
MOST_KPIS = 12


@transaction.atomic
def add_kpi(project: Project, *, name_ko: str, name_en: str = "", unit: str = "", direction: str, by: User) -> Kpi:
    """Another indicator than those that the programme usually measures."""
    require(policies.may_plan(by, project))
    project = locked(project)
    running(project, *BEFORE_WORK)
    number = project.kpis.count()
    if number >= MOST_KPIS:
        raise RuleBroken(_("A project has at most %(most)s indicators.") % {"most": MOST_KPIS})
    key = slugify(name_en)[:34] or "indicator"
    if project.kpis.filter(key=key).exists():
        key = f"{key}-{number + 1}"
    kpi = Kpi(
        project=project,
        key=key,
        name_ko=name_ko.strip(),
        name_en=name_en.strip(),
        unit=unit.strip(),
        direction=direction,
        order=number,
    )
    checked(kpi, but=("before_file", "after_file"))
    kpi.save()
    record(project, "indicator_added", by=by, payload={"name": kpi.name_ko})
    return kpi


@transaction.atomic
def remove_kpi(kpi: Kpi, *, by: User) -> None:
    """One that this project does not measure; not once it has a value."""
    require(policies.may_plan(by, kpi.project))
    project = locked(kpi.project)
    running(project, *BEFORE_WORK)
    kpi = Kpi.objects.select_for_update(of=("self",)).get(pk=kpi.pk)
    if kpi.before is not None:
        raise WrongState(_("This indicator has a value already."))
    record(project, "indicator_removed", by=by, payload={"name": kpi.name_ko})
    kpi.delete()


@transaction.atomic
def set_before(
    kpi: Kpi,
    *,
    before: Decimal,
    before_on: date,
    target: Decimal | None,
    how: str,
    upload: Upload | None = None,
    by: User,
) -> Kpi:
    """The value before the work, how it is measured, and what is to be reached. Not once the work is completed."""
    require(policies.may_enter_baseline(by, kpi.project))
    project = locked(kpi.project)
    running(project, *BEFORE_WORK)
    if before_on > today():
        raise RuleBroken(_("This day has not come yet."), field="before_on")
    if not how.strip():
        raise RuleBroken(_("Say how it is measured: it is measured in the same way afterwards."), field="how")
    if before == 0:  # allowed: its rate stays undefined, only the difference is said
        pass
    if target is not None and not reaches_target(target, before, lower_is_better=kpi.direction == KpiDirection.LOWER):
        raise RuleBroken(_("The target is not better than the value before."), field="target")
    kpi = Kpi.objects.select_for_update(of=("self",)).get(pk=kpi.pk)
    old = kpi.before
    kpi.before, kpi.before_on, kpi.target, kpi.before_how, kpi.before_by = before, before_on, target, how.strip(), by
    if upload is not None:
        kpi.before_file = store_upload(upload, company=project.company, by=by)
    checked(kpi, but=("before_file", "after_file"))
    kpi.save()
    payload = {"indicator": kpi.key, "before": before, "old": old, "target": target, "on": before_on}
    record(project, "before_entered", by=by, payload=payload)
    announce("support.before_entered", project=project.pk, indicator=kpi.pk)
    return kpi


def first_day_to_measure(project: Project) -> date | None:
    """The first day on which the result may be measured; None before the completion."""
    if project.completed_on is None:
        return None
    known = programme_of(project)
    return measured_from(project.completed_on, known.stages.measured_after_months if known else 3)


@transaction.atomic
def measure_project(
    project: Project,
    *,
    values: Mapping[int, Decimal],
    measured_on: date,
    effect_won: Decimal | None = None,
    effect_text: str = "",
    counted_in: str = "",
    uploads: Mapping[int, Upload] | None = None,
    by: User,
) -> Project:
    """The value after of each indicator, by its key; and the yearly effect in won, with how it was computed."""
    require(policies.may_measure(by, project))
    project = locked(project)
    running(project, ProjectState.COMPLETED)
    first = first_day_to_measure(project)
    if first is None or measured_on < first:
        raise RuleBroken(
            _("The result is measured from %(day)s on: it has to show in daily work first.")
            % {"day": first.isoformat() if first else "?"},
            field="measured_on",
        )
    if measured_on > today():
        raise RuleBroken(_("This day has not come yet."), field="measured_on")
    if effect_won and not effect_text.strip():
        raise RuleBroken(_("Say how the effect was computed."), field="effect_text")
    kpis = list(Kpi.objects.select_for_update(of=("self",)).filter(project=project).order_by("order", "pk"))
    for kpi in kpis:
        if kpi.pk not in values:
            raise RuleBroken(_("Enter the value after of: %(name)s.") % {"name": kpi.name}, field=f"after_{kpi.pk}")
        if kpi.before_on is None or measured_on <= kpi.before_on:
            raise RuleBroken(
                _("%(name)s was measured before on %(day)s: the value after is of a later day.")
                % {"name": kpi.name, "day": kpi.before_on.isoformat() if kpi.before_on else "?"},
                field="measured_on",
            )
        kpi.after, kpi.after_on, kpi.after_by = values[kpi.pk], measured_on, by
        if uploads and kpi.pk in uploads:
            kpi.after_file = store_upload(uploads[kpi.pk], company=project.company, by=by)
        checked(kpi, but=("before_file", "after_file"))
        kpi.save()
    told: dict[str, Any] = {
        "improvement": improvement_of(kpis),
        "measured_on": measured_on,
        "measured_by": by,
        "measured_won": effect_won,
        "effect_text": effect_text.strip(),
        "counted_in": counted_in.strip(),
    }
    payload = {"improvement": told["improvement"], "effect_won": effect_won, "counted_in": told["counted_in"]}
    move(project, "measure", by=by, payload=payload, **told)
    announce("support.project_measured", project=project.pk)
    return project


def improvement_of(kpis: list[Kpi]) -> Decimal | None:
    """The mean improvement of indicators that have both values."""
    return mean_improvement(
        (kpi.before, kpi.after, kpi.direction == KpiDirection.LOWER)
        for kpi in kpis
        if kpi.before is not None and kpi.after is not None
    )


@transaction.atomic
def verify_project(project: Project, *, verified_won: Decimal | None, remark: str, by: User) -> Project:
    """Another person has looked at the evidence. An effect that another task counts already is not counted twice."""
    require(policies.may_verify(by, project))
    if not remark.strip():
        raise RuleBroken(_("Say what you looked at: the company reads it."), field="remark")
    project = locked(project)
    require(policies.may_verify(by, project))  # by who measured in the end
    won = verified_won
    if project.counted_in:
        won = Decimal(0)  # SGS-05: counted once, by the task or project of the first agreement
    if won is not None and project.measured_won is not None and won > project.measured_won:
        raise RuleBroken(_("Not more can be verified than was measured."), field="verified_won")
    told: dict[str, Any] = {"verified_on": today(), "verified_by": by, "verified_won": won}
    move(project, "verify", by=by, reason=remark.strip(), payload={"verified_won": won}, **told)
    announce("support.project_verified", project=project.pk)
    return project


@transaction.atomic
def send_back(project: Project, *, remark: str, by: User) -> Project:
    """The evidence does not show it: it is measured anew."""
    require(policies.may_verify(by, project))
    if not remark.strip():
        raise RuleBroken(_("Say what the evidence does not show."), field="remark")
    project = locked(project)
    move(project, "send_back", by=by, reason=remark.strip())
    announce("support.project_sent_back", project=project.pk)
    return project
