"""DO: evaluate proposals, plan and decide trials, adopt an alternative or none. Every proposer gets a reason."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Proposal, RequestAttribute, SourcingRequest, TrialTest, TrialValue
from catalog.policies import sourcing as may
from catalog.queries.offers import landed_of, match_of_proposal, rates_for, saving_of
from catalog.queries.sourcing import proposal_count, requirements_of
from catalog.rules.matching import MatchResult, match_score
from catalog.rules.sourcing import allowed_verdicts, is_failed_must
from catalog.rules.values import Value, read_value
from catalog.services.asked import checked, locked_request, need_reason, require_no_trial
from catalog.states import ProposalState, RequestState, TrialState, Verdict
from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require

R, P = RequestState, ProposalState


@transaction.atomic
def begin_evaluation(request: SourcingRequest, *, by: User) -> SourcingRequest:
    """Unseal: from now on the requester reads what was proposed."""
    require(may.may_evaluate_request(by, request))
    request = locked_request(request)
    move(request, "evaluate", by=by, payload={"proposals": proposal_count(request)})
    return request


def _evaluating(request: SourcingRequest) -> SourcingRequest:
    request = locked_request(request)
    if request.state not in (R.EVALUATING, R.TRIAL):
        raise WrongState(_("This request is not in evaluation. Reload the page to see where it stands."))
    return request


@transaction.atomic
def shortlist_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """On the shortlist; what fails a required attribute stays off it."""
    require(may.may_evaluate_request(by, proposal.request))
    _evaluating(proposal.request)
    if failed := match_of_proposal(proposal, requirements_of(proposal.request)).failed_must:
        names = ", ".join(line.requirement.name for line in failed)
        raise RuleBroken(_("It does not meet what must be met: %(names)s.") % {"names": names})
    move(proposal, "shortlist", by=by)
    return proposal


@transaction.atomic
def unlist_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Off the shortlist again."""
    require(may.may_evaluate_request(by, proposal.request))
    _evaluating(proposal.request)
    move(proposal, "put_back", by=by)
    return proposal


@transaction.atomic
def plan_trial(
    proposal: Proposal,
    *,
    plan: str,
    sample_qty: Decimal,
    site: str,
    starts_on: date,
    ends_on: date,
    runner: User,
    by: User,
) -> TrialTest:
    """Plan a trial of a shortlisted proposal and name who runs it; the first one moves the request on."""
    require(may.may_plan_trial(by, proposal.request))
    request = _evaluating(proposal.request)
    if not runner.is_internal or not runner.has_role("RQ", "EV", "PO"):
        raise RuleBroken(_("%(name)s does not run trials.") % {"name": runner}, field="runner")
    if runner.memberships.filter(company_id=proposal.company_id).exists():
        raise RuleBroken(_("%(name)s belongs, or belonged, to this supplier.") % {"name": runner}, field="runner")
    if proposal.state == P.SHORTLISTED:
        move(proposal, "try", by=by)
    elif proposal.state != P.IN_TRIAL:
        raise WrongState(_("Put the proposal on the shortlist first."))
    trial = TrialTest(
        proposal=proposal,
        plan=plan,
        sample_qty=sample_qty,
        site=site,
        starts_on=starts_on,
        ends_on=ends_on,
        runner=runner,
        planned_by=by,
    )
    checked(trial)
    trial.save()
    record(trial, "planned", by=by, payload={"sample": sample_qty, "site": site})
    if request.state == R.EVALUATING:
        move(request, "begin_trial", by=by)
    announce("catalog.trial_planned", trial=trial.pk)
    return trial


def read_measured(asked: list[RequestAttribute], entered: Mapping[str, Mapping[str, object]]) -> dict[str, Value]:
    """What was measured, by attribute code; a fault is a RuleBroken at ``attr_<code>``."""
    found = {}
    for row in asked:
        definition = row.definition.as_rule()
        try:
            value = read_value(definition, entered.get(definition.code, {}))
        except RuleBroken as broken:
            raise RuleBroken(broken.message, field=f"attr_{definition.code}") from None
        if value is not None:
            found[definition.code] = value
    return found


@transaction.atomic
def measure_trial(
    trial: TrialTest,
    *,
    entered: Mapping[str, Mapping[str, object]],
    findings: str,
    by: User,
    report: Upload | None = None,
) -> TrialTest:
    """Who runs the trial writes down what was measured; compared by the rule that judged the proposal."""
    require(may.may_run_trial(by, trial))
    trial = _locked_trial(trial)
    asked = requirements_of(trial.proposal.request)
    values = read_measured(asked, entered)
    if not values:
        raise RuleBroken(_("Write down at least one measured value."))
    if not findings.strip():
        raise RuleBroken(_("Write what was seen."), field="findings")
    match = match_score([row.rule for row in asked], values)
    trial.values.all().delete()
    by_code = {row.definition.code: row for row in asked}
    TrialValue.objects.bulk_create(
        TrialValue(trial=trial, attribute=by_code[code], **{name: getattr(value, name) for name in TrialValue.FIELDS})
        for code, value in values.items()
    )
    file = store_upload(report, company=by.company, by=by) if report is not None else trial.report
    payload = {"score": match.score, "failed": [line.requirement.code for line in match.failed_must]}
    move(
        trial,
        "measure",
        by=by,
        payload=payload,
        score=match.score,
        findings=findings.strip(),
        report=file,
        measured_at=db_now(),
    )
    announce("catalog.trial_measured", trial=trial.pk)
    return trial


def _locked_trial(trial: TrialTest) -> TrialTest:
    found = TrialTest.objects.select_for_update(of=("self",)).select_related("proposal__request__class_node")
    return found.get(pk=trial.pk)


