"""WHO: an application is its applicant's own; the office sees it masked, reviewers blind. Source: YDC-04, PII-08."""

from typing import Any

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from sharedgrowth.jobs.models import Application, Review
from sharedgrowth.jobs.queries.consents import took_back
from sharedgrowth.jobs.queries.people import is_operator, sees_office
from sharedgrowth.jobs.states import BEFORE_TRAINING, NOT_CHOSEN, ApplicationState, CohortState

A = ApplicationState


def is_own(user: Any, application: Application) -> bool:
    """Whether it is the person's own."""
    return application.user_id is not None and application.user_id == getattr(user, "pk", None)


def may_apply(user: Any) -> Verdict:
    """A person with a private account: no staff, no company's user, no program."""
    if not getattr(user, "is_authenticated", False) or user.is_service:
        return no(_("A person applies for oneself: sign in with your own account."))
    if user.active_membership_id is not None or user.is_staff:
        return no(_("This account acts for a company. Apply with a private account of your own."))
    return YES


def may_write(user: Any, application: Application) -> Verdict:
    """Write a draft."""
    if not is_own(user, application):
        return no(_("Only the applicant writes an application."))
    if application.state != A.DRAFT:
        return no(_("The application was sent. Take it back to change it, until the deadline."))
    return YES


def may_submit(user: Any, application: Application) -> Verdict:
    """Send it."""
    return may_write(user, application)


def may_reopen(user: Any, application: Application) -> Verdict:
    """Take back what was sent, to change it, until the deadline."""
    if not is_own(user, application):
        return no(_("Only the applicant writes an application."))
    if application.state != A.SUBMITTED or application.cohort.state != CohortState.RECRUITING:
        return no(_("What was sent can be changed until the deadline only."))
    return YES


def may_withdraw(user: Any, application: Application) -> Verdict:
    """Take part no longer."""
    if not is_own(user, application):
        return no(_("Only the applicant withdraws an application."))
    if application.state not in BEFORE_TRAINING:
        return no(_("This application has ended already."))
    return YES


def may_correct_contact(user: Any, application: Application) -> Verdict:
    """Say where one is reached now, as long as the data is kept. Source: PII-10."""
    if not is_own(user, application):
        return no(_("Only the applicant corrects this."))
    if application.state == A.DRAFT:
        return no(_("This is a draft: write it there."))
    return YES


def may_correct_identity(user: Any, application: Application) -> Verdict:
    """Enter another name or day of birth on the person's request: whoever may see it."""
    return may_unmask(user, application)


def may_answer_place(user: Any, application: Application) -> Verdict:
    """Take up the place, or leave it to the next."""
    if not is_own(user, application):
        return no(_("Only the applicant takes up the place."))
    if application.state != A.SELECTED:
        return no(_("There is no place to be taken up."))
    return YES


def may_ask_return(user: Any, application: Application) -> Verdict:
    """Have the documents back, after the decision."""
    if not is_own(user, application):
        return no(_("Only the applicant asks for the documents."))
    if application.state not in NOT_CHOSEN or application.return_asked_on is not None:
        return no(_("Documents are returned to who was not chosen, once."))
    return YES


def may_mark_returned(user: Any, application: Application) -> Verdict:
    """Note that the documents went back."""
    if not is_operator(user):
        return no(_("Only the operators of Youth Dream do this."))
    if application.return_asked_on is None or application.returned_on is not None:
        return no(_("No documents wait to be returned."))
    return YES


def _operates(user: Any) -> Verdict:
    return YES if is_operator(user) else no(_("Applicants are seen by the operators of Youth Dream only."))


def may_read_masked(user: Any) -> Verdict:
    """The list of applicants, names and numbers masked: operators, and auditors who never see more. Source: 16.2."""
    return YES if sees_office(user) else _operates(user)


def may_unmask(user: Any, application: Application) -> Verdict:
    """See who it is, with a reason that the person can read; not while one judges it blind."""
    if not is_operator(user):
        return _operates(user)
    if application.user_id is None:
        return no(_("The data of this applicant has been destroyed."))
    if application.state == A.DRAFT:
        return no(_("A draft is seen by its applicant only."))
    if took_back(application):
        return no(_("The applicant has taken the consent back: what is still kept is for payroll and the law alone."))
    waits = application.reviews.filter(reviewer=user, recused_at=None)
    if application.state == A.SUBMITTED and waits.exists():
        return no(_("You judge this application blind: who it is, you may see afterwards."))
    return YES


def may_check_paper(user: Any, application: Application) -> Verdict:
    """Note what the issuer says of a certificate's number."""
    if not is_operator(user):
        return _operates(user)
    if application.state not in (A.SUBMITTED, A.DOC_PASSED, A.INTERVIEWED, A.SELECTED, A.WAITLIST):
        return no(_("Certificates are checked while the application is judged."))
    return YES


def may_review(user: Any, review: Review) -> Verdict:
    """Give points, once, blind."""
    if review.reviewer_id != getattr(user, "pk", None):
        return no(_("Only the reviewer gives these points."))
    if review.recused_at is not None:
        return no(_("You have stepped back from this application."))
    if review.application.state != A.SUBMITTED:
        return no(_("The documents of this application are decided."))
    return YES


def may_select(user: Any) -> Verdict:
    """Assign reviewers, decide documents, plan and hold interviews, propose the list."""
    if not is_operator(user):
        return no(_("Applicants are selected by the operators of Youth Dream."))
    return YES
