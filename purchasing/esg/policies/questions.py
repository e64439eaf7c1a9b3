"""WHO: question sets: one writes, another publishes. Source: domain 16.3 SOD-15, CNV-09."""

from django.utils.translation import gettext as _

from portal.audit.queries import has_done
from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import QuestionSet
from purchasing.esg.queries import questions as queries


def _reviewer(user: User, *codes: str) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not (user.is_internal and user.has_role(*codes)):
        return no(_("Only ESG reviewers may do this."))
    return YES


def may_write_sets(user: User) -> Verdict:
    """ESG reviewers."""
    return _reviewer(user, "ER")


def may_edit_set(user: User, question_set: QuestionSet) -> Verdict:
    """ESG reviewers, a draft."""
    return may_write_sets(user)


def has_written(user: User, question_set: QuestionSet) -> bool:
    """Whether this person began it, changed anything of it, or handed it in."""
    return question_set.entered_by_id == user.pk or has_done(user, question_set, *queries.HANDS)


def may_publish_set(user: User, question_set: QuestionSet) -> Verdict:
    """Another reviewer, or the committee; never who wrote it."""
    if not (role := _reviewer(user, "ER", "EC")):
        return role
    if has_written(user, question_set):
        return no(_("Who wrote a question set does not publish it (SOD-15): ask a colleague."))
    return YES
