"""WHO: transfers, the government's half, the end of a year, receipts. Source: domain 15, FND-05, FND-07, FND-08."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.funds.models import DonationReceipt, FundTerms, GovMatch, Transfer
from sharedgrowth.funds.policies.lines import _staff
from sharedgrowth.funds.queries.lines import STAFF
from sharedgrowth.funds.states import Level


def may_ask_transfer(user: User) -> Verdict:
    """The fund manager, or the officer whose programme needs it."""
    return _staff(user, "FM", "SG")


def may_decide_transfer(user: User, transfer: Transfer) -> Verdict:
    """For the committee the fund manager or an approver, for the board an approver; not who asked."""
    roles = ("AP",) if transfer.level == Level.BOARD else ("FM", "AP")
    if not (staff := _staff(user, *roles)):
        return staff
    if user.pk == transfer.asked_by_id:
        return no(_("Who asked for the transfer does not decide on it."))
    return YES


def may_expect_match(user: User) -> Verdict:
    """The fund manager, or the officer."""
    return _staff(user, "FM", "SG")


def may_confirm_match(user: User, match: GovMatch) -> Verdict:
    """Finance or the fund manager; not who reported it."""
    if not (staff := _staff(user, "FI", "FM")):
        return staff
    return no(_("You reported it: a second person confirms it.")) if user.pk == match.asked_by_id else YES


def may_decide_bridge(user: User, match: GovMatch) -> Verdict:
    """An approver; not who asked."""
    if not (staff := _staff(user, "AP")):
        return staff
    return no(_("You asked for it: a second person decides.")) if user.pk == match.asked_by_id else YES


def may_close_year(user: User) -> Verdict:
    """The fund manager."""
    return _staff(user, "FM")


def may_decide_last_year(user: User) -> Verdict:
    """An approver decides what becomes of the rest of the last year."""
    return _staff(user, "AP")


def may_enter_receipt(user: User) -> Verdict:
    """The fund manager."""
    return _staff(user, "FM")


def may_confirm_receipt(user: User, receipt: DonationReceipt) -> Verdict:
    """Finance; not who entered it."""
    if not (staff := _staff(user, "FI")):
        return staff
    return no(_("You entered it: a second person confirms it.")) if user.pk == receipt.entered_by_id else YES


def may_read_fund_terms(user: User) -> Verdict:
    """Staff that sees the funds."""
    return _staff(user, *STAFF)


def may_enter_fund_terms(user: User) -> Verdict:
    """The fund manager, or the officer."""
    return _staff(user, "FM", "SG")


def may_approve_fund_terms(user: User, terms: FundTerms) -> Verdict:
    """An approver; not who entered them (SOD-15)."""
    if not (staff := _staff(user, "AP")):
        return staff
    return no(_("Who entered terms does not approve them.")) if user.pk == terms.entered_by_id else YES
