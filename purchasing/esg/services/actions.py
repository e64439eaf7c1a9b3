"""DO: a corrective action from its finding to its closure. Source: domain 11.6."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg.models import Assessment, CorrectiveAction, EsgTerms, Evidence, RedFlag, terms_on
from purchasing.esg.policies import actions as policies
from purchasing.esg.queries.actions import evidence_to_choose
from purchasing.esg.rules import actions as rules
from purchasing.esg.services.scoring import record_score, rescore_item
from purchasing.esg.states import CAP_RUNNING, AssessmentState, CapState, FlagState, ScoreReason, Severity

EXTENDABLE = frozenset({CapState.OPEN, CapState.PLAN_SUBMITTED, CapState.PLAN_ACCEPTED})
NOT_YET_FINAL = (AssessmentState.SCORED, AssessmentState.NOTIFIED, AssessmentState.OBJECTION)
MEND_BUSINESS_DAYS = 5  # at least, for a plan that was sent back


def days_of(severity: str, terms: EsgTerms) -> rules.Days:
    """The days that the terms give a finding."""
    contain, close = {
        Severity.PRIORITY: (terms.priority_contain_days, terms.priority_close_days),
        Severity.MAJOR: (terms.major_contain_days, terms.major_close_days),
        Severity.MINOR: (None, terms.minor_close_days),
    }[Severity(severity)]
    return rules.Days(contain=contain, close=close, plan=terms.plan_days)


@transaction.atomic
def open_action(
    company: Company,
    *,
    finding: str,
    severity: str,
    assessment: Assessment | None = None,
    question_code: str = "",
    flag: RedFlag | None = None,
    due_on: date | None = None,
    by: User | None = None,
) -> CorrectiveAction:
    """Ask for a corrective action: its clocks run from today. ``by`` None: the portal itself, for a rule.

    ``due_on``: where a rule names the day of its closure itself, instead of the days of the severity.
    """
    if by is not None:
        require(policies.may_open_action(by))
    if not finding.strip():
        raise RuleBroken(_("Say what was found, with its facts."), field="finding")
    if severity not in Severity.values:
        raise RuleBroken(_("Choose how grave it is."), field="severity")
    on = today()
    clocks = rules.clocks(on, days_of(severity, terms_on(on)))
    action = CorrectiveAction(
        number=next_number("CAP"),
        company=company,
        assessment=assessment,
        question_code=question_code,
        flag=flag,
        finding=finding.strip(),
        severity=severity,
        opened_on=on,
        plan_due=clocks.plan_due,
        contain_due=clocks.contain_due,
        due_on=due_on or clocks.due_on,
        opened_by=by,
    )
    checked(action)
    action.save(force_insert=True)
    payload = {"company": company.number, "severity": severity, "plan_due": clocks.plan_due, "due_on": action.due_on}
    record(action, "opened", by=by, reason=finding.strip(), payload=payload)
    announce("esg.action_opened", action=action.pk)
    return action


def locked(action: CorrectiveAction) -> CorrectiveAction:
    """The action as it is now, with its row locked."""
    found = CorrectiveAction.objects.select_for_update(of=("self",))
    return found.select_related("company", "assessment", "flag").get(pk=action.pk)


@transaction.atomic
def plan_action(
    action: CorrectiveAction, *, root_cause: str, action_text: str, owner: str, containment: str = "", by: User
) -> CorrectiveAction:
    """The supplier says why it happened, what it does, and who answers for it."""
    require(policies.may_plan_action(by, action))
    for field, text in {"root_cause": root_cause, "action_text": action_text, "owner": owner}.items():
        if not text.strip():
            raise RuleBroken(_("Fill this in: a plan says why, what, and who."), field=field)
    action = locked(action)
    if action.contain_due is not None and not containment.strip() and not action.containment:
        raise RuleBroken(_("Say what contains it at once: this finding asks for it."), field="containment")
    told: dict[str, Any] = {
        "root_cause": root_cause.strip(),
        "action": action_text.strip(),
        "owner": owner.strip(),
        "planned_by": by,
        "remark": "",
    }
    if containment.strip():
        told["containment"] = containment.strip()
    move(action, "plan", by=by, payload={"owner": owner.strip()}, **told)
    announce("esg.action_planned", action=action.pk)
    return action


@transaction.atomic
def contain_action(action: CorrectiveAction, *, text: str, on: date, by: User) -> CorrectiveAction:
    """The supplier reports that the finding is contained: nobody is harmed by it any more."""
    require(policies.may_contain_action(by, action))
    if not text.strip():
        raise RuleBroken(_("Say what contains it."), field="text")
    action = locked(action)
    if action.state not in CAP_RUNNING:
        raise WrongState(_("This corrective action has ended."))
    if on > today():
        raise RuleBroken(_("This day has not come yet."), field="on")
    if on < action.opened_on:
        raise RuleBroken(_("A finding is contained after it was made."), field="on")
    action.containment, action.contained_on = text.strip(), on
    action.save(update_fields=["containment", "contained_on"])
    record(action, "contained", by=by, reason=text.strip(), payload={"on": on})
    announce("esg.action_contained", action=action.pk)
    return action


@transaction.atomic
def accept_plan(action: CorrectiveAction, *, remark: str = "", by: User) -> CorrectiveAction:
    """The reviewer agrees: now it is done."""
    require(policies.may_judge_plan(by, action))
    move(action, "accept_plan", by=by, reason=remark.strip(), remark=remark.strip())
    announce("esg.plan_judged", action=action.pk)
    return action


@transaction.atomic
def send_back_plan(action: CorrectiveAction, *, remark: str, by: User) -> CorrectiveAction:
    """The reviewer says what is missing; the supplier has some days for it."""
    require(policies.may_judge_plan(by, action))
    if not remark.strip():
        raise RuleBroken(_("Say what is missing."), field="remark")
    due = max(action.plan_due, business_days_after(today(), MEND_BUSINESS_DAYS))
    move(action, "send_back", by=by, reason=remark.strip(), remark=remark.strip(), plan_due=due)
    announce("esg.plan_judged", action=action.pk)
    return action


@transaction.atomic
def ask_extension(action: CorrectiveAction, *, days: int, reason: str, by: User) -> CorrectiveAction:
    """More time, once, at most half of what there was; asked for before the last day has passed."""
    require(policies.may_ask_extension(by, action))
    if not reason.strip():
        raise RuleBroken(_("Say why it takes longer."), field="reason")
    action = locked(action)
    if action.state not in EXTENDABLE:
        raise WrongState(_("More time is asked for while a corrective action runs, and before it is overdue."))
    if action.extended_days or action.extension_reason:
        raise RuleBroken(_("More time was asked for once already: once is all."), field="days")
    most = rules.most_extension((action.due_on - action.opened_on).days, terms_on(today()).extension_share)
    if not 1 <= days <= most:
        raise RuleBroken(_("Between 1 and %(most)s days: at most half of the time.") % {"most": most}, field="days")
    action.extension_asked, action.extension_reason = days, reason.strip()
    action.save(update_fields=["extension_asked", "extension_reason"])
    record(action, "extension_asked", by=by, reason=reason.strip(), payload={"days": days})
    announce("esg.extension_asked", action=action.pk)
    return action


@transaction.atomic
def decide_extension(action: CorrectiveAction, *, granted: bool, answer: str, by: User) -> CorrectiveAction:
    """The reviewer gives the days, or not."""
    require(policies.may_decide_extension(by, action))
    if not answer.strip():
        raise RuleBroken(_("Give the answer with its reason."), field="answer")
    action = locked(action)
    if action.extension_asked is None:
        raise WrongState(_("No extension is asked for, or somebody has just decided on it."))
    days, before = action.extension_asked, action.due_on
    action.extension_asked = None
    if granted:
        action.extended_days = days
        action.due_on = date.fromordinal(before.toordinal() + days)
    action.save(update_fields=["extension_asked", "extended_days", "due_on"])
    payload = {"days": days, "due_before": before, "due_on": action.due_on}
    record(action, "extended" if granted else "extension_refused", by=by, reason=answer.strip(), payload=payload)
    announce("esg.extension_decided", action=action.pk)
    return action


@transaction.atomic
def implement_action(
    action: CorrectiveAction, *, done_text: str, evidence: Sequence[Evidence], by: User
) -> CorrectiveAction:
    """The supplier says what was done and shows it, from its evidence library."""
    require(policies.may_implement_action(by, action))
    if not done_text.strip():
        raise RuleBroken(_("Say what was done."), field="done_text")
    if not evidence:
        raise RuleBroken(_("Choose at least one piece of evidence from your library."), field="evidence")
    action = locked(action)
    chosen = list(evidence_to_choose(action.company).filter(pk__in=[each.pk for each in evidence]))
    if len(chosen) != len({each.pk for each in evidence}):
        raise RuleBroken(_("Choose evidence from your own library."), field="evidence")
    on = today()
    for each in chosen:
        if each.valid_to is not None and each.valid_to < on:
            raise RuleBroken(
                _("%(title)s was valid until %(day)s: choose evidence that holds today.")
                % {"title": each.title, "day": day_text(each.valid_to, "day")},
                field="evidence",
            )
    payload = {"evidence": sorted(str(each.uid) for each in chosen)}
    move(action, "implement", by=by, payload=payload, done_text=done_text.strip(), done_by=by, remark="")
    action.evidence.set(chosen)
    announce("esg.action_implemented", action=action.pk)
    return action


@transaction.atomic
def refuse_evidence(action: CorrectiveAction, *, remark: str, by: User) -> CorrectiveAction:
    """The reviewer does not see it mended; the supplier goes on, under the same clock."""
    require(policies.may_verify_action(by, action))
    if not remark.strip():
        raise RuleBroken(_("Say what the evidence does not show."), field="remark")
    move(action, "refuse_evidence", by=by, reason=remark.strip(), remark=remark.strip())
    announce("esg.plan_judged", action=action.pk)
    return action


@transaction.atomic
def verify_action(action: CorrectiveAction, *, remark: str, new_score: int | None = None, by: User) -> CorrectiveAction:
    """Another person has looked at the evidence: it is mended. The item is scored anew, the flag is remedied."""
    require(policies.may_verify_action(by, action))
    if not remark.strip():
        raise RuleBroken(_("Say what you looked at: the supplier reads it."), field="remark")
    if new_score is not None and not 0 <= new_score <= 5:
        raise RuleBroken(_("A score lies between 0 and 5."), field="new_score")
    scored = action.assessment is not None and bool(action.question_code)
    if new_score is not None and not scored:
        raise RuleBroken(_("This finding belongs to no item of an assessment: leave the score out."), field="new_score")
    Company.objects.select_for_update(of=("self",)).get(pk=action.company_id)  # lock order: company first
    told = {"remark": remark.strip(), "verified_by": by, "verified_on": today(), "new_score": new_score}
    move(action, "verify", by=by, reason=remark.strip(), payload={"new_score": new_score}, **told)
    if action.assessment is not None and action.question_code and new_score is not None:
        rescore_item(action.assessment, action.question_code, new_score, action=action, by=by)
    if action.flag is not None:
        _remedy(action.flag, by=by)
    announce("esg.action_verified", action=action.pk)
    move(action, "close", by=by)
    return action


def _remedy(flag: RedFlag, *, by: User) -> None:
    """A flag is remedied when nothing of it is left to mend; then the score no longer stands overridden by it."""
    if flag.state != FlagState.CONFIRMED or flag.actions.filter(state__in=CAP_RUNNING).exists():
        return
    move(flag, "remedy", by=by)
    announce("esg.flag_remedied", flag=flag.pk)
    if flag.critical:
        rescore_for_flag(flag, by=by)


def rescore_for_flag(flag: RedFlag, *, by: User | None) -> None:
    """A critical flag came, or went: the last final assessment of the company and what is scored but not yet final are
    computed anew. Of a result that was sent already the days to object begin again.
    """
    found = Assessment.objects.select_for_update(of=("self",)).filter(company=flag.company_id).order_by("-pk")
    last = found.filter(state=AssessmentState.FINAL).first()
    on = today()
    for assessment in [*found.filter(state__in=NOT_YET_FINAL), *([last] if last else [])]:
        changed = record_score(assessment, reason=ScoreReason.FLAG, by=by, note=flag.title_ko[:200])
        if changed is not None and assessment.state == AssessmentState.NOTIFIED:
            assessment.objection_until = business_days_after(on, terms_on(on).objection_days)
            assessment.save(update_fields=["objection_until"])
            announce("esg.assessment_notified", assessment=assessment.pk)


@transaction.atomic
def lapse_action(action: CorrectiveAction) -> CorrectiveAction:
    """The plan or the closure is not there: overdue. Called by the daily job."""
    action = locked(action)
    move(action, "lapse", by=None, overdue_on=today(), extension_asked=None)
    announce("esg.action_overdue", action=action.pk)
    return action


@transaction.atomic
def escalate_action(action: CorrectiveAction) -> CorrectiveAction:
    """Still overdue: the ESG committee and shared growth are told, support is offered."""
    action = locked(action)
    move(action, "escalate", by=None)
    announce("esg.action_escalated", action=action.pk)
    announce("esg.support_asked", company=action.company_id, about="corrective_action", action=action.pk)
    return action
