"""The laboratories: who is told of what; reports are opened only after it was written down; what runs by itself."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.clock import db_now
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import User
from portal.people.queries import people_with_role
from sharedgrowth.support.models import LabBooking, LabReportAccess
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.services import labs as services
from sharedgrowth.support.states.labs import ReportAccess

PAGE = "support:booking-detail"
OPENED_FOR = timedelta(minutes=30)  # a download that broke off goes on without a second line in the list


@sweeps
def watch_labs() -> None:
    """Requests whose time has come unanswered; a reminder the day before."""
    services.run_lab_clock(db_now())


@readers.register("support.lab_reports")
def reads_lab_reports(user: User, file: File) -> bool | None:
    """Nobody, not even the company, but by the door that writes down who opens it (SGS-06)."""
    report = queries.report_of_file(file)
    if report is None:
        return None
    opened = LabReportAccess.objects.filter(
        report=report, by=user, what=ReportAccess.OPENED, at__gt=db_now() - OPENED_FOR
    )
    return queries.sees_contents(user, report.booking) and opened.exists()


def _told(booking: int) -> tuple[LabBooking, dict]:
    found = LabBooking.objects.select_related("equipment__keeper", "company", "operator", "asked_by").get(pk=booking)
    params = {
        "number": found.number,
        "equipment": bilingual(found.equipment.name_ko, found.equipment.name_en),
        "company": bilingual(found.company.legal_name_ko, found.company.legal_name_en) if found.company else "",
        "when": found.begins_at,
    }
    return found, params


def _own_people(booking: LabBooking):
    return {booking.asked_by, *people_with_role(booking.company, "SA")} if booking.company else set()


@on("support.lab_booked")
def tell_keeper(*, booking: int, **_later) -> None:
    """Who answers."""
    found, params = _told(booking)
    notify([found.equipment.keeper], "support.lab_booked", params=params, url_name=PAGE, url_args=[found.number])


@on("support.lab_answered")
def tell_answer(*, booking: int, answer: str, **_later) -> None:
    """Who asked, and the administrators."""
    found, params = _told(booking)
    kind = f"support.lab_{answer}"
    params = params | {"reason": found.reason} if answer == "refused" else params
    notify(_own_people(found), kind, params=params, url_name=PAGE, url_args=[found.number])


@on("support.lab_cancelled")
def tell_cancelled(*, booking: int, by: int, **_later) -> None:
    """The other side."""
    found, params = _told(booking)
    people = {*_own_people(found), found.equipment.keeper}
    told = [person for person in people if person.pk != by]
    params = params | {"reason": found.reason}
    notify(told, "support.lab_cancelled", params=params, url_name=PAGE, url_args=[found.number])


@on("support.lab_reported")
def tell_report(*, booking: int, version: int, **_later) -> None:
    """The company, and nobody else."""
    found, params = _told(booking)
    notify(_own_people(found), "support.lab_reported", params=params, url_name=PAGE, url_args=[found.number])


@on("support.lab_tomorrow")
def remind(*, booking: int, **_later) -> None:
    """Both sides, the day before."""
    found, params = _told(booking)
    people = {*_own_people(found), found.operator or found.equipment.keeper}
    notify(people, "support.lab_tomorrow", params=params, url_name=PAGE, url_args=[found.number])


WORDS = (  # kind, title, text
    (
        "support.lab_booked",
        _("%(company)s has booked %(equipment)s"),
        _("Booking %(number)s, %(when)s. Confirm or refuse it before then."),
    ),
    (
        "support.lab_confirmed",
        _("Your booking %(number)s is confirmed"),
        _("%(equipment)s, %(when)s. Bring or send the sample with this number on it."),
    ),
    (
        "support.lab_refused",
        _("Your booking %(number)s was refused"),
        _("%(equipment)s, %(when)s. %(reason)s"),
    ),
    (
        "support.lab_cancelled",
        _("Booking %(number)s is cancelled"),
        _("%(equipment)s, %(when)s. %(reason)s"),
    ),
    (
        "support.lab_reported",
        _("The report of booking %(number)s is here"),
        _("%(equipment)s. Only your company can open it. Purchasing sees it if you consent."),
    ),
    (
        "support.lab_tomorrow",
        _("Tomorrow: %(equipment)s"),
        _("Booking %(number)s, %(when)s."),
    ),
)
for key, title, text in WORDS:
    kinds.register(
        Kind(key=key, title=title, text=text, essential=key in {"support.lab_refused", "support.lab_cancelled"})
    )
