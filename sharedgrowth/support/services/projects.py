"""DO: a project from the selection to its end. Source: domain 7.3, 15, 16.3."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.funds.models import Commitment
from sharedgrowth.support.models import Application, Kpi, Project
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.queries.projects import programme_of, split_of
from sharedgrowth.support.registry import KpiSpec
from sharedgrowth.support.services.clocks import end_clocks
from sharedgrowth.support.services.experts import end_assignments
from sharedgrowth.support.services.money import drop_money, release_rest
from sharedgrowth.support.services.rows import locked
from sharedgrowth.support.services.screening import decide, held
from sharedgrowth.support.services.spoken import both_languages
from sharedgrowth.support.states import ApplicationState, ProjectState
from sharedgrowth.support.states.plans import CLAIM_LIVE, KpiDirection, VisitState


@transaction.atomic
def open_project(application: Application, *, commitment: Commitment | None = None, by: User | None) -> Project:
    """A selected application becomes a project: its costs are split by the call's terms, its indicators proposed.

    Called inside the selection (``by`` None: the portal itself, when somebody moves up from the waitlist). Asked twice
    it returns the project that is there.
    """
    if by is not None:
        require(policies.may_run_project(by))
    if application.state != ApplicationState.SELECTED:
        raise WrongState(_("Only a selected application becomes a project."))
    if there := Project.objects.filter(application=application).first():
        return there
    call = application.call
    parts = split_of(application)
    level = application.answers.filter(field__key="level").values_list("value", flat=True).first() or ""
    project = Project.objects.create(
        number=next_number("PRJ"),
        programme=call.programme,
        application=application,
        company=application.company,
        title=application.title or call.title_ko,
        total_won=parts.total if parts else 0,
        government_won=parts.government if parts else 0,
        anchor_won=parts.anchor if parts else 0,
        sme_won=parts.sme if parts else 0,
        commitment=commitment,
        level=level[:20],
        costs=[
            {"what": row.title, "vendor": row.vendor, "won": str(row.amount_won)}
            for row in application.costs.order_by("order", "pk")
        ],
        officer=by or call.officer,
    )
    known = programme_of(project)
    for order, spec in enumerate(known.kpis if known else ()):
        _propose_kpi(project, spec, order)
    record(project, "opened", by=by, payload={"application": application.number, "total_won": project.total_won})
    announce("support.project_opened", project=project.pk)
    return project


def _propose_kpi(project: Project, spec: KpiSpec, order: int) -> None:
    name, unit = both_languages(spec.name), both_languages(spec.unit)
    Kpi.objects.create(
        project=project,
        key=spec.key,
        name_ko=name["ko"][:120],
        name_en=name["en"][:120],
        unit=unit["ko"][:30],
        direction=KpiDirection.LOWER if spec.lower_is_better else KpiDirection.HIGHER,
        order=order,
    )


@transaction.atomic
def start_project(project: Project, *, by: User) -> Project:
    """After a diagnosis: the company has signed the list of tasks, work begins."""
    require(policies.may_run_project(by, project))
    project = locked(project)
    move(project, "start", by=by)
    announce("support.project_started", project=project.pk)
    return project


@transaction.atomic
def hold_project(project: Project, *, reason: str, until: date, by: User) -> Project:
    """It rests until a day: no visit, no claim meanwhile."""
    require(policies.may_run_project(by, project))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    if until <= today():
        raise RuleBroken(_("Choose a day to come."), field="until")
    project = locked(project)
    move(project, "hold", by=by, reason=reason.strip(), held_until=until, payload={"until": until})
    announce("support.project_held", project=project.pk)
    return project


@transaction.atomic
def resume_project(project: Project, *, by: User) -> Project:
    """It goes on."""
    require(policies.may_run_project(by, project))
    project = locked(project)
    move(project, "resume", by=by, held_until=None)
    announce("support.project_resumed", project=project.pk)
    return project


@transaction.atomic
def terminate_project(project: Project, *, reason: str, by: User | None) -> Project:
    """It ends before its time. What is not drawn goes back; planned visits and days of experts are free again.

    Before the agreement its application loses the place, too. ``by`` None: the portal, after a withdrawal.
    """
    if by is not None:
        require(policies.may_run_project(by, project))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    project = locked(project)
    if project.claims.filter(state="accepted").exists():
        raise WrongState(_("A claim of this project is with the fund: wait until it is paid or sent back."))
    if project.state == ProjectState.AGREEMENT:
        _lose_place(project, reason.strip(), by=by)
    move(project, "terminate", by=by, reason=reason.strip())
    project.reason = reason.strip()
    project.save(update_fields=["reason"])
    _close_open_work(project, by=by)
    end_assignments(project, by=by)
    release_rest(project, reason=reason.strip(), by=by)
    announce("support.project_terminated", project=project.pk)
    return project


def _lose_place(project: Project, reason: str, *, by: User | None) -> None:
    """Nothing was agreed: the place is free for who waits."""
    application = held(project.application)
    if application.state == ApplicationState.SELECTED:
        decide(application, "lose_place", by=by, reason=reason)
        end_clocks(application)


def _close_open_work(project: Project, *, by: User | None) -> None:
    for visit in project.visits.filter(state__in=(VisitState.PLANNED, VisitState.SAFE)):
        move(visit, "cancel", by=by, reason=_("The project has ended."))
    for claim in project.claims.filter(state__in=CLAIM_LIVE - {"accepted", "paid"}):
        move(claim, "withdraw", by=by, reason=_("The project has ended."))
        claim.items.update(live=False)
        drop_money(claim, reason=_("The project has ended."), by=by)


@transaction.atomic
def complete_project(project: Project, *, on: date | None = None, by: User) -> Project:
    """All phases are done, all deliverables accepted: from now on it runs by itself, and is measured months later."""
    require(policies.may_run_project(by, project))
    project = locked(project)
    day = on or today()
    if day > today():
        raise RuleBroken(_("This day has not come yet."), field="on")
    if project.begins_on and day < project.begins_on:
        raise RuleBroken(_("A project ends after it began."), field="on")
    open_phases = list(project.phases.filter(done_on=None))
    if open_phases:
        names = ", ".join(each.title for each in open_phases[:3])
        raise RuleBroken(_("These phases are not done yet: %(names)s.") % {"names": names})
    left = list(project.deliverables.exclude(state="accepted"))
    if left:
        names = ", ".join(each.title for each in left[:3])
        raise RuleBroken(_("These deliverables are not accepted yet: %(names)s.") % {"names": names})
    missing = [each.name for each in project.kpis.filter(before=None)]
    if missing:
        raise RuleBroken(_("No value before was entered for: %(names)s.") % {"names": ", ".join(missing[:3])})
    move(project, "complete", by=by, completed_on=day)
    announce("support.project_completed", project=project.pk)
    return project


@transaction.atomic
def close_project(project: Project, *, by: User) -> Project:
    """Verified, paid, told: nothing more is claimed. What is left of the money goes back to its line."""
    require(policies.may_run_project(by, project))
    project = locked(project)
    waiting = project.claims.filter(state__in=CLAIM_LIVE - {"paid"})
    if waiting.exists():
        raise WrongState(_("A claim of this project is still open: finish it first."))
    move(project, "close", by=by)
    end_assignments(project, by=by)
    release_rest(project, reason=_("The project is closed."), by=by)
    announce("support.project_closed", project=project.pk)
    return project