def match_of_trial(trial: TrialTest) -> MatchResult:
    """What was measured against what is asked for."""
    asked = requirements_of(trial.proposal.request)
    rows = trial.values.select_related("attribute__definition")
    return match_score([row.rule for row in asked], {row.attribute.definition.code: row.value for row in rows})


@transaction.atomic
def return_trial(trial: TrialTest, *, reason: str, by: User) -> TrialTest:
    """Something was not measured: back to who runs it."""
    require(may.may_decide_trial(by, trial))
    reason = need_reason(reason, _("Say what has to be measured again."))
    trial = _locked_trial(trial)
    move(trial, "measure_again", by=by, reason=reason)
    announce("catalog.trial_returned", trial=trial.pk)
    return trial


@transaction.atomic
def decide_trial(trial: TrialTest, *, verdict: str, reason: str, by: User) -> TrialTest:
    """The verdict, by another person than who ran it; with a report, and never passed where a must was not met."""
    require(may.may_decide_trial(by, trial))
    reason = need_reason(reason, _("Give the reason: the supplier reads it."))
    trial = _locked_trial(trial)
    if verdict not in Verdict.values:
        raise RuleBroken(_("Choose a verdict."), field="verdict")
    if trial.report_id is None:
        raise RuleBroken(_("The report is missing: send the trial back to who runs it."), field="verdict")
    if Verdict(verdict) not in allowed_verdicts(match_of_trial(trial)):
        raise RuleBroken(_("A required attribute was not met in the trial: it has failed."), field="verdict")
    move(
        trial,
        "decide",
        by=by,
        reason=reason,
        payload={"verdict": verdict},
        verdict=verdict,
        verdict_reason=reason,
        decided_by=by,
        decided_at=db_now(),
    )
    announce("catalog.trial_decided", trial=trial.pk)
    return trial


@transaction.atomic
def cancel_trial(trial: TrialTest, *, reason: str, by: User) -> TrialTest:
    """It is not run after all."""
    require(may.may_cancel_trial(by, trial))
    reason = need_reason(reason)
    trial = _locked_trial(trial)
    move(trial, "cancel", by=by, reason=reason)
    announce("catalog.trial_cancelled", trial=trial.pk)
    return trial


@transaction.atomic
def adopt_proposal(proposal: Proposal, *, reason: str, by: User) -> SourcingRequest:
    """Adopt a proposal whose trial has passed; the yearly saving is computed and kept with its figures."""
    require(may.may_adopt(by, proposal.request))
    reason = need_reason(reason, _("Give the reason: the supplier reads it."))
    request = locked_request(proposal.request)
    last = proposal.trials.filter(state=TrialState.DECIDED).order_by("-id").first()
    if last is None or last.verdict == Verdict.FAIL:
        raise RuleBroken(_("Only what has passed its trial is adopted."))
    require_no_trial(request)
    rate, landed = landed_of(proposal, request, rates_for(request))
    if landed is None:
        raise RuleBroken(_("No rate is booked for %(currency)s: the price cannot be compared.")
                         % {"currency": proposal.currency})  # fmt: skip
    saved = saving_of(request, landed)
    figures = {
        "new_total_won": f"{landed.total_won:f}",
        "goods_won": f"{landed.goods_won:f}",
        "freight_won": f"{landed.freight_won:f}",
        "duty_won": f"{landed.duty_won:f}",
        "annual_qty": f"{request.annual_qty:f}",
        "rate": f"{rate.won:f}" if rate is not None else "1",
        "old_unit_won": f"{saved.old_unit_won:f}" if saved is not None else "",
    }
    now = db_now()
    move(proposal, "adopt", by=by, result_reason=reason[:500], decided_at=now)
    _decline_others(request, proposal, by=by)
    move(
        request,
        "adopt",
        by=by,
        reason=reason,
        decided_at=now,
        end_reason=reason[:500],
        saved_won=saved.saved_won if saved is not None else None,
        saving=figures,
    )
    announce("catalog.alternative_adopted", request=request.pk, proposal=proposal.pk)
    return request


@transaction.atomic
def end_without_adoption(request: SourcingRequest, *, reason: str, by: User) -> SourcingRequest:
    """Nothing is adopted; every proposer reads why, with the own score."""
    require(may.may_end_without(by, request))
    reason = need_reason(reason, _("Give the reason: who has proposed will read it."))
    request = locked_request(request)
    require_no_trial(request)
    move(request, "not_adopt", by=by, reason=reason, decided_at=db_now(), end_reason=reason[:500])
    _decline_others(request, None, by=by)
    announce("catalog.sourcing_not_adopted", request=request.pk)
    return request


def _decline_others(request: SourcingRequest, winner: Proposal | None, *, by: User) -> None:
    """All others end here. Their result (score, what must be met and is not) is stored with them and shown in words."""
    others = request.proposals.filter(state__in=[P.SUBMITTED, P.SHORTLISTED, P.IN_TRIAL])
    if winner is not None:
        others = others.exclude(pk=winner.pk)
    now = db_now()
    for proposal in others:
        failed = [row["code"] for row in proposal.matched if is_failed_must(row)]
        move(proposal, "decline", by=by, payload={"score": proposal.score, "failed_must": failed}, decided_at=now)
        announce("catalog.proposal_declined", proposal=proposal.pk)


@transaction.atomic
def close_out_request(request: SourcingRequest, *, by: User) -> SourcingRequest:
    """Everything is done: the request is put away."""
    require(may.may_open_request(by, request))
    request = locked_request(request)
    if request.state == R.SPEC_CASE and request.cases.exclude(state__in=["rejected", "effective"]).exists():
        raise RuleBroken(_("Its specification case is not decided yet."))
    move(request, "close_out", by=by)
    return request
