"""FIND: equipment, its free and taken times, bookings, reports and who may read them. Source: domain 8, SGS-06."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from portal.calendar import business_days_after, is_business_day
from portal.clock import SEOUL
from portal.files.models import File
from portal.people.models import Company
from sharedgrowth.support.models import LabBooking, LabEquipment, LabReport, LabReportAccess
from sharedgrowth.support.rules import labs as rules
from sharedgrowth.support.states.labs import BOOKING_HOLDS, BOOKING_OPEN, BookingState

BOOKERS = ("SA", "SU")
OVERSEERS = ("SG", "AU")  # see every booking; what a sample is and what was found is another matter


def equipment_offered() -> QuerySet[LabEquipment]:
    """What can be booked, for everybody."""
    return LabEquipment.objects.filter(active=True).select_related("keeper").order_by("field", "code")


def equipment_visible_to(user) -> QuerySet[LabEquipment]:
    """Staff also see what is out of use."""
    if user.is_authenticated and user.is_internal:
        return LabEquipment.objects.select_related("keeper").order_by("field", "code")
    return equipment_offered()


def equipment_found(user, *, q: str = "", field: str = "") -> QuerySet[LabEquipment]:
    """By words and field."""
    found = equipment_visible_to(user)
    if q:
        found = found.filter(
            Q(name_ko__icontains=q)
            | Q(name_en__icontains=q)
            | Q(about_ko__icontains=q)
            | Q(about_en__icontains=q)
            | Q(code__icontains=q)
        )
    return found.filter(field=field) if field else found


def bookable_days(equipment: LabEquipment, on: date) -> tuple[date, date]:
    """The first and the last day that may be booked now."""
    return business_days_after(on, equipment.lead_days), on + timedelta(days=equipment.ahead_days)


def slots_on(equipment: LabEquipment, day: date) -> list[rules.Slot]:
    """The slots of a business day."""
    if not is_business_day(day):
        return []
    return rules.slots_of(day, equipment.opens, equipment.closes, equipment.slot_minutes, SEOUL)


def bookings_between(equipment: Iterable[LabEquipment], first: date, last: date) -> QuerySet[LabBooking]:
    """What takes time of the equipment in these days, both included."""
    begin = datetime.combine(first, time.min, SEOUL)
    end = datetime.combine(last + timedelta(days=1), time.min, SEOUL)
    return LabBooking.objects.filter(
        equipment__in=list(equipment), state__in=BOOKING_HOLDS, begins_at__lt=end, ends_at__gt=begin
    ).order_by("begins_at")


def free_counts(equipment: Iterable[LabEquipment], on: date, days: int = 14) -> dict[int, int]:
    """How many slots are free for each in the coming ``days``, among those that may be booked now."""
    things, last = list(equipment), on + timedelta(days=days)
    taken: dict[int, list[tuple[datetime, datetime]]] = {}
    for booking in bookings_between(things, on, last):
        taken.setdefault(booking.equipment_id, []).append((booking.begins_at, booking.ends_at))
    counts = {}
    for thing in things:
        first, end = bookable_days(thing, on)
        span = [first + timedelta(days=n) for n in range((min(last, end) - first).days + 1)]
        slots = [slot for day in span for slot in slots_on(thing, day)]
        counts[thing.pk] = len(rules.free_slots(slots, taken.get(thing.pk, [])))
    return counts


def bookings_visible_to(user) -> QuerySet[LabBooking]:
    """The company's own; the keeper's and tester's; shared growth and audit all; purchasing those with consent.

    Without it purchasing does not even learn who has something tested. Source: SGS-06.
    """
    found = LabBooking.objects.select_related("equipment__keeper", "company", "operator", "asked_by")
    if user.is_supplier:
        if not (user.is_service or user.has_role(*BOOKERS)):
            return found.none()
        return found.filter(company=user.company_id)
    if not user.is_internal:
        return found.none()
    if user.has_role(*OVERSEERS):
        return found
    seen = Q(equipment__keeper=user) | Q(operator=user)
    if user.has_role("PO", "AP"):
        seen |= Q(consent_at__isnull=False)
    return found.filter(seen)


def bookings_listed_for(user, *, q: str = "", state: str = "", equipment: str = "") -> QuerySet[LabBooking]:
    """The same, filtered, the next ones first among those that run."""
    found = bookings_visible_to(user).exclude(company=None).order_by("-begins_at", "-pk")
    if q:
        found = found.filter(
            Q(number__icontains=q)
            | Q(company__legal_name_ko__icontains=q)
            | Q(company__legal_name_en__icontains=q)
            | Q(sample__icontains=q, company=user.company_id)
        )
    if state == "open":
        found = found.filter(state__in=BOOKING_OPEN)
    elif state:
        found = found.filter(state=state)
    return found.filter(equipment__code=equipment) if equipment else found


def open_bookings(company: Company) -> int:
    """How many of a company are not over."""
    return LabBooking.objects.filter(company=company, state__in=BOOKING_OPEN).count()


def is_of_the_laboratory(user, booking: LabBooking) -> bool:
    """Who tests: the keeper, and who was named for it; with a strict sample only the latter, once there is one."""
    if booking.confidentiality == "strict" and booking.operator_id is not None:
        return user.pk == booking.operator_id
    return user.pk in (booking.equipment.keeper_id, booking.operator_id)


def sees_contents(user, booking: LabBooking) -> bool:
    """Purpose, sample and report: the company itself, who tests, the auditor; of the buyer's others those it lets."""
    if booking.company_id is not None and user.company_id == booking.company_id:
        return True
    if not user.is_internal:
        return False
    return is_of_the_laboratory(user, booking) or user.has_role("AU") or booking.consent_at is not None


