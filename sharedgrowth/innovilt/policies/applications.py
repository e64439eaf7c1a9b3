"""WHO: applies, proves the steel, takes up and examines. Source: domain 12, 16.1 (IV), 17."""

from django.utils.translation import gettext as _

from portal.clock import today
from portal.people.models import Company, User
from portal.people.states import CompanyState, TaxStatus
from portal.policy import YES, Verdict, no
from purchasing.contracts.queries import is_tied
from sharedgrowth.innovilt.models import Certificate, InnoviltApplication, MillSheet
from sharedgrowth.innovilt.queries.alliance import insolvent_since

APPLICANTS = ("SA", "SU")
READERS = ("IV", "AU", "CP")  # of every application
NOT_TRADING = frozenset([TaxStatus.CLOSED, TaxStatus.SUSPENDED])


def person(user: User) -> Verdict:
    """A person, not a program: programs do not decide (SEC-05)."""
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def office(user: User) -> Verdict:
    """The INNOVILT office."""
    if not (human := person(user)):
        return human
    return YES if user.is_internal and user.has_role("IV") else no(_("Only the INNOVILT office may do this."))


def sound(company: Company) -> Verdict:
    """A company that may apply: active, in business, not insolvent. Source: domain 17, 12 (member in insolvency)."""
    if company.state != CompanyState.ACTIVE:
        return no(_("Your company is not active: only an active company applies."))
    if company.tax_status in NOT_TRADING:
        return no(_("The tax office says that the company is closed or suspended: applications rest."))
    if insolvent_since(company) is not None:
        return no(_("Insolvency proceedings are known of the company: applications rest. Speak with the office."))
    return YES


def goes_on(company: Company) -> Verdict:
    """Whether applications of a company go on, for the office: it may have closed since. Source: domain 17."""
    closed = company.state != CompanyState.ACTIVE or company.tax_status in NOT_TRADING
    if closed or insolvent_since(company) is not None:
        return no(_("The company is not active, not in business or insolvent: its applications rest."))
    return YES


def may_apply(user: User) -> Verdict:
    """A company's administrator or user."""
    if not user.is_supplier:
        return no(_("Suppliers apply for their own products."))
    if not user.has_role(*APPLICANTS):
        return no(_("The company's administrator or a user applies."))
    return sound(user.company)


def may_edit(user: User, application: InnoviltApplication) -> Verdict:
    """Anybody of the company who may apply."""
    if user.company_id != application.company_id:
        return no(_("It is another company's application."))
    return may_apply(user)


def may_submit(user: User, application: InnoviltApplication) -> Verdict:
    """The company's administrator binds the company; a program does not."""
    if not (human := person(user)):
        return human
    if not (able := may_edit(user, application)):
        return able
    return YES if user.has_role("SA") else no(_("The company's administrator submits the application."))


def may_withdraw(user: User, application: InnoviltApplication) -> Verdict:
    """The company's administrator, also of a company that may not apply any more."""
    if not (human := person(user)):
        return human
    if user.is_supplier and user.company_id == application.company_id and user.has_role("SA"):
        return YES
    return no(_("The company's administrator withdraws the application."))


def apart(user: User, application: InnoviltApplication) -> Verdict:
    """Nobody judges a company that they belong, or belonged, to."""
    return _apart(user, application.company_id)


def _apart(user: User, company_id: int) -> Verdict:
    if is_tied(user, [company_id]):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_take_up(user: User, application: InnoviltApplication) -> Verdict:
    """The office, apart from the company."""
    return apart(user, application) if (able := office(user)) else able


def may_judge_sheet(user: User, sheet: MillSheet) -> Verdict:
    """The office, apart from whose mill certificate it is."""
    return _apart(user, sheet.company_id) if (able := office(user)) else able


may_examine = may_take_up
may_return = may_take_up
may_reject = may_take_up


def may_read_all(user: User) -> Verdict:
    """The office, auditors, compliance."""
    return YES if user.is_internal and user.has_role(*READERS) else no(_("Only the INNOVILT office may do this."))


def may_renew(user: User, certificate: Certificate) -> Verdict:
    """The holder, from the day the renewal opens (D-90)."""
    if user.company_id != certificate.company_id:
        return no(_("It is another company's certificate."))
    return may_apply(user)


def may_import_records(user: User) -> Verdict:
    """The office takes over what the mill shipped."""
    return office(user)


def is_late(application: InnoviltApplication) -> bool:
    """Whether it should have been decided by now."""
    return application.decide_due is not None and application.decided_at is None and application.decide_due < today()
