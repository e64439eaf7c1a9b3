"""Companies in the states of their life, through the real services."""

from portal.clock import today
from portal.files.tests.factories import FileFactory
from portal.people import services
from portal.people.models import Company, User
from portal.tests.factories import UserFactory, business_number, staff

DATA = {"rep_name": "김하늘", "address": "경상북도 포항시 남구 철강로 1", "phone": "054-555-0001"}


def submitted(by: User, serial: int = 7_100_000) -> Company:
    """With purchasing."""
    company = services.register_company(by=by, brn=business_number(serial), legal_name_ko="다온윤활", **DATA)
    paper = {"registration_document": FileFactory(company=company), "registration_issued_on": today()}
    services.edit_company(company, by=by, **paper)
    services.submit_company(company, by=by)
    company.refresh_from_db()
    return company


def rejected(by: User, officer: User | None = None, serial: int = 7_100_000) -> Company:
    """Rejected today, by ``officer``."""
    company = submitted(by, serial)
    services.reject_company(company, reason="제조 시설이 없습니다", by=officer or staff("PO"))
    return company


def person() -> User:
    """Who registers it and acts for it."""
    return UserFactory()
