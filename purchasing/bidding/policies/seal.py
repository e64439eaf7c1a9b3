"""WHO: keys of officers, new keys of a tender, outages. Source: security 5.6, T04."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding.models import OfficerKey, OutageNote, Tender
from purchasing.bidding.policies.tenders import may_fail_tender


def may_hold_key(user: User) -> Verdict:
    """Members of opening committees hold keys; never a program."""
    if user.is_service or not user.is_internal or not user.has_role("OC"):
        return no(_("Only a member of an opening committee holds a key."))
    return YES


def may_use_key(user: User, key: OfficerKey) -> Verdict:
    """One's own key only."""
    if not (holder := may_hold_key(user)):
        return holder
    return YES if key.user_id == user.pk else no(_("This is somebody else's key."))


def may_rekey_tender(user: User, tender: Tender) -> Verdict:
    """An approver who is neither officer nor estimator: bids become void by it."""
    return may_fail_tender(user, tender)


def may_replace_opener(user: User, tender: Tender) -> Verdict:
    """An approver who is neither officer nor estimator, and does not sit in the committee."""
    if not (approver := may_fail_tender(user, tender)):
        return approver
    if tender.committee.filter(user=user).exists():
        return no(_("A member of the opening committee does not change it: ask a colleague."))
    return YES


def may_note_outage(user: User) -> Verdict:
    """A system administrator or a purchasing officer of the house."""
    if user.is_service or not user.is_internal or not user.has_role("AD", "PO"):
        return no(_("Only a system administrator or a purchasing officer may note an outage."))
    return YES


def may_decide_outage(user: User, note: OutageNote) -> Verdict:
    """A second person: an administrator, an officer or an approver who did not note it (CNV-09)."""
    if user.is_service or not user.is_internal or not user.has_role("AD", "PO", "AP"):
        return no(_("Only a system administrator, a purchasing officer or an approver may decide on an outage."))
    if note.noted_by_id == user.pk:
        return no(_("Who noted an outage does not confirm it: ask a colleague."))
    return YES
