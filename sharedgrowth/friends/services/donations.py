"""DO: pledge, check, approve, hand over, keep the receipt. Source: domain 10, FRD-05, FRD-06, FRD-07."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.files.services import discard_file, store_upload
from portal.files.states import ANY_KIND
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.periods import months_after
from portal.policy import require
from sharedgrowth.friends.models import Donation, GraftCheck, terms_on
from sharedgrowth.friends.policies import donations as policies
from sharedgrowth.friends.queries import donations as queries
from sharedgrowth.friends.rules.codes import names_a_person
from sharedgrowth.friends.rules.money import needs_graft_check
from sharedgrowth.friends.states import DonationState


def _held(donation: Donation) -> Donation:
    rows = Donation.objects.select_for_update(of=("self",)).select_related("donor", "recipient")
    return rows.get(pk=donation.pk)


@transaction.atomic
def pledge(*, by: User, **fields: Any) -> Donation:
    """A company says what it gives, and to which organisation. Nobody has asked for it.

    What it gave the same organisation in the last twelve months is added before the limit is looked at.
    """
    require(policies.may_pledge_donation(by))
    if names_a_person(fields["what"]):
        raise RuleBroken(_("No numbers of persons are entered here."), field="what")
    if not fields["recipient"].active:
        raise RuleBroken(_("This organisation receives nothing at present."), field="recipient")
    donor = Company.objects.select_for_update(of=("self",)).get(pk=by.company.pk)  # two at once are added up too
    since = months_after(today(), -12)
    before = queries.pledged_since(since, donor=donor.pk, recipient=fields["recipient"])
    donation = Donation(number=next_number("DON"), donor=donor, pledged_by=by, **fields)
    donation.check_needed = needs_graft_check(donation.value_won + before, from_won=terms_on(today()).check_from_won)
    checked(donation)
    donation.save()
    record(donation, "pledged", by=by, payload={"value_won": donation.value_won})
    announce("friends.donation_pledged", donation=donation.pk)
    return donation


@transaction.atomic
def check_graft(
    donation: Donation, *, public_official: bool, duty_relation: bool, clear: bool, finding: str, by: User
) -> GraftCheck:
    """Compliance says whether anything speaks against it. Source: Improper Solicitation and Graft Act."""
    require(policies.may_check_graft(by))
    donation = _held(donation)
    if donation.state != DonationState.PLEDGED:
        raise WrongState(_("This donation is already decided."))
    check = GraftCheck(
        donation=donation,
        public_official=public_official,
        duty_relation=duty_relation,
        clear=clear,
        finding=finding,
        by=by,
    )
    checked(check)
    check.save()
    record(donation, "checked", by=by, reason=finding, payload={"clear": clear})
    announce("friends.donation_checked", donation=donation.pk)
    return check


@transaction.atomic
def approve(donation: Donation, *, by: User) -> Donation:
    """By a second person; above the limit only what compliance has cleared."""
    require(policies.may_approve_donation(by, donation))
    donation = _held(donation)
    if donation.check_needed:
        check = queries.check_of(donation)
        if check is None:
            raise RuleBroken(_("Compliance checks this donation first: it lies above the limit."))
        if not check.clear:
            raise RuleBroken(_("Compliance has not cleared this donation: it cannot be approved."))
    move(donation, "approve", by=by, approved_by=by)
    announce("friends.donation_approved", donation=donation.pk)
    return donation


@transaction.atomic
def refuse(donation: Donation, *, reason: str, by: User) -> Donation:
    """Not accepted, with the reason."""
    require(policies.may_approve_donation(by, donation))
    donation = _held(donation)
    move(donation, "refuse", by=by, reason=reason)
    Donation.objects.filter(pk=donation.pk).update(reason=reason)
    announce("friends.donation_refused", donation=donation.pk)
    return donation


@transaction.atomic
def take_back(donation: Donation, *, by: User) -> Donation:
    """The donor gives nothing after all; nobody asks why."""
    require(policies.may_withdraw_donation(by, donation))
    move(_held(donation), "withdraw", by=by)
    return donation


@transaction.atomic
def hand_over(donation: Donation, *, handed_on: date, by: User) -> Donation:
    """It was handed over to the organisation."""
    require(policies.may_hand_over(by, donation))
    donation = _held(donation)
    if handed_on > today():
        raise RuleBroken(_("This day is still to come."), field="handed_on")
    if handed_on < donation.pledged_at.date() - timedelta(days=1):
        raise RuleBroken(_("It was pledged after this day."), field="handed_on")
    move(donation, "deliver", by=by, payload={"handed_on": handed_on}, handed_on=handed_on)
    announce("friends.donation_delivered", donation=donation.pk)
    return donation


@transaction.atomic
def keep_receipt(donation: Donation, *, receipt_no: str, receipted_on: date, upload, by: User) -> Donation:
    """The organisation's receipt, kept for the years of the terms (FRD-06: five)."""
    require(policies.may_hand_over(by, donation))
    if not upload:
        raise RuleBroken(_("Add the receipt itself: it is kept."), field="upload")
    donation = _held(donation)
    if receipted_on > today():
        raise RuleBroken(_("This day is still to come."), field="receipted_on")
    if donation.handed_on and receipted_on < donation.handed_on:
        raise RuleBroken(_("A receipt is written once it was handed over."), field="receipted_on")
    keep_until = months_after(receipted_on, 12 * terms_on(receipted_on).receipt_years)
    stored = store_upload(upload, company=donation.donor, by=by, kinds=ANY_KIND)
    move(
        donation,
        "receipt",
        by=by,
        payload={"receipt_no": receipt_no, "keep_until": keep_until},
        receipt_no=receipt_no,
        receipted_on=receipted_on,
        receipt=stored,
        keep_until=keep_until,
    )
    announce("friends.donation_receipted", donation=donation.pk)
    return donation


@transaction.atomic
def close(donation: Donation, *, by: User) -> Donation:
    """The office has seen the receipt: done."""
    require(policies.may_approve_donation(by, donation))
    move(_held(donation), "close", by=by)
    return donation


@transaction.atomic
def run_receipt_clock(on: date) -> int:
    """Once a day: receipts whose years have passed are destroyed; what was given stays in the figures."""
    if not once("friends.receipts", on.isoformat()):
        return 0
    gone = 0
    for donation in queries.receipts_over(on):
        file = donation.receipt
        Donation.objects.filter(pk=donation.pk).update(receipt=None)
        record(donation, "receipt_destroyed", by=None, payload={"keep_until": donation.keep_until})
        if file is not None:
            discard_file(file, by=None)
        gone += 1
    return gone
