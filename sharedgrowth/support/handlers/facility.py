"""Facility solutions: who is told of what; photos and papers are read by both sides of a visit; what runs by itself."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.support.models import FacilityFault, FacilityInspection
from sharedgrowth.support.queries import facility as queries
from sharedgrowth.support.services import facility as services

PAGE, LIST = "support:inspection-detail", "support:inspection-list"


@sweeps
def watch_faults() -> None:
    """Once a day."""
    services.run_fault_clock(today())


@readers.register("support.fault_files")
def reads_fault_files(user: User, file: File) -> bool | None:
    """Both sides of the visit, shared growth, compliance and audit; no other member of staff."""
    fault = FacilityFault.objects.filter(Q(photo=file) | Q(fixed_file=file)).first()
    if fault is None:
        return None
    if queries.faults_visible_to(user).filter(pk=fault.pk).exists():
        return True
    return False if user.is_internal else None


def _told(inspection: int) -> tuple[FacilityInspection, dict]:
    found = FacilityInspection.objects.select_related("company", "inspector", "officer").get(pk=inspection)
    params = {
        "number": found.number,
        "company": bilingual(found.company.legal_name_ko, found.company.legal_name_en),
        "subject": found.subject,
        "day": found.planned_on,
    }
    return found, params


def _tell(people, kind: str, found: FacilityInspection, params: dict) -> None:
    notify(people, f"support.{kind}", params=params, url_name=PAGE, url_args=[found.number])


@on("support.inspection_planned")
def tell_planned(*, inspection: int, **_later) -> None:
    """The company and the inspector."""
    found, params = _told(inspection)
    _tell({*people_with_role(found.company, "SA"), found.inspector}, "inspection_planned", found, params)


@on("support.inspection_cancelled")
def tell_cancelled(*, inspection: int, reason: str, by: int, **_later) -> None:
    """Everybody else."""
    found, params = _told(inspection)
    people = {*people_with_role(found.company, "SA"), found.inspector, found.officer}
    told = [person for person in people if person is not None and person.pk != by]
    _tell(told, "inspection_cancelled", found, params | {"reason": reason})


@on("support.inspection_reported")
def tell_reported(*, inspection: int, **_later) -> None:
    """The company and the officer."""
    found, params = _told(inspection)
    people = {*people_with_role(found.company, "SA"), *([found.officer] if found.officer else [])}
    _tell(people, "inspection_reported", found, params | {"count": found.faults.count()})


@on("support.stop_work")
def tell_stop(*, inspection: int | None = None, fault: int | None = None, **_later) -> None:
    """At once: the administrators and ESG officers of the company, shared growth and compliance. SGS-07."""
    if inspection is None or fault is None:
        return
    found, params = _told(inspection)
    text = FacilityFault.objects.values_list("text", flat=True).get(pk=fault)
    _tell(people_with_role(found.company, "SA", "SE"), "facility_stop", found, params | {"text": text[:200]})
    _tell(buyer_people_with_role("SG", "CP"), "facility_stop_seen", found, params | {"text": text[:200]})


@on("support.fault_fixed")
def tell_fixed(*, fault: int, **_later) -> None:
    """The inspector."""
    mended = FacilityFault.objects.get(pk=fault)
    found, params = _told(mended.inspection_id)
    _tell([found.inspector], "fault_fixed", found, params | {"no": mended.no})


@on("support.fault_judged")
def tell_judged(*, fault: int, **_later) -> None:
    """The company."""
    judged = FacilityFault.objects.get(pk=fault)
    found, params = _told(judged.inspection_id)
    kind = "fault_closed" if judged.closed_at else "fault_sent_back"
    params |= {"no": judged.no} if judged.closed_at else {"no": judged.no, "remark": judged.remark}
    _tell(people_with_role(found.company, "SA"), kind, found, params)


@on("support.faults_late")
def tell_late(*, company: int, count: int, **_later) -> None:
    """The company and shared growth."""
    found = Company.objects.get(pk=company)
    notify(people_with_role(found, "SA"), "support.faults_late", params={"count": count}, url_name=LIST)
    params = {"count": count, "company": bilingual(found.legal_name_ko, found.legal_name_en)}
    notify(buyer_people_with_role("SG"), "support.faults_late_seen", params=params, url_name=LIST)


WORDS = (  # kind, title, text
    (
        "support.inspection_planned",
        _("Inspection %(number)s is planned: %(subject)s"),
        _("%(company)s, %(day)s. The visit begins with a safety form."),
    ),
    (
        "support.inspection_cancelled",
        _("Inspection %(number)s is cancelled"),
        _("%(company)s, %(day)s. %(reason)s"),
    ),
    (
        "support.inspection_reported",
        _("The report of inspection %(number)s is here"),
        _("%(subject)s. Faults to mend: %(count)s."),
    ),
    (
        "support.facility_stop",
        _("Stop work at once: inspection %(number)s"),
        _("%(text)s. Confirm that work stands still, mend it, and hand in what was done."),
    ),
    (
        "support.facility_stop_seen",
        _("%(company)s: work was stopped by inspection %(number)s"),
        _("%(text)s."),
    ),
    (
        "support.fault_fixed",
        _("Fault %(no)s of inspection %(number)s is said to be mended"),
        _("%(company)s. Look at it and close it, or send it back."),
    ),
    (
        "support.fault_closed",
        _("Fault %(no)s of inspection %(number)s is closed"),
        _("%(subject)s."),
    ),
    (
        "support.fault_sent_back",
        _("Fault %(no)s of inspection %(number)s is not mended yet"),
        _("%(remark)s."),
    ),
    (
        "support.faults_late",
        _("Faults that are overdue: %(count)s"),
        _("Mend them and hand in what was done. Shared growth sees what is late."),
    ),
    (
        "support.faults_late_seen",
        _("%(company)s: faults that are overdue: %(count)s"),
        _("Found by facility inspections."),
    ),
)
ESSENTIAL = {"support.facility_stop", "support.facility_stop_seen", "support.inspection_reported"}
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=key in ESSENTIAL))
