"""DO: keep equipment, book it, confirm, take samples in, release reports, consent. Source: domain 8, SGS-06, SGS-07."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import is_business_day
from portal.checked import checked
from portal.clock import SEOUL, db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.support.models import LabBooking, LabEquipment, LabReport, LabReportAccess
from sharedgrowth.support.policies import labs as policies
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.rules import labs as rules
from sharedgrowth.support.services.waves import check_wall
from sharedgrowth.support.states.labs import BookingState, Hazard, ReportAccess

TAKEN = "lab_no_double_booking"


@transaction.atomic
def keep_equipment(equipment: LabEquipment | None = None, *, by: User, **fields) -> LabEquipment:
    """Enter a piece of equipment, or change what is said of it; bookings that stand are not touched."""
    require(policies.may_keep_equipment(by))
    new = equipment is None
    thing = equipment or LabEquipment()
    for name, value in fields.items():
        setattr(thing, name, value)
    if thing.keeper_id and not thing.keeper.is_internal:
        raise RuleBroken(_("The keeper is a person of the buyer."), field="keeper")
    checked(thing)
    thing.save()
    record(thing, "entered" if new else "changed", by=by, payload={"code": thing.code, "active": thing.active})
    return thing


@transaction.atomic
def close_times(
    equipment: LabEquipment, *, begins_at: datetime, ends_at: datetime, reason: str, by: User
) -> LabBooking:
    """A time in which nobody books; refused while a booking of a company stands in it."""
    require(policies.may_close_times(by, equipment))
    blocked = LabBooking(
        number=next_number("LAB"),
        equipment=equipment,
        asked_by=by,
        state=BookingState.BLOCKED,
        begins_at=begins_at,
        ends_at=ends_at,
        reason=reason,
    )
    if ends_at <= begins_at:
        raise RuleBroken(_("It ends after it begins."), field="ends_at")
    _take(blocked, _("A booking stands in this time. Answer or cancel it first."))
    record(blocked, "blocked", by=by, reason=reason)
    return blocked


def _take(booking: LabBooking, told: str) -> None:
    """Save it, unless the time is taken: the database decides which of many at once was first."""
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError as fault:
        if TAKEN not in str(fault):
            raise
        raise RuleBroken(told, field="slot") from fault


def chosen_time(equipment: LabEquipment, begins_at: datetime, slots: int, on: date) -> rules.Slot:
    """The time that somebody wants, or why it cannot be had."""
    day = begins_at.astimezone(SEOUL).date()
    first, last = queries.bookable_days(equipment, on)
    if not rules.is_bookable(day, first=first, last=last, open_day=is_business_day(day)):
        raise RuleBroken(
            _("Choose a business day from %(first)s to %(last)s.")
            % {"first": first.isoformat(), "last": last.isoformat()},
            field="slot",
        )
    if slots > equipment.most_slots:
        raise RuleBroken(_("At most %(most)s slots in a row.") % {"most": equipment.most_slots}, field="slots")
    found = rules.run_of(queries.slots_on(equipment, day), begins_at, slots)
    if found is None:
        raise RuleBroken(
            _("The equipment is not open so long. Choose an earlier slot or fewer of them."), field="slots"
        )
    return found


@transaction.atomic
def book_equipment(
    equipment: LabEquipment,
    *,
    begins_at: datetime,
    slots: int = 1,
    purpose: str,
    sample: str,
    samples: int = 1,
    back: bool = True,
    confidentiality: str = "normal",
    hazards: Collection[str] = (),
    visitors: int = 0,
    emergency: str,
    by: User,
) -> LabBooking:
    """Ask for a time, with sample and safety form; the time is taken from now on. SGS-07."""
    require(policies.may_book(by))
    now = db_now()
    if not equipment.active:
        raise WrongState(_("This equipment cannot be booked at present."))
    assert by.company is not None  # noqa: S101 (a supplier)
    Company.objects.select_for_update(of=("self",), no_key=True).get(pk=by.company.pk)  # two at once are counted
    if queries.open_bookings(by.company) >= rules.MOST_OPEN:
        raise RuleBroken(
            _("Your company has %(most)s bookings that are not over. Finish or cancel one first.")
            % {"most": rules.MOST_OPEN}
        )
    slot = chosen_time(equipment, begins_at, slots, now.astimezone(SEOUL).date())
    if refused := [hazard for hazard in hazards if hazard in equipment.refuses]:
        words = ", ".join(str(Hazard(code).label) for code in refused)
        raise RuleBroken(
            _("This equipment does not take such samples: %(hazards)s.") % {"hazards": words}, field="hazards"
        )
    booking = LabBooking(
        number=next_number("LAB"),
        equipment=equipment,
        company=by.company,
        asked_by=by,
        begins_at=slot.begins_at,
        ends_at=slot.ends_at,
        purpose=purpose,
        sample=sample,
        samples=samples,
        back=back,
        confidentiality=confidentiality,
        hazards=sorted(hazards),
        visitors=visitors,
        emergency=emergency,
        safety_at=now,
    )
    _take(booking, _("This time has just been taken. Choose another one."))
    record(booking, "booked", by=by, payload={"equipment": equipment.code, "begins_at": slot.begins_at.isoformat()})
    announce("support.lab_booked", booking=booking.pk)
    return booking


def _held(booking: LabBooking) -> LabBooking:
    return LabBooking.objects.select_for_update(of=("self",)).select_related("equipment").get(pk=booking.pk)


@transaction.atomic
def confirm_booking(booking: LabBooking, *, operator: User | None = None, by: User) -> LabBooking:
    """The laboratory takes it; ``operator`` is who tests (else the keeper)."""
    require(policies.may_answer(by, booking))
    booking = _held(booking)
    tester = operator or booking.equipment.keeper
    if not tester.is_internal:
        raise RuleBroken(_("Who tests is a person of the buyer."), field="operator")
    assert booking.company is not None  # noqa: S101 (a company asked for it)
    try:
        check_wall(tester, booking.company)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.message, field="operator") from refusal
    if booking.begins_at <= db_now():
        raise WrongState(_("Its time has come already: nobody answered."))
    move(booking, "confirm", by=by, operator=tester, changed_at=db_now())
    announce("support.lab_answered", booking=booking.pk, answer="confirmed")
    return booking


@transaction.atomic
def refuse_booking(booking: LabBooking, *, reason: str, by: User | None) -> LabBooking:
    """Not this time, with the reason; the time is free again. By nobody: its time came and nobody had answered."""
    if by is not None:
        require(policies.may_answer(by, booking))
    booking = _held(booking)
    move(booking, "refuse", by=by, reason=reason, changed_at=db_now())
    LabBooking.objects.filter(pk=booking.pk).update(reason=reason)
    announce("support.lab_answered", booking=booking.pk, answer="refused")
    return booking


@transaction.atomic
def cancel_booking(booking: LabBooking, *, reason: str, by: User) -> LabBooking:
    """The company until a day before, the laboratory at any time; the time is free again."""
    require(policies.may_cancel(by, booking))
    booking = _held(booking)
    now = db_now()
    if (
        by.company_id == booking.company_id
        and booking.state == BookingState.CONFIRMED
        and not rules.may_be_cancelled(booking.begins_at, now)
    ):
        raise RuleBroken(_("Less than a day is left. Call the laboratory: it can still cancel."))
    move(booking, "cancel", by=by, reason=reason, changed_at=now)
    LabBooking.objects.filter(pk=booking.pk).update(reason=reason)
    if booking.company_id is not None:
        announce("support.lab_cancelled", booking=booking.pk, by=by.pk)
    return booking


@transaction.atomic
def receive_sample(booking: LabBooking, *, by: User) -> LabBooking:
    """The sample is there and is what was said."""
    require(policies.may_test(by, booking))
    booking = _held(booking)
    move(booking, "receive", by=by, changed_at=db_now())
    return booking


@transaction.atomic
def miss_booking(booking: LabBooking, *, by: User) -> LabBooking:
    """Nobody came and no sample did, though its time is over."""
    require(policies.may_test(by, booking))
    booking = _held(booking)
    if booking.ends_at > db_now():
        raise WrongState(_("Its time is not over yet."))
    move(booking, "miss", by=by, changed_at=db_now())
    return booking


@transaction.atomic
def release_report(booking: LabBooking, *, upload: Upload, finding: str, by: User) -> LabReport:
    """The report goes to the company, and to nobody else; a corrected one follows as the next version. SGS-06."""
    require(policies.may_test(by, booking))
    booking = _held(booking)
    if booking.state not in (BookingState.RECEIVED, BookingState.REPORTED):
        raise WrongState(_("A report follows once the sample is received."))
    file = store_upload(upload, company=booking.company, by=by, kinds=DOCUMENTS)
    version = booking.reports.count() + 1
    report = LabReport.objects.create(booking=booking, version=version, file=file, finding=finding, issued_by=by)
    if booking.state == BookingState.RECEIVED:
        move(booking, "report", by=by, changed_at=db_now(), payload={"sha256": file.sha256})
    else:  # the company has not read the new one yet: what it allowed was about another
        LabBooking.objects.filter(pk=booking.pk).update(consent_at=None, consent_by=None)
        record(booking, "report_corrected", by=by, payload={"sha256": file.sha256, "version": version})
    announce("support.lab_reported", booking=booking.pk, version=version)
    return report


@transaction.atomic
def open_report(report: LabReport, *, by: User) -> LabReportAccess:
    """Somebody opens the report: written down before its bytes leave."""
    booking = report.booking
    require(policies.may_read_report(by, booking))
    return LabReportAccess.objects.create(
        booking=booking, report=report, what=ReportAccess.OPENED, by=by, company=by.company
    )


@transaction.atomic
def give_consent(booking: LabBooking, *, by: User) -> LabBooking:
    """Purchasing may read the report from now on; only after the company itself has opened it. SGS-06."""
    require(policies.may_consent(by, booking))
    booking = _held(booking)
    if booking.consent_at is not None:
        raise WrongState(_("Purchasing may read it already."))
    if not queries.has_been_read_by_company(booking):
        raise RuleBroken(_("Open the report first: consent is given to what has been read."))
    booking.consent_at, booking.consent_by = db_now(), by
    booking.save(update_fields=["consent_at", "consent_by"])
    _note(booking, ReportAccess.CONSENTED, by)
    record(booking, "consented", by=by)
    announce("support.lab_consented", booking=booking.pk)
    return booking


@transaction.atomic
def withdraw_consent(booking: LabBooking, *, by: User) -> LabBooking:
    """From now on purchasing reads it no longer; who has opened it stays written."""
    require(policies.may_consent(by, booking))
    booking = _held(booking)
    if booking.consent_at is None:
        raise WrongState(_("There is no consent to take back."))
    booking.consent_at = booking.consent_by = None
    booking.save(update_fields=["consent_at", "consent_by"])
    _note(booking, ReportAccess.WITHDRAWN, by)
    record(booking, "consent_withdrawn", by=by)
    return booking


def _note(booking: LabBooking, what: str, by: User) -> None:
    report = booking.reports.order_by("-version").first()
    LabReportAccess.objects.create(booking=booking, report=report, what=what, by=by, company=by.company)


@transaction.atomic
def close_booking(booking: LabBooking, *, by: User) -> LabBooking:
    """The company has what it needs, or the laboratory has given the samples back."""
    require(policies.may_cancel(by, booking))
    booking = _held(booking)
    move(booking, "close", by=by, changed_at=db_now())
    return booking


@transaction.atomic
def run_lab_clock(now: datetime) -> int:
    """Each minute: requests that nobody answered in time are refused; once a day: a reminder the day before."""
    done = 0
    for booking in queries.bookings_begun(now).select_for_update(of=("self",)):
        refuse_booking(booking, reason="", by=None)
        done += 1
    tomorrow = now.astimezone(SEOUL).date() + timedelta(days=1)
    if now.astimezone(SEOUL).time() >= time(9) and once("support.lab-reminders", tomorrow.isoformat()):
        for booking in queries.bookings_of_day(tomorrow):
            announce("support.lab_tomorrow", booking=booking.pk)
            done += 1
    return done
