"""DO: red flags, raised by one person and decided by another."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg.models import Assessment, RedFlag
from purchasing.esg.policies import flags as policies
from purchasing.esg.services.actions import open_action, rescore_for_flag
from purchasing.esg.states import CAP_RUNNING, FlagState, Severity


@transaction.atomic
def raise_flag(
    company: Company,
    *,
    title_ko: str,
    basis: str,
    source: str,
    happened_on: date,
    severity: str = Severity.MAJOR,
    critical: bool = False,
    child_labour: bool = False,
    title_en: str = "",
    assessment: Assessment | None = None,
    question_code: str = "",
    authority_report: bool = False,
    by: User | None = None,
) -> RedFlag:
    """Something grave is alleged. ``by`` None: the portal itself found it in an answer or a declaration.

    ``authority_report``: the supplier reported the buyer to an authority. That is never a reason (LIM-03).
    """
    if by is not None:
        require(policies.may_raise_flag(by))
    if authority_report:
        raise RuleBroken(
            _("A report to an authority is the supplier's right and never a reason against it (LIM-03)."),
            field="authority_report",
        )
    if happened_on > today():
        raise RuleBroken(_("This day has not come yet."), field="happened_on")
    flag = RedFlag(
        company=company,
        assessment=assessment,
        question_code=question_code,
        title_ko=title_ko.strip(),
        title_en=title_en.strip(),
        source=source,
        basis=basis.strip(),
        severity=severity,
        critical=critical or child_labour,
        child_labour=child_labour,
        happened_on=happened_on,
        raised_by=by,
    )
    checked(flag)
    flag.save(force_insert=True)
    payload = {"company": company.number, "source": source, "severity": severity, "critical": flag.critical}
    record(flag, "raised", by=by, reason=basis.strip(), payload=payload)
    announce("esg.flag_raised", flag=flag.pk)
    return flag


@transaction.atomic
def comment_flag(flag: RedFlag, *, text: str, by: User) -> RedFlag:
    """The supplier says what it knows, before two people have decided."""
    require(policies.may_comment_flag(by, flag))
    if not text.strip():
        raise RuleBroken(_("Say what happened, and what was done."), field="text")
    flag = RedFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if flag.state != FlagState.ALLEGED:
        raise RuleBroken(_("This red flag is already decided."))
    flag.comment, flag.commented_by, flag.commented_at = text.strip(), by, db_now()
    flag.save(update_fields=["comment", "commented_by", "commented_at"])
    record(flag, "commented", by=by)
    announce("esg.flag_commented", flag=flag.pk)
    return flag


@transaction.atomic
def confirm_flag(flag: RedFlag, *, decision: str, by: User) -> RedFlag:
    """It is true. A corrective action is asked for at once; a critical one overrides the score."""
    require(policies.may_decide_flag(by, flag))
    if not decision.strip():
        raise RuleBroken(_("Give the decision with its reasons: the supplier reads it."), field="decision")
    decided: dict[str, Any] = {"decided_by": by, "decided_at": db_now(), "decision": decision.strip()}
    move(flag, "confirm", by=by, reason=decision.strip(), payload={"critical": flag.critical}, **decided)
    if not flag.actions.filter(state__in=CAP_RUNNING).exists():
        finding = flag.title_ko if not flag.title_en else f"{flag.title_ko} / {flag.title_en}"
        open_action(
            flag.company,
            finding=finding,
            severity=flag.severity,
            assessment=flag.assessment,
            question_code=flag.question_code,
            flag=flag,
        )
    if flag.critical:
        rescore_for_flag(flag, by=by)
    announce("esg.flag_decided", flag=flag.pk)
    return flag


@transaction.atomic
def reject_flag(flag: RedFlag, *, decision: str, by: User) -> RedFlag:
    """It is not true, or cannot be shown."""
    require(policies.may_decide_flag(by, flag))
    if not decision.strip():
        raise RuleBroken(_("Give the decision with its reasons: the supplier reads it."), field="decision")
    decided: dict[str, Any] = {"decided_by": by, "decided_at": db_now(), "decision": decision.strip()}
    move(flag, "reject", by=by, reason=decision.strip(), **decided)
    announce("esg.flag_decided", flag=flag.pk)
    return flag
