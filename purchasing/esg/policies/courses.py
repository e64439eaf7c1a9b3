"""WHO: courses are taken by a supplier's people; the buyer's staff make them mandatory. Source: domain 11.8, 16.2."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import CourseCertificate, Enrolment

LEARNERS = ("SA", "SE", "SU")
KEEPERS = ("SG", "ER")


def _person(user: User) -> Verdict:
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def may_enrol(user: User) -> Verdict:
    """A supplier's administrator, ESG officer or user; each for itself."""
    if not (person := _person(user)):
        return person
    if user.is_supplier and user.has_role(*LEARNERS):
        return YES
    return no(_("Courses are for suppliers' administrators, ESG officers and users."))


def may_learn(user: User, enrolment: Enrolment) -> Verdict:
    """Who is enrolled, and nobody in its place."""
    if enrolment.user_id != user.pk or enrolment.company_id != user.company_id:
        return no(_("Everybody takes a course in person."))
    return may_enrol(user)


def may_ask_for_courses(user: User) -> Verdict:
    """Shared growth, or an ESG reviewer, makes a course mandatory for a company."""
    if not (person := _person(user)):
        return person
    if user.is_internal and user.has_role(*KEEPERS):
        return YES
    return no(_("Only shared growth or an ESG reviewer makes a course mandatory."))


def may_print(user: User, certificate: CourseCertificate) -> Verdict:
    """The person on it: the paper bears the whole name."""
    return YES if certificate.user_id == user.pk else no(_("A certificate is printed by the person on it."))
