"""WHO: calls of programmes and the forms of their applications."""

from typing import Any

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Call, FormVersion
from sharedgrowth.support.states import CallState, FormState


def _is_officer(user: Any) -> bool:
    return bool(getattr(user, "is_internal", False)) and user.has_role("SG")


def may_write_calls(user: Any) -> Verdict:
    """Draft a call, or a form."""
    if not _is_officer(user):
        return no(_("Calls and forms are written by shared-growth officers."))
    return YES


def may_edit_call(user: Any, call: Call) -> Verdict:
    """Change a draft."""
    if not _is_officer(user):
        return may_write_calls(user)
    if call.state != CallState.DRAFT:
        return no(_("Only a draft changes. Have it returned first."))
    return YES


def may_propose_call(user: Any, call: Call) -> Verdict:
    """Hand a draft to a second person."""
    return may_edit_call(user, call)


def may_publish_call(user: Any, call: Call) -> Verdict:
    """Publish what another one wrote, or return it."""
    if not (getattr(user, "is_internal", False) and user.has_role("SG", "AP")):
        return no(_("A call is published by a shared-growth officer or an approver."))
    if call.state != CallState.PROPOSED:
        return no(_("This call does not wait for publication."))
    if call.entered_by_id == user.pk:
        return no(_("Who wrote the call does not publish it: ask a colleague."))
    return YES


def may_extend_call(user: Any, call: Call) -> Verdict:
    """Move the last moment of an open call to a later one."""
    if not _is_officer(user):
        return no(_("Calls are run by shared-growth officers."))
    if call.state != CallState.PUBLISHED or call.closes_at is None:
        return no(_("Only a published call with a closing time can be extended."))
    return YES


def may_close_call(user: Any, call: Call) -> Verdict:
    """End a call that always takes applications."""
    if not _is_officer(user):
        return no(_("Calls are run by shared-growth officers."))
    if call.state != CallState.PUBLISHED or call.closes_at is not None:
        return no(_("A call with a closing time closes by itself."))
    return YES


def may_cancel_call(user: Any, call: Call) -> Verdict:
    """Take a call back, with a reason that everybody reads."""
    if not _is_officer(user):
        return no(_("Calls are run by shared-growth officers."))
    if call.state not in (CallState.DRAFT, CallState.PROPOSED, CallState.PUBLISHED, CallState.CLOSED):
        return no(_("This call is over."))
    return YES


def may_read_forms(user: Any) -> Verdict:
    """The forms' workshop, read."""
    if not (getattr(user, "is_internal", False) and user.has_role("SG", "AP", "AU")):
        return no(_("Forms are built by shared-growth officers."))
    return YES


def may_edit_form(user: Any, form: FormVersion) -> Verdict:
    """Change the fields of a draft."""
    if not _is_officer(user):
        return may_write_calls(user)
    if form.state != FormState.DRAFT:
        return no(_("A published form never changes. Make a new version of it."))
    return YES


def may_publish_form(user: Any, form: FormVersion) -> Verdict:
    """Publish a version that another one wrote."""
    if not (getattr(user, "is_internal", False) and user.has_role("SG", "AP")):
        return no(_("A form is published by a shared-growth officer or an approver."))
    if form.state != FormState.DRAFT:
        return no(_("This version is published already."))
    if form.entered_by_id == user.pk:
        return no(_("Who wrote a form does not publish it: ask a colleague."))
    return YES
