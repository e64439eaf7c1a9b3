"""What runs by itself of projects, what the fund says, who is told, who reads the files. Source: 7.3, appendix B."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.errors import Refused
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, in_both, notify
from portal.outbox.services import announce, is_done, mark_done, on, once, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.funds.models import Drawdown
from sharedgrowth.funds.registry import Purpose, purposes
from sharedgrowth.support.models import Claim, ClaimItem, Deliverable, FollowUp, Kpi, Project, Visit
from sharedgrowth.support.queries import projects as queries
from sharedgrowth.support.queries.claims import claims_visible_to
from sharedgrowth.support.queries.visits import visits_visible_to
from sharedgrowth.support.services import claims as claim_services
from sharedgrowth.support.services import plans
from sharedgrowth.support.services.kpis import first_day_to_measure
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import DeliverableState

PROJECT, CLAIM = "support:project-detail", "support:claim-detail"
REMIND_DAYS = (7, 1)
VERIFIED = (ProjectState.VERIFIED, ProjectState.CLOSED)


def _project(pk: Any) -> Project:
    return Project.objects.select_related("company", "officer").get(pk=pk)


def _company_people(company: Company) -> Iterable[User]:
    return people_with_role(company, "SA", "SU")


def _officers(project: Project) -> Iterable[User]:
    if project.officer is not None and project.officer.is_active:
        return [project.officer]
    return buyer_people_with_role("SG")


def tell(people: Iterable[User], kind: str, project: Project, **params: object) -> None:
    """A notice about a project."""
    name = bilingual(project.company.legal_name_ko, project.company.legal_name_en)
    named = {"number": project.number, "company": name, "title": project.title, **params}
    notify(people, kind, params=named, url_name=PROJECT, url_args=[project.number])


# The fund asks -------------------------------------------------------------------------------------------------------
def _purpose(key: str) -> Purpose:
    """Of the project whose ``key`` the commitment names: its own, or its application's, as the selection commits."""

    def state_of(pk: str) -> str:
        return Project.objects.filter(**{key: pk}).values_list("state", flat=True).first() or ""

    def page_of(pk: str) -> str:
        number = Project.objects.filter(**{key: pk}).values_list("number", flat=True).first()
        return reverse(PROJECT, args=[number]) if number else ""

    def effects_of(pks: Collection[str]) -> dict[str, Decimal]:
        found = Project.objects.filter(**{f"{key}__in": pks}, state__in=VERIFIED, verified_won__isnull=False)
        return {str(pk): won for pk, won in found.values_list(key, "verified_won")}

    return Purpose(
        effects=effects_of,
        verified=lambda pk: state_of(pk) in VERIFIED,
        signed=lambda pk: state_of(pk) not in ("", ProjectState.AGREEMENT),
        url=page_of,
        claimed=True,
    )


purposes.add("support.project", _purpose("pk"))
purposes.add("support.application", _purpose("application"))


# The clock -----------------------------------------------------------------------------------------------------------
@sweeps
def run_clocks() -> None:
    """Each day once: follow-ups, results that can be measured, deliverables that are due."""
    on_day = today()
    if is_done("support.projects_daily", on_day.isoformat()):
        return
    for project in queries.projects_to_follow():
        _do(plans.ask_followups, project, on_day)
    for followup in queries.followups_to_lapse(on_day):
        _do(plans.lapse_followup, followup)
    for project in queries.projects_to_measure(on_day):
        if (first := first_day_to_measure(project)) is not None and first <= on_day:
            _once("support.measurement_due", f"{project.pk}:{project.completed_on}", project=project.pk)
    for days in REMIND_DAYS:
        day = on_day + timedelta(days=days)
        waiting = (DeliverableState.DUE, DeliverableState.RETURNED)
        for each in Deliverable.objects.filter(due_on=day, state__in=waiting, project__state__in=plans.AT_WORK):
            _once("support.deliverable_due", f"{each.pk}:{day}:{days}", deliverable=each.pk)
    mark_done("support.projects_daily", on_day.isoformat())  # broken off before, it begins again


def _do(step, *things) -> None:
    try:
        step(*things)
    except Refused:  # somebody has just moved it; the next day looks again
        return


def _once(event: str, period: str, **payload: int) -> None:
    with transaction.atomic():
        if once(event, period):
            announce(event, **payload)


# What the fund says --------------------------------------------------------------------------------------------------
def _claim_of(drawdown: int) -> Claim | None:
    return Claim.objects.filter(drawdown=drawdown).select_related("project__company", "drawdown").first()


