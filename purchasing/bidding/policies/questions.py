"""WHO: asks and answers about a notice, records contacts and judges them. Source: domain 2.2, 16.1, 16.3."""

from datetime import date

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding.models import SolicitationRecord, Tender
from purchasing.bidding.policies.tenders import may_bid, may_edit_tender


def may_ask_question(user: User, tender: Tender, on: date | None = None) -> Verdict:
    """Who may bid in the tender."""
    return may_bid(user, tender, on)


def may_answer_question(user: User, tender: Tender) -> Verdict:
    """The tender's own officer; also for setting a question aside and for correcting an answer."""
    return may_edit_tender(user, tender)


def may_record_solicitation(user: User) -> Verdict:
    """Everybody who works for the buying organisation; a program does not meet people."""
    if user.is_service or not user.is_internal:
        return no(_("Only staff of the buying organisation record contacts."))
    return YES


def may_assess_solicitation(user: User, record: SolicitationRecord) -> Verdict:
    """Compliance, and not who reported it."""
    if user.is_service or not user.is_internal or not user.has_role("CP"):
        return no(_("Only compliance assesses recorded contacts."))
    if record.reported_by_id == user.pk:
        return no(_("Who reported a contact does not assess it: ask a colleague."))
    return YES