def reports_of(booking: LabBooking) -> list[LabReport]:
    """The newest first."""
    return list(booking.reports.select_related("file", "issued_by").order_by("-version"))


def has_been_read_by_company(booking: LabBooking) -> bool:
    """Whether somebody of the company has opened the newest report: before that nobody of purchasing can. SGS-06."""
    newest = booking.reports.order_by("-version").first()
    return newest is not None and newest.accesses.filter(company=booking.company_id, what="opened").exists()


def accesses_of(booking: LabBooking) -> list[LabReportAccess]:
    """Who has opened the report, the newest first."""
    return list(booking.accesses.select_related("by", "company", "report").order_by("-pk")[:50])


def report_of_file(file: File) -> LabReport | None:
    """The report that a stored file is, if it is one."""
    return LabReport.objects.select_related("booking__equipment").filter(file=file).first()


def bookings_to_confirm(user) -> QuerySet[LabBooking]:
    """What waits for the keeper's answer."""
    found = bookings_visible_to(user).filter(state=BookingState.REQUESTED)
    return found if user.has_role("SG") else found.filter(equipment__keeper=user)


def bookings_begun(now: datetime) -> QuerySet[LabBooking]:
    """Requests nobody answered before their time began."""
    return LabBooking.objects.filter(state=BookingState.REQUESTED, begins_at__lte=now)


def bookings_of_day(day: date) -> QuerySet[LabBooking]:
    """Confirmed for this day: reminded of the day before."""
    begin = datetime.combine(day, time.min, SEOUL)
    return LabBooking.objects.filter(
        state=BookingState.CONFIRMED, begins_at__gte=begin, begins_at__lt=begin + timedelta(days=1)
    )


def use_by_equipment(since: datetime) -> QuerySet[LabEquipment]:
    """How often each was used: bookings that came to a report."""
    done = Q(bookings__state__in=[BookingState.REPORTED, BookingState.CLOSED], bookings__begins_at__gte=since)
    firms = Count("bookings__company", filter=done, distinct=True)
    return LabEquipment.objects.annotate(reports_made=Count("bookings", filter=done), firms=firms).order_by("code")