@on("funds.drawdown_paid")
def note_paid(*, drawdown: int, **_later) -> None:
    """The money has left the fund."""
    if (claim := _claim_of(drawdown)) is not None:
        claim_services.note_paid(claim)


@on("funds.drawdown_refused")
def note_refused(*, drawdown: int, **_later) -> None:
    """The fund does not pay it."""
    if (claim := _claim_of(drawdown)) is not None:
        claim_services.note_refused(claim, remark=Drawdown.objects.get(pk=drawdown).remark)


@on("funds.drawdown_returned")
def note_returned(*, drawdown: int, **_later) -> None:
    """The fund misses something."""
    if (claim := _claim_of(drawdown)) is not None:
        claim_services.note_returned(claim, remark=Drawdown.objects.get(pk=drawdown).remark)


@on("funds.commitment_refused", "funds.released")
def tell_money_refused(*, commitment: int, **_later) -> None:
    """The officer of a project that is not agreed yet: without its money it cannot be."""
    for project in queries.projects_without_money(commitment):
        tell(_officers(project), "support.money_refused_seen", project)


# Who is told ---------------------------------------------------------------------------------------------------------
@on("support.project_opened", "support.agreement_drawn_up", "support.project_agreed", "support.plan_changed")
def tell_company(*, project: int, **_later) -> None:
    """The company: something about its project has changed; its page says what."""
    found = _project(project)
    tell(_company_people(found.company), "support.project_changed", found, state=in_both(found.get_state_display))


@on(
    "support.project_held",
    "support.project_resumed",
    "support.project_terminated",
    "support.project_completed",
    "support.project_verified",
    "support.project_closed",
)
def tell_step(*, project: int, **_later) -> None:
    """The company: its project has made a step."""
    found = _project(project)
    tell(_company_people(found.company), "support.project_step", found)


@on("support.agreement_signed")
def tell_signed(*, project: int, **_later) -> None:
    """The officer."""
    found = _project(project)
    tell(_officers(found), "support.agreement_signed_seen", found)


@on("support.project_measured")
def tell_measured(*, project: int, **_later) -> None:
    """Finance, who verifies."""
    found = _project(project)
    tell(buyer_people_with_role("FI"), "support.project_to_verify_seen", found)


@on("support.project_sent_back")
def tell_sent_back(*, project: int, **_later) -> None:
    """Who measured."""
    found = _project(project)
    tell([found.measured_by] if found.measured_by else _officers(found), "support.measurement_sent_back_seen", found)


@on("support.measurement_due")
def tell_measurement_due(*, project: int, **_later) -> None:
    """The officer: months have passed."""
    found = _project(project)
    tell(_officers(found), "support.measurement_due_seen", found)


def _deliverable(pk: int) -> Deliverable:
    return Deliverable.objects.select_related("project__company", "project__officer").get(pk=pk)


@on("support.deliverable_submitted")
def tell_handed_in(*, deliverable: int, **_later) -> None:
    """The officer."""
    found = _deliverable(deliverable)
    tell(_officers(found.project), "support.deliverable_to_judge_seen", found.project, what=found.title)


@on("support.deliverable_judged")
def tell_judged(*, deliverable: int, **_later) -> None:
    """The company."""
    found = _deliverable(deliverable)
    tell(_company_people(found.project.company), "support.deliverable_judged", found.project, what=found.title)


@on("support.deliverable_due")
def tell_due(*, deliverable: int, **_later) -> None:
    """The company."""
    found = _deliverable(deliverable)
    people = _company_people(found.project.company)
    tell(people, "support.deliverable_due", found.project, what=found.title, day=found.due_on)


def _followup(pk: int) -> FollowUp:
    return FollowUp.objects.select_related("project__company", "project__officer").get(pk=pk)


@on("support.followup_asked")
def tell_followup(*, followup: int, **_later) -> None:
    """The company."""
    found = _followup(followup)
    people, day = _company_people(found.project.company), found.due_on
    tell(people, "support.followup_asked", found.project, months=found.months, day=day)


@on("support.followup_unanswered", "support.followup_answered")
def tell_followed(*, followup: int, **_later) -> None:
    """The officer."""
    found = _followup(followup)
    tell(_officers(found.project), "support.followup_seen", found.project, months=found.months)


def _claim(pk: int) -> Claim:
    return Claim.objects.select_related("project__company", "project__officer").get(pk=pk)


