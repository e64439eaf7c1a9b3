"""The trail and the windows put no name beside an application. Source: domain 16.1 (AD), 16.2 (AU masked), PII-08."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from portal.audit.models import AuditEntry
from portal.audit.services import record
from portal.notices.models import Notice
from portal.notices.services import notify
from portal.privacy.models import Consent, Look
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.jobs.models import Interview
from sharedgrowth.jobs.tests import factories, matching_stage

pytestmark = pytest.mark.django_db


def test_auditors_read_applicants_masked_and_find_nobody_by_name(client):
    application = factories.application()
    person, officer = application.user, staff("HR", name="이담당")
    person.name = "홍길동"
    person.save(update_fields=["name"])
    AuditEntry.objects.create(
        by=person, what="jobs.application.submitted_before", thing_type="jobs.application", thing_id=str(application.pk)
    )
    record(application, "submitted_again", by=person)
    record(application, "looked_through", by=officer)
    sign_in(client, staff("AU"))
    listed = client.get("/audit/", {"kind": "jobs.application"}, headers={"accept-language": "en"})
    assert {who for _entry, _kind, who, _number in listed.context["entries"]} >= {"홍*동", str(officer)}
    assert "홍길동" not in listed.content.decode()
    assert "The person concerned" in listed.content.decode()
    assert client.get("/audit/", {"person": "홍길동"}).context["entries"] == []
    assert len(client.get("/audit/", {"person": officer.email}).context["entries"]) == 1


def test_what_a_trainee_does_names_the_thing_and_not_the_person():
    match = matching_stage.placed().match
    person = match.trainee.user
    own = {entry.what for entry in AuditEntry.objects.all() if entry.by_person_concerned}
    assert own >= {"jobs.wishlist.submitted", "jobs.match.consent", "jobs.match.accept", "jobs.offer.accept"}
    assert not AuditEntry.objects.filter(by=person).exists()
    interview = Interview(match=match, pk=1)
    for thing in (match, match.trainee, match.offer, match.placement, interview):
        assert record(thing, "read", by=person).by is None
    assert AuditEntry.objects.filter(by=match.offer.made_by, what="jobs.offer.made").exists()
    assert not record(match, "read", by=None).by_person_concerned


def test_administrators_read_no_name_beside_an_application():
    application = factories.application()
    record(application, "submitted_again", by=application.user)
    notify(
        [application.user],
        "jobs.withdrawn",
        params={"number": application.number, "cohort": application.cohort.number},
        url_name="jobs:application-detail",
        url_args=[application.number],
    )
    assert Notice.objects.exists()
    request = RequestFactory().get("/")
    request.user = staff("AD", is_superuser=True, is_staff=True)

    def window(model):
        return admin.site.get_model_admin(model)

    assert not window(AuditEntry).get_queryset(request).filter(what="jobs.application.submitted_again").exists()
    assert not window(Notice).get_queryset(request).exists()
    for model, hidden in ((Consent, "person"), (Consent, "guest"), (Look, "subject")):
        assert hidden not in window(model).get_fields(request)
        assert hidden not in window(model).get_list_display(request)
