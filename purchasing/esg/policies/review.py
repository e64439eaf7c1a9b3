"""WHO: reviews, audits, results, contests, external ratings. Source: domain 16.2, SOD-11, SOD-19, SEC-05."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.policy import YES, Verdict, no
from purchasing.esg import queries
from purchasing.esg.models import Assessment, ExternalRating, ItemContest

OWN_DECIDERS = ("SA", "SE")


def _staff(user: User, *codes: str) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not (user.is_internal and user.has_role(*codes)):
        return no(_("Only ESG reviewers may do this."))
    return YES


def _untied(user: User, company: Company, away: Mapping[int, str] | None = None) -> Verdict:
    why = queries.is_kept_away(user, company) if away is None else away.get(company.pk, "")
    if why == "helped":
        return no(_("You helped this company within the last twelve months (SOD-11): a colleague reviews it."))
    if why:
        return no(_("You belong, or are related, to this company (SOD-11): a colleague reviews it."))
    return YES


def _apart(user: User, assessment: Assessment) -> Verdict:
    """A reviewer without a tie, who put none of the evidence there."""
    if not (role := _staff(user, "ER")):
        return role
    if not (untied := _untied(user, assessment.company)):
        return untied
    if queries.has_added_evidence(user, assessment):
        return no(_("You added evidence of this assessment (SOD-19): a colleague verifies it."))
    return YES


def _own(user: User, company_id: int | None) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if company_id is None or user.company_id != company_id or not user.has_role(*OWN_DECIDERS):
        return no(_("Only the company's administrator or ESG officer may do this."))
    return YES


def may_assign_reviews(user: User) -> Verdict:
    """Reviewers distribute the work among themselves; the committee may."""
    return _staff(user, "ER", "EC")


def may_be_reviewer(user: User, assessment: Assessment) -> Verdict:
    """Whether this person can be given the assessment."""
    return _apart(user, assessment)


def may_take_assessment(user: User, assessment: Assessment) -> Verdict:
    """The one who was assigned, or anybody while nobody was."""
    if not (apart := _apart(user, assessment)):
        return apart
    if assessment.reviewer_id not in (None, user.pk):
        return no(_("This assessment is assigned to a colleague."))
    return YES


def may_review(user: User, assessment: Assessment) -> Verdict:
    """The first reviewer."""
    if not (apart := _apart(user, assessment)):
        return apart
    return YES if assessment.reviewer_id == user.pk else no(_("Only its reviewer may do this."))


def may_review_blind(user: User, assessment: Assessment) -> Verdict:
    """Another reviewer; once taken only that one."""
    if not (apart := _apart(user, assessment)):
        return apart
    if assessment.reviewer_id == user.pk:
        return no(_("The second look belongs to a colleague who has not seen the first."))
    if assessment.second_reviewer_id not in (None, user.pk):
        return no(_("A colleague already gives the second look."))
    return YES


def may_agree(user: User, assessment: Assessment) -> Verdict:
    """One of the two reviewers."""
    if not (apart := _apart(user, assessment)):
        return apart
    if user.pk not in (assessment.reviewer_id, assessment.second_reviewer_id):
        return no(_("Only the two reviewers agree on it."))
    return YES


def may_audit(user: User, assessment: Assessment) -> Verdict:
    """A reviewer without a tie."""
    return _apart(user, assessment)


def may_draw_sample(user: User) -> Verdict:
    """Reviewers and the committee: the seed decides, not the person."""
    return _staff(user, "ER", "EC")


def may_call_assessment(user: User, company: Company | None = None) -> Verdict:
    """Reviewers without a tie to the company, and the committee."""
    if not (role := _staff(user, "ER", "EC")):
        return role
    return YES if company is None else _untied(user, company)


def may_enter_tie(user: User, person: User | None = None) -> Verdict:
    """Reviewers and consultants about themselves; committee and compliance about anybody."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if user.is_internal and user.has_role("EC", "CP"):
        return YES
    if user.is_internal and user.has_role("ER", "CN") and (person is None or person.pk == user.pk):
        return YES
    return no(_("Each person declares their own ties; the committee and compliance enter those of others."))


# The result ----------------------------------------------------------------------------------------------------------
def may_object(user: User, assessment: Assessment) -> Verdict:
    """The company's administrator or ESG officer."""
    return _own(user, assessment.company_id)


def _took_no_part(user: User, assessment: Assessment) -> Verdict:
    if not (role := _staff(user, "ER", "EC")):
        return role
    if not (untied := _untied(user, assessment.company)):
        return untied
    part = (
        assessment.reviewer_id,
        assessment.second_reviewer_id,
        assessment.audited_by_id,
        assessment.objection_decided_by_id,
    )
    if user.pk in part or assessment.reviews.filter(reviewer=user).exists():  # also by a verified action
        return no(_("Who reviewed it does not decide about it: somebody who took no part does."))
    return YES


def may_decide_objection(user: User, assessment: Assessment) -> Verdict:
    """A reviewer or committee member who took no part."""
    return _took_no_part(user, assessment)


def may_contest_item(user: User, assessment: Assessment) -> Verdict:
    """The company's administrator or ESG officer."""
    return _own(user, assessment.company_id)


def may_withdraw_item_contest(user: User, contest: ItemContest) -> Verdict:
    """The same."""
    return _own(user, contest.assessment.company_id)


def may_decide_item_contest(user: User, contest: ItemContest) -> Verdict:
    """A reviewer or committee member who took no part."""
    return _took_no_part(user, contest.assessment)


# Ratings by others ---------------------------------------------------------------------------------------------------
def may_add_rating(user: User) -> Verdict:
    """A supplier's administrator or ESG officer."""
    if not user.is_supplier:
        return no(_("Only the company's administrator or ESG officer may do this."))
    return _own(user, user.company_id)


def may_withdraw_rating(user: User, rating: ExternalRating) -> Verdict:
    """The same, of the own company."""
    return _own(user, rating.company_id)


def may_decide_rating(user: User, rating: ExternalRating, *, away: Mapping[int, str] | None = None) -> Verdict:
    """A reviewer without a tie, who did not add the report. ``away``: ties that a list has read for all its rows."""
    if not (role := _staff(user, "ER")):
        return role
    if user.pk in (rating.added_by_id, rating.evidence.added_by_id):
        return no(_("Who added a report does not verify it (SOD-19)."))
    return _untied(user, rating.company, away)