def _tell_claim(people: Iterable[User], kind: str, claim: Claim) -> None:
    company = claim.project.company
    params = {"number": claim.number, "company": bilingual(company.legal_name_ko, company.legal_name_en)}
    notify(people, kind, params=params, url_name=CLAIM, url_args=[claim.number])


@on("support.claim_submitted")
def tell_claimed(*, claim: int, **_later) -> None:
    """The officer."""
    found = _claim(claim)
    _tell_claim(_officers(found.project), "support.claim_to_judge_seen", found)


@on("support.claim_accepted", "support.claim_judged", "support.claim_paid")
def tell_claim(*, claim: int, **_later) -> None:
    """The company."""
    found = _claim(claim)
    _tell_claim(people_with_role(found.project.company, "SA", "SF"), "support.claim_step", found)


# Who reads the files -------------------------------------------------------------------------------------------------
@readers.register("support.project_files")
def reads_project_files(user: User, file: File) -> bool | None:
    """Files of deliverables and indicators: the company, who sees the project's money, its experts; purchasing never.
    Invoices and quotes: who sees claims. Pictures of visits: who reads the visit."""
    item = ClaimItem.objects.filter(invoice=file).first() or ClaimItem.objects.filter(quotes=file).first()
    if item is not None:
        return claims_visible_to(user).filter(pk=item.claim_id).exists()
    if (visit := Visit.objects.filter(photos=file).first()) is not None:
        return visits_visible_to(user).filter(pk=visit.pk).exists()
    project = Deliverable.objects.filter(files=file).values_list("project", flat=True).first()
    if project is None:
        kpi = Kpi.objects.filter(before_file=file).first() or Kpi.objects.filter(after_file=file).first()
        project = kpi.project_id if kpi else None
    found = None if project is None else queries.projects_visible_to(user).filter(pk=project).first()
    if found is None:
        return None if project is None else False
    return bool(not user.is_internal or queries.sees_money(user, found) or queries.expert_of(user, found))


WORDS = (  # kind, title, text
    (
        "support.project_changed",
        _("Project %(number)s: %(state)s"),
        _("%(title)s. Its page says what changed, and what you can do now."),
    ),
    (
        "support.project_step",
        _("Project %(number)s has made a step"),
        _("%(title)s. Its page says which, and why."),
    ),
    (
        "support.money_refused_seen",
        _("The fund does not give the money of %(number)s, %(company)s"),
        _("Its agreement cannot be signed for the buyer. End the project, and its place is free for the next."),
    ),
    (
        "support.agreement_signed_seen",
        _("The agreement on %(number)s of %(company)s was signed"),
        _("The project begins when both sides have signed."),
    ),
    (
        "support.project_to_verify_seen",
        _("The result of %(number)s of %(company)s is to be verified"),
        _("Another person than who measured looks at the evidence."),
    ),
    (
        "support.measurement_sent_back_seen",
        _("The measurement of %(number)s was sent back"),
        _("Its page says what the evidence does not show."),
    ),
    (
        "support.measurement_due_seen",
        _("The result of %(number)s of %(company)s can be measured"),
        _("Months of daily work have passed since its completion."),
    ),
    (
        "support.deliverable_to_judge_seen",
        _("%(company)s has handed in: %(what)s"),
        _("Project %(number)s. Accept it, or say what is missing."),
    ),
    (
        "support.deliverable_judged",
        _("“%(what)s” was looked at"),
        _("Project %(number)s. What the officer said is on its page."),
    ),
    (
        "support.deliverable_due",
        _("“%(what)s” is due on %(day)s"),
        _("Project %(number)s. Hand it in on its page."),
    ),
    (
        "support.followup_asked",
        _("%(months)s months after %(number)s: is the effect still there?"),
        _("Answer on its page until %(day)s. The answer changes nothing of what was paid."),
    ),
    (
        "support.followup_seen",
        _("%(company)s, %(number)s: the follow-up after %(months)s months"),
        _("Its page says what was answered, or that nothing was."),
    ),
    (
        "support.claim_to_judge_seen",
        _("%(company)s claims money: %(number)s"),
        _("Look at the invoices, then ask the fund."),
    ),
    (
        "support.claim_step",
        _("Claim %(number)s has made a step"),
        _("Its page says what was decided, or when it is paid."),
    ),
)
for _key, _title, _text in WORDS:
    kinds.register(Kind(key=_key, title=_title, text=_text, essential=not _key.endswith("_seen")))
