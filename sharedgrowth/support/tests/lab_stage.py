"""Laboratories as the tests need them: equipment, a free time, bookings in every state."""

from datetime import time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import db_now, today
from portal.people.models import User
from portal.tests.factories import staff, supplier
from sharedgrowth.support.models import LabBooking, LabEquipment, LabReport
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.services import labs as services

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def equipment(code: str = "sem-1", **given) -> LabEquipment:
    """A microscope, four slots a day."""
    fields = {
        "code": code,
        "field": "metal",
        "name_ko": "주사 전자 현미경",
        "name_en": "Scanning electron microscope",
        "lab_ko": "재료 분석실",
        "lab_en": "Materials laboratory",
        "about_ko": "파면과 미세 조직을 봅니다.",
        "about_en": "Shows fracture faces and microstructure.",
        "opens": time(9),
        "closes": time(17),
        "slot_minutes": 120,
        "refuses": ["flammable"],
    } | given
    if "keeper" not in fields:
        fields["keeper"] = staff("CN")
    return LabEquipment.objects.create(**fields)


def free(thing: LabEquipment, place: int = 0, *, days: int = 0):
    """When a free slot begins: the first day that may be booked, or ``days`` later."""
    day = queries.bookable_days(thing, today())[0] + timedelta(days=days)
    while not (slots := queries.slots_on(thing, day)):
        day += timedelta(days=1)
    return slots[place].begins_at


def asked(thing: LabEquipment, *, by: User, **given) -> LabBooking:
    """Booked, not answered."""
    fields = {
        "begins_at": free(thing),
        "purpose": "베어링이 왜 부러졌는지 알고자 합니다.",
        "sample": "베어링 외륜 조각",
        "emergency": "010-0000-0000",
    } | given
    return services.book_equipment(thing, **fields, by=by)


def confirmed(thing: LabEquipment, *, by: User, **given) -> LabBooking:
    """And answered."""
    return services.confirm_booking(asked(thing, by=by, **given), by=thing.keeper)


def paper(name: str = "report.pdf") -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def reported(thing: LabEquipment, *, by: User, **given) -> LabReport:
    """The report is released, nobody has opened it."""
    booking = services.receive_sample(confirmed(thing, by=by, **given), by=thing.keeper)
    return services.release_report(booking, upload=paper(), finding="피로 파괴입니다.", by=thing.keeper)


def consented(thing: LabEquipment, *, by: User) -> LabReport:
    """The administrator has read it and lets purchasing read it."""
    report = reported(thing, by=by)
    services.open_report(report, by=by)
    services.give_consent(report.booking, by=by)
    report.booking.refresh_from_db()
    return report


def past(booking: LabBooking) -> LabBooking:
    """Its time is over."""
    now = db_now()
    LabBooking.objects.filter(pk=booking.pk).update(
        begins_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1)
    )
    booking.refresh_from_db()
    return booking


def admin(**given) -> User:
    """The administrator of a supplier."""
    return supplier("SA", **given)
