"""DO: note purchases that look as if they had been split, and answer that. Source: domain BID-08."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import BiddingTerms, SplitFlag, Tender
from purchasing.bidding.rules.notice import threshold_crossed


def note_splitting(tender: Tender, terms: BiddingTerms) -> list[SplitFlag]:
    """Raise a flag for each class in which this and recent purchases of the department cross a threshold together."""
    if tender.budget_won is None or not tender.department:
        return []
    raised = []
    for code, others in queries.like_purchases(tender, days=terms.split_days).items():
        budgets = [other.budget_won for other in others if other.budget_won is not None]
        threshold = threshold_crossed(tender.budget_won, budgets, terms.approval_levels_won)
        if threshold is None:
            continue
        flag, is_new = SplitFlag.objects.get_or_create(
            tender=tender,
            class_code=code,
            threshold_won=threshold,
            defaults={
                "department": tender.department,
                "own_won": tender.budget_won,
                "sum_won": tender.budget_won + sum(budgets),
                "others": [other.number for other in others],
            },
        )
        if is_new:
            payload = {"class": code, "threshold_won": f"{threshold:.0f}", "others": flag.others}
            record(tender, "split_flagged", by=None, payload=payload)
            announce("bidding.split_flagged", tender=tender.pk, flag=flag.pk)
            raised.append(flag)
    return raised


@transaction.atomic
def answer_split_flag(flag: SplitFlag, *, answer: str, by: User) -> SplitFlag:
    """An approver says why it is not split; auditors read both."""
    require(policies.may_answer_split_flag(by, flag))
    if not answer.strip():
        raise RuleBroken(_("Say why these purchases are separate needs."), field="answer")
    answered = {"answer": answer, "answered_by": by, "answered_at": db_now()}
    if not SplitFlag.objects.filter(pk=flag.pk, answered_at=None).update(**answered):
        raise WrongState(_("Someone else has already answered this."))
    for name, value in answered.items():
        setattr(flag, name, value)
    record(flag.tender, "split_answered", by=by, reason=answer, payload={"class": flag.class_code})
    return flag
