"""The world behind the doors of personal data: a person who asked, was looked at and was told of an incident."""

from datetime import date, timedelta

from portal.clock import db_now, today
from portal.privacy.models import Consent
from portal.privacy.services import duties, exports, looks, rights
from portal.privacy.states import RightKind
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage


@stage("personal data")
def personal_data() -> World:
    """One of everything."""
    company = CompanyFactory()
    people = {
        "visitor": None,
        "person": UserFactory(),
        "stranger": UserFactory(),
        "owner": UserFactory(company=company, roles=("SA", "BD")),
        "member": UserFactory(company=company, roles=("SU",)),
        "officer": staff("PR"),
        "second": staff("PR"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "operator": staff("HR"),
        "buyer": staff("PO"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    person, officer, operator = people["person"], people["officer"], people["operator"]
    asked = rights.ask(kind=RightKind.SUSPENSION, by=person)
    looks.look(reader=operator, subject=person, fields=["phone"], why="Interview moved")
    consent = Consent.objects.create(
        person=person, purpose="test.gone", version=1, kind="collect", language="ko", text="…", text_sha256="0" * 64
    )
    grant = exports.ask_export(what="test:1", title="List", fields=["name"], rows=3, reason="Interview", by=operator)
    draft = duties.save_policy_draft(
        valid_from=today() + timedelta(days=30),
        change_ko="쿠키",
        change_en="Cookies",
        text_ko="본문",
        text_en="Text",
        by=officer,
    )
    processor = duties.save_processor(
        None, name="한결전산", task="Hosting", items="All", country="KR", contract_on=date(2026, 1, 2), by=officer
    )
    incident = duties.open_incident(
        known_at=db_now(), title="Lost laptop", items="Names", persons=1, course="Stolen.", by=officer
    )
    duties.edit_incident(incident, measures="Locked.", advice="Change the password.", by=officer)
    duties.add_affected(incident, [person.email], by=officer)
    duties.tell_affected(incident, by=officer)
    names = {
        "asked": asked.number,
        "consent": consent.uid,
        "grant": grant.number,
        "draft": draft.version,
        "processor": processor.pk,
        "incident": incident.number,
    }
    return World(people, names, owner=company)
