"""WHO: red flags are raised by one person and decided by another. Source: domain 11.6, CNV-09."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts.queries import is_tied
from purchasing.esg.models import RedFlag


def person(user: User) -> Verdict:
    """A person, not a program: programs do not decide (SEC-05)."""
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def apart(user: User, company_id: int) -> Verdict:
    """Nobody decides about a company they belong, or belonged, to."""
    if is_tied(user, [company_id]):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def staff(user: User, *codes: str, refusal: str) -> Verdict:
    """A person of the buyer with one of the roles."""
    if not (human := person(user)):
        return human
    return YES if user.is_internal and user.has_role(*codes) else no(refusal)


def of_company(user: User, company_id: int, *codes: str, refusal: str) -> Verdict:
    """A person of the company itself, with one of the roles."""
    if not (human := person(user)):
        return human
    return YES if user.company_id == company_id and user.has_role(*codes) else no(refusal)


def may_raise_flag(user: User) -> Verdict:
    """ESG reviewers and compliance."""
    return staff(user, "ER", "CP", refusal=_("Only an ESG reviewer or compliance may raise a red flag."))


def may_decide_flag(user: User, flag: RedFlag) -> Verdict:
    """Another reviewer, or compliance."""
    allowed = staff(user, "ER", "CP", refusal=_("Only an ESG reviewer or compliance may decide on a red flag."))
    if not allowed:
        return allowed
    if flag.raised_by_id == user.pk:
        return no(_("Who raised a red flag does not decide it: ask a colleague."))
    return apart(user, flag.company_id)


def may_comment_flag(user: User, flag: RedFlag) -> Verdict:
    """The company's administrator or ESG officer."""
    refusal = _("Only the company's administrator or ESG officer may say something about it.")
    return of_company(user, flag.company_id, "SA", "SE", refusal=refusal)
