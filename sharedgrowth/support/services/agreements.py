"""DO: the agreement of a project: drawn up from what was selected, signed by both sides. Source: domain 7.3, CNV-09."""

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import canonical, move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.funds.states import CommitmentState
from sharedgrowth.support.models import Deliverable, Project, ProjectAgreement, ProjectPhase
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.queries.claims import quotes_from_won
from sharedgrowth.support.queries.projects import programme_of
from sharedgrowth.support.rules.projects import planned_phases
from sharedgrowth.support.services.money import bind_commitment, commitment_of
from sharedgrowth.support.services.rows import locked, running
from sharedgrowth.support.services.spoken import both_languages
from sharedgrowth.support.states import ApplicationState, ProjectState

FINAL_REPORT = {"ko": "완료 보고서", "en": "Completion report"}


@transaction.atomic
def draw_up_agreement(project: Project, *, scope: str, begins_on: date, by: User) -> ProjectAgreement:
    """A text for both to sign: scope, parts, plan, indicators. A newer version takes the place of an unsigned one."""
    require(policies.may_draw_up(by, project))
    if not scope.strip():
        raise RuleBroken(_("Say what is done and what the company gets."), field="scope")
    if begins_on < today():
        raise RuleBroken(_("The project begins today or later."), field="begins_on")
    project = locked(project)
    running(project, ProjectState.AGREEMENT)
    project.scope, project.begins_on = scope.strip(), begins_on
    _plan(project, begins_on)
    project.save(update_fields=["scope", "begins_on", "ends_on"])
    document = document_of(project)
    text = canonical(document)
    last = project.agreements.aggregate(last=Max("version"))["last"] or 0
    agreement = ProjectAgreement.objects.create(
        project=project,
        version=last + 1,
        document=document,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        drawn_up_by=by,
    )
    record(agreement, "drawn_up", by=by, payload={"sha256": agreement.sha256, "version": agreement.version})
    announce("support.agreement_drawn_up", project=project.pk)
    return agreement


def _plan(project: Project, begins_on: date) -> None:
    """The programme's phases from the first day on, and a report at the end of each."""
    known = programme_of(project)
    specs = {each.key: each for each in (known.phases if known else ())}
    plan = planned_phases(begins_on, [(key, spec.weeks) for key, spec in specs.items()])
    Deliverable.objects.filter(project=project, state="due").delete()
    ProjectPhase.objects.filter(project=project).delete()
    for order, each in enumerate(plan):
        title = both_languages(specs[each.key].title)
        phase = ProjectPhase.objects.create(
            project=project,
            key=each.key,
            title_ko=title["ko"][:120],
            title_en=title["en"][:120],
            order=order,
            begins_on=each.begins_on,
            ends_on=each.ends_on,
        )
        last = order == len(plan) - 1
        name = FINAL_REPORT["ko"] if last else f"{title['ko']} 보고서"
        Deliverable.objects.create(project=project, phase=phase, title=name[:160], due_on=each.ends_on)
    project.ends_on = plan[-1].ends_on if plan else None


def document_of(project: Project) -> dict[str, Any]:
    """All that both sides agree to, as plain data: this is what is signed."""
    call = project.application.call
    return {
        "project": project.number,
        "application": project.application.number,
        "call": call.number,
        "programme": project.programme,
        "company": {"number": project.company.number, "name": project.company.legal_name_ko, "id": project.company.brn},
        "title": project.title,
        "scope": project.scope,
        "won": {
            "total": str(project.total_won),
            "government": str(project.government_won),
            "buyer": str(project.anchor_won),
            "company": str(project.sme_won),
        },
        "costs": project.costs,
        "level": project.level,
        "funding_mode": call.funding_mode,
        "tranches": ["40", "40", "20"],
        "phases": [
            {
                "key": phase.key,
                "ko": phase.title_ko,
                "en": phase.title_en,
                "from": phase.begins_on.isoformat(),
                "to": phase.ends_on.isoformat(),
            }
            for phase in project.phases.all()
        ],
        "indicators": [
            {"ko": kpi.name_ko, "en": kpi.name_en, "unit": kpi.unit, "direction": kpi.direction}
            for kpi in project.kpis.all()
        ],
        "terms": {"quotes_from_won": str(quotes_from_won(project))},
    }


def _to_sign(agreement: ProjectAgreement, version: int) -> ProjectAgreement:
    project = locked(agreement.project)
    running(project, ProjectState.AGREEMENT)
    if project.application.state != ApplicationState.SELECTED:
        raise WrongState(_("The application was taken back, or has lost its place: there is nothing to sign."))
    found = ProjectAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    newest = project.agreements.aggregate(last=Max("version"))["last"]
    if found.version != newest or version != found.version:
        raise WrongState(_("A newer version of the agreement was drawn up. Read it again."))
    found.project = project
    return found


@transaction.atomic
def sign_for_company(agreement: ProjectAgreement, *, version: int, by: User) -> ProjectAgreement:
    """The company agrees to the text that it has read."""
    require(policies.may_sign_for_company(by, agreement))
    agreement = _to_sign(agreement, version)
    if agreement.company_signed_at is not None:
        raise WrongState(_("Your company has signed already."))
    agreement.company_signed_by, agreement.company_signed_at = by, db_now()
    agreement.save(update_fields=["company_signed_by", "company_signed_at"])
    record(agreement, "signed", by=by, payload={"side": "company", "sha256": agreement.sha256})
    _begin(agreement, by=by)
    return agreement


@transaction.atomic
def sign_for_buyer(agreement: ProjectAgreement, *, version: int, by: User) -> ProjectAgreement:
    """Another person than who drew it up signs for the buyer, once the money is approved."""
    require(policies.may_sign_for_buyer(by, agreement))
    agreement = _to_sign(agreement, version)
    if agreement.buyer_signed_at is not None:
        raise WrongState(_("It is signed for the buyer already."))
    commitment = commitment_of(agreement.project)
    if agreement.project.anchor_won and (commitment is None or commitment.state == CommitmentState.REQUESTED):
        raise RuleBroken(_("The fund has not approved the money of this project yet: ask the fund manager."))
    if agreement.project.anchor_won and commitment is not None and commitment.state != CommitmentState.APPROVED:
        raise RuleBroken(_("The fund has refused or taken back the money of this project: it cannot be agreed."))
    agreement.buyer_signed_by, agreement.buyer_signed_at = by, db_now()
    agreement.save(update_fields=["buyer_signed_by", "buyer_signed_at"])
    record(agreement, "signed", by=by, payload={"side": "buyer", "sha256": agreement.sha256})
    _begin(agreement, by=by)
    return agreement


def _begin(agreement: ProjectAgreement, *, by: User) -> None:
    """Signed by both: the project begins, with a diagnosis where its programme has one."""
    project = agreement.project
    announce("support.agreement_signed", project=project.pk, agreement=agreement.pk)
    if not agreement.is_signed:
        return
    known = programme_of(project)
    move(project, "diagnose" if known and known.stages.diagnosis else "start", by=by)
    bind_commitment(project, by=by)
    announce("support.project_agreed", project=project.pk)
    if project.state == ProjectState.IN_PROGRESS:
        announce("support.project_started", project=project.pk)
