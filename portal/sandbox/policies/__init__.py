"""WHO: in a sandbox everybody may make a company for trying; whoever has one may move the clock on."""

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from portal.sandbox.queries import is_sandbox, sandbox_company_of


def may_use_sandbox() -> Verdict:
    """Only where the portal is a sandbox."""
    return YES if is_sandbox() else no(_("This portal is not a sandbox: nothing here is for trying."))


def may_make_company() -> Verdict:
    """Everybody, in a sandbox."""
    return may_use_sandbox()


def may_move_clock(user) -> Verdict:
    """People and programs of a company that was made in the sandbox, and its staff."""
    if not (verdict := may_use_sandbox()):
        return verdict
    if user is None or not user.is_authenticated:
        return no(_("Sign in with a company of the sandbox to move its clock on."))
    if user.has_role("AD") or sandbox_company_of(user.company) is not None:
        return YES
    return no(_("The clock is moved on by companies that were made in the sandbox."))
