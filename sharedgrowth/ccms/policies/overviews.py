"""WHO: the owner of a module writes, the office reviews, legal approves, the office publishes: four people. 14, 16."""

from django.utils.translation import gettext as _

from portal.audit.queries import has_done
from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.ccms.models import Module, Overview
from sharedgrowth.ccms.queries.overviews import HANDS
from sharedgrowth.ccms.states import OverviewState


def _staff(user: User, *roles: str) -> bool:
    return user.is_authenticated and user.is_internal and not user.is_service and user.has_role(*roles)


def may_write_overview(user: User, module: Module) -> Verdict:
    """The owner of the module, and the corporate-citizenship office."""
    if user.is_authenticated and user.is_service:
        return no(_("A program may not decide: a person must."))
    owner = user.is_authenticated and user.is_internal and module.owner_id == user.pk
    if owner or _staff(user, "CC"):
        return YES
    return no(_("An overview is written by the owner of its module or the corporate-citizenship office."))


def may_run_modules(user: User) -> Verdict:
    """The corporate-citizenship office."""
    return YES if _staff(user, "CC") else no(_("Only the corporate-citizenship office does this."))


def has_written(user: User, overview: Overview) -> bool:
    """Whether this person began the version, changed anything of it, or handed it on."""
    return overview.written_by_id == user.pk or has_done(user, overview, *HANDS)


def _other(user: User, overview: Overview, *former: int | None) -> Verdict:
    if has_written(user, overview):
        return no(_("Who wrote a version takes no later step of it: ask a colleague."))
    if user.pk in former:
        return no(_("You have done an earlier step of this version: ask a colleague."))
    return YES


def may_review_overview(user: User, overview: Overview) -> Verdict:
    """The office, but nobody who wrote it."""
    if not (office := may_run_modules(user)):
        return office
    return _other(user, overview)


def may_approve_overview(user: User, overview: Overview) -> Verdict:
    """Legal and communications: compliance, with no earlier hand in it."""
    if not _staff(user, "CP"):
        return no(_("Legal and communications approve an overview."))
    return _other(user, overview, overview.reviewed_by_id)


def may_publish_overview(user: User, overview: Overview) -> Verdict:
    """The office, with no earlier hand in it."""
    if not (office := may_run_modules(user)):
        return office
    return _other(user, overview, overview.reviewed_by_id, overview.approved_by_id)


def may_send_back_overview(user: User, overview: Overview) -> Verdict:
    """Whose step it is; and who wrote it may take it back."""
    if has_written(user, overview):
        return may_write_overview(user, overview.module)
    if overview.state == OverviewState.LEGAL:
        return may_approve_overview(user, overview)
    return may_review_overview(user, overview)


def may_withdraw_overview(user: User, overview: Overview) -> Verdict:
    """The office or legal; not who wrote it."""
    if not _staff(user, "CC", "CP"):
        return no(_("The corporate-citizenship office or legal withdraws an overview."))
    if has_written(user, overview):
        return no(_("Who wrote a version takes no later step of it: ask a colleague."))
    return YES
