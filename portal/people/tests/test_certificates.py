"""Certificates and the night's work, tax status, and what the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.files.tests.factories import FileFactory
from portal.outbox.models import Event
from portal.people import handlers, queries, services
from portal.people.models import (
    Certificate,
    Company,
    JoinRequest,
    Membership,
    User,
)
from portal.people.states import CompanyState, Level, TaxStatus
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier

pytestmark = pytest.mark.django_db


def announced(name: str) -> int:
    return Event.objects.filter(name=name).count()


# Certificates --------------------------------------------------------------------------------------------------------
def certificate(by: User, kind: str = "ISO9001", days: int = 100) -> Certificate:
    return services.add_certificate(
        by.company,
        kind=queries.certificate_kinds().get(pk=kind),
        number=f"{kind}-{days}",
        issuer="한국품질인증",
        valid_from=today() - timedelta(days=10),
        valid_to=today() + timedelta(days=days),
        document=FileFactory(company=by.company),
        by=by,
    )


def test_a_certificate_counts_after_a_second_person_verified_it():
    owner = supplier("SE")
    added = certificate(owner)
    with pytest.raises(NotAllowed):
        services.verify_certificate(added, by=owner)
    services.verify_certificate(added, by=staff("ER"))
    assert queries.standing_of(owner.company, "certificate.ISO9001", today()) == added.number
    assert list(queries.valid_certificates(owner.company)) == [added]


def test_an_sme_certificate_says_the_size_and_the_size_lapses_with_it():
    owner = supplier("SU")
    added = certificate(owner, "SME", days=3)
    with pytest.raises(RuleBroken):
        services.verify_certificate(added, by=staff("PO"))
    services.verify_certificate(added, size_class="SMALL", by=staff("PO"))
    owner.company.refresh_from_db()
    assert owner.company.size_class == "SMALL"
    assert services.expire_certificates(today() + timedelta(days=3)) == 0
    assert services.expire_certificates(today() + timedelta(days=4)) == 1
    owner.company.refresh_from_db()
    assert owner.company.size_class == ""
    assert queries.standing_of(owner.company, "size_class", today() + timedelta(days=4)) is None


def test_a_certificate_that_expires_needs_its_last_day():
    owner = supplier("SU")
    with pytest.raises(RuleBroken):
        services.add_certificate(
            owner.company,
            kind=queries.certificate_kinds().get(pk="ISO9001"),
            number="1",
            issuer="x",
            valid_from=today(),
            valid_to=None,
            by=owner,
        )


def test_reminders_go_out_once_each_whatever_night_was_missed():
    added = certificate(supplier("SA"), days=100)
    last = added.valid_to
    nights = [last - timedelta(days=days) for days in (61, 60, 59, 29, 29, 6, 0)]
    assert [services.remind_of_certificates(night) for night in nights] == [0, 1, 0, 1, 0, 1, 0]
    told = Event.objects.filter(name="people.certificate_expiring").order_by("pk")
    assert [event.payload["days"] for event in told] == [60, 30, 7]


def test_the_nights_work_runs_once_a_day():
    admin = supplier("SA")
    asked = services.ask_to_join(admin.company, by=UserFactory())
    JoinRequest.objects.filter(pk=asked.pk).update(due_on=today() - timedelta(days=1))
    handlers.nightly_work()
    handlers.nightly_work()
    assert announced("people.join_escalated") == 1


# Tax status ----------------------------------------------------------------------------------------------------------
class Office:
    """A tax office for tests."""

    is_configured = True
    answer = TaxStatus.ACTIVE

    def status_of(self, brn):
        return self.answer


def test_without_a_provider_nobody_pretends_to_know():
    company = CompanyFactory()
    assert services.refresh_tax_status(company) == TaxStatus.UNKNOWN
    company.refresh_from_db()
    assert company.tax_checked_at is None


def test_a_closed_business_falls_back_to_level_zero(settings, monkeypatch):
    settings.TAX_STATUS_PROVIDER = f"{__name__}.Office"
    company = CompanyFactory()
    assert services.refresh_tax_status(company) == TaxStatus.ACTIVE
    monkeypatch.setattr(Office, "answer", TaxStatus.CLOSED)
    services.refresh_tax_status(company)
    services.refresh_tax_status(company)
    company.refresh_from_db()
    assert (company.tax_status, company.level) == (TaxStatus.CLOSED, Level.L0)
    assert announced("people.company_tax_status_changed") == 2
    assert services.refresh_due_tax_statuses() == 0


# Demonstration -------------------------------------------------------------------------------------------------------
def test_a_demonstration_account_has_an_authenticator_but_not_in_production(settings):
    person = supplier("SA")
    services.enrol_totp_for_demo(person)
    assert len(services.current_totp_code(person)) == 6
    settings.PRODUCTION = True
    with pytest.raises(NotAllowed):
        services.current_totp_code(person)


def test_a_move_that_no_flow_allows_is_refused_by_the_database():
    company = CompanyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.filter(pk=company.pk).update(state=CompanyState.DRAFT)


def test_a_membership_is_one_per_person_and_company():
    person = supplier("SA")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=person, company=person.company)
