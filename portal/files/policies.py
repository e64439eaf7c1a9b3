"""WHO: who may put files in, read them, and take them away."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from portal.files.models import File
from portal.files.registry import readers
from portal.files.states import ScanState
from portal.people.models import Company, User
from portal.policy import YES, Verdict, no


def may_store(user: User | None, company: Company | None) -> Verdict:
    """One's own company's; the buying organisation's staff also for others and for the portal. None: the system."""
    if user is None or user.is_internal:
        return YES
    if company is None or user.company_id != company.pk:
        return no(_("You may only send files for the company you act for. Switch to that company first."))
    return YES


def may_read(user: User | AnonymousUser, file: File) -> Verdict:
    """Public files: everybody. Others: what the apps' readers say; else the file's own company and the auditor.

    A reader's False outweighs everything but ``public``. Source: domain 16.1 (AU reads everything that is not sealed).
    """
    if file.public:
        return YES
    refusal = no(_("You may not read this file."))
    if not isinstance(user, User):
        return refusal
    opinions = {reader(user, file) for reader in readers}
    if False in opinions:
        return refusal
    if True in opinions or (file.company_id is not None and file.company_id == user.company_id):
        return YES
    return YES if user.is_internal and user.has_role("AU") else refusal


def may_open(file: File) -> Verdict:
    """Whether the bytes may leave: never when blocked; with a scanner configured not before its scan. Source: A63."""
    if file.scan == ScanState.INFECTED:
        return no(_("The virus scan blocked this file. Ask its sender for a clean copy."))
    if file.scan == ScanState.UNSCANNED and settings.CLAMD_ADDRESS:
        return no(_("The virus scan has not finished. Try again in a minute."))
    return YES


def may_change(user: User | None, file: File) -> Verdict:
    """Publish, withdraw or discard: the file's own side; the app that holds it asks its own policy first."""
    return may_store(user, file.company)
