"""WHO: suppliers book, the laboratory confirms and reports, purchasing reads only with consent. Source: 8, SGS-06."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import LabBooking, LabEquipment
from sharedgrowth.support.queries import labs as queries


def _person(user: User) -> Verdict:
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def may_keep_equipment(user: User) -> Verdict:
    """Enter and change what can be booked: shared growth."""
    if not (person := _person(user)):
        return person
    if user.is_internal and user.has_role("SG"):
        return YES
    return no(_("Only shared growth enters laboratory equipment."))


def may_close_times(user: User, equipment: LabEquipment) -> Verdict:
    """Times in which nobody books, for maintenance: its keeper, or shared growth."""
    if user.is_internal and not user.is_service and (user.pk == equipment.keeper_id or user.has_role("SG")):
        return YES
    return no(_("Only the keeper of the equipment or shared growth closes times."))


def may_book(user: User) -> Verdict:
    """An administrator or user of a supplier that is active."""
    if not (person := _person(user)):
        return person
    if not user.is_supplier or not user.has_role(*queries.BOOKERS):
        return no(_("Equipment is booked by a supplier's administrator or user."))
    if not user.company.is_active:
        return no(_("Your company is not active at present: it cannot book."))
    return YES


def may_answer(user: User, booking: LabBooking) -> Verdict:
    """Confirm or refuse: the keeper, or shared growth when the keeper is away."""
    if user.is_internal and not user.is_service and (user.pk == booking.equipment.keeper_id or user.has_role("SG")):
        return YES
    return no(_("Only the keeper of the equipment or shared growth answers bookings."))


def may_test(user: User, booking: LabBooking) -> Verdict:
    """Take the sample in and report: who tests."""
    if user.is_internal and not user.is_service and queries.is_of_the_laboratory(user, booking):
        return YES
    return no(_("Only the laboratory that tests this sample does this."))


def may_cancel(user: User, booking: LabBooking) -> Verdict:
    """The company that booked, or the laboratory."""
    if user.is_supplier and user.company_id == booking.company_id:
        return may_book(user) if not user.is_service else _person(user)
    return may_answer(user, booking)


def may_consent(user: User, booking: LabBooking) -> Verdict:
    """Let purchasing read the report, or no longer: the administrator of the company."""
    if not (person := _person(user)):
        return person
    if user.is_supplier and user.company_id == booking.company_id and user.has_role("SA"):
        return YES
    return no(_("Only the administrator of the company lets purchasing read its report."))


def may_read_report(user: User, booking: LabBooking) -> Verdict:
    """The company first; who tests; the auditor; others of the buyer only with consent."""
    if queries.sees_contents(user, booking):
        return YES
    return no(_("The report belongs to the company. It has not consented that purchasing reads it."))
