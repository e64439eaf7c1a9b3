"""Two hundred reads of personal data without its mask, by every door: each is on record with five fields.

Who, whose, which fields, when, why; and no name or number that was read stands in a log. Source: security G14.
"""

import itertools
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import db_now, today
from portal.privacy.models import Look
from portal.privacy.services import rights
from portal.privacy.states import RightKind
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from sharedgrowth.jobs.models import Application
from sharedgrowth.jobs.services import matches, papers
from sharedgrowth.jobs.tests import matching_stage as matched
from sharedgrowth.jobs.tests.factories import application, operator
from sharedgrowth.jobs.tests.test_applications_destroyed import PDF

pytestmark = pytest.mark.django_db
READS = 200
NAME, PHONE = "독고가람별", "010-8642-9753"
WHY = "면접 일정을 전화로 알림"


def doors():
    """Each way in which somebody reads a person's data as it is: reader, whose data, address, what is posted."""
    sent = application("draft", identity={"name": NAME, "phone": PHONE})
    upload = SimpleUploadedFile("copy.pdf", PDF)
    paper = papers.add_paper(
        sent, title="기능사", number="A-1", issuer="공단", issued_on=today(), upload=upload, by=sent.user
    )
    Application.objects.filter(pk=sent.pk).update(state="submitted", submitted_at=db_now())
    office = operator()
    yield office, sent.user, reverse("jobs:applicant-look", args=[sent.number]), {"why": WHY}
    yield office, sent.user, reverse("jobs:paper-copy", args=[sent.number, paper.uid]), {"why": WHY}
    firm = matched.firm()
    match = matched.suggested(by=firm)
    matches.consent(match, agreed=True, by=match.trainee.user)
    yield firm, match.trainee.user, reverse("jobs:match-papers", args=[match.number]), {}
    asking = UserFactory(name=NAME)
    asked = rights.ask(kind=RightKind.ERASURE, by=asking)
    yield staff("PR"), asking, reverse("privacy:request-detail", args=[asked.number]), None


def test_each_of_two_hundred_reads_is_on_record_and_in_no_log(client, caplog):
    caplog.set_level(logging.DEBUG)
    look, copy, release, request = doors()
    caplog.clear()  # the factories tell what they make
    ways, expected = [look, copy, request] * 6 + [release], []  # a released paper is typeset each time
    for _read, (reader, subject, url, sent) in zip(range(READS), itertools.cycle(ways), strict=False):
        sign_in(client, reader)
        answer = client.get(url) if sent is None else client.post(url, sent)
        assert answer.status_code == 200
        expected.append((reader.pk, subject.pk))
    told = Look.objects.order_by("pk")
    assert [(look.reader_id, look.subject_id) for look in told] == expected
    assert all(look.fields and look.why and look.at for look in told)
    assert [record for record in caplog.records if NAME in record.getMessage() or PHONE in record.getMessage()] == []
