"""A certificate is issued once, for two years, for one version; a product has one at a time. Source: INV-05, INV-08."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.clock import today
from portal.errors import NotAllowed, WrongState
from portal.outbox.models import Event
from portal.periods import months_after
from portal.results import results
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import AllianceMember, Certificate, VersionChange
from sharedgrowth.innovilt.services import certificates
from sharedgrowth.innovilt.states import ApplicationKind, ApplicationState, ChangeState, MemberState
from sharedgrowth.innovilt.tests.factories import certificate, certified_application, office

pytestmark = pytest.mark.django_db


def test_a_certificate_lasts_two_years_and_makes_a_member():
    application = certified_application()
    made = certificates.issue(application, by=office())
    on = today()
    assert (made.valid_from, made.valid_to) == (on, months_after(on, 24) - timedelta(days=1))
    assert made.state == "valid"
    assert made.number.startswith("INVC-")
    assert [covered.version for covered in made.versions.all()] == [application.version]
    member = AllianceMember.objects.get(company=application.company)
    assert (member.state, member.since) == (MemberState.ACTIVE, on)
    assert Event.objects.filter(name="innovilt.certified", payload={"certificate": made.pk}).count() == 1
    assert certificates.issue(application, by=office()) == made  # asked twice: the same one
    assert Certificate.objects.count() == 1


def test_only_the_office_issues_and_only_what_the_committee_certified():
    application = certified_application()
    with pytest.raises(NotAllowed):
        certificates.issue(application, by=person(application.company, "SA"))
    waiting = certified_application(state=ApplicationState.COMMITTEE)
    with pytest.raises(WrongState, match="has not certified"):
        certificates.issue(waiting, by=office())


def test_what_a_member_bought_is_told_inside_alone():
    columns = results.get("innovilt.steel").columns
    assert [column.key for column in columns if not column.inside] == ["tonnes"]


def test_a_renewal_begins_the_day_after_the_old_one_ends():
    old = certificate()
    again = certified_application(product=old.product, kind=ApplicationKind.RENEWAL, renews=old)
    new = certificates.issue(again, by=office())
    assert new.valid_from == old.valid_to + timedelta(days=1)
    assert new.renews == old
    assert new.number != old.number
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        Certificate.objects.create(
            number="INVC-2026-899999",
            company=old.company,
            product=old.product,
            application=certified_application(old.company, old.product),
            category="structure",
            valid_from=old.valid_to,
            valid_to=old.valid_to + timedelta(days=10),
        )


def test_a_changed_version_joins_the_certificate_it_was_reviewed_for():
    old = certificate()
    version = old.product.current
    newer = type(version).objects.create(
        product=old.product, no=2, class_node=version.class_node, created_by=version.created_by, name_en="Deck plate 2"
    )
    VersionChange.objects.create(certificate=old, version=newer)
    changed = certified_application(product=old.product, kind=ApplicationKind.CHANGE, renews=old, version=newer)
    assert certificates.issue(changed, by=office()) == old
    assert [covered.version_id for covered in old.versions.order_by("id")] == [version.pk, newer.pk]
    assert old.changes.get().state == ChangeState.CERTIFIED
    assert Certificate.objects.count() == 1
