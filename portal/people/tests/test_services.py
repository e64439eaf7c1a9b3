"""Registration, review and decisions by two: what services do, refuse and announce; a race on a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import FileFactory
from portal.outbox.models import Event
from portal.people import policies, queries, services
from portal.people.models import (
    Company,
    CompanyProposal,
    JoinRequest,
    Standing,
    User,
)
from portal.people.states import CompanyState, Level, RequestState
from portal.tests.factories import CompanyFactory, UserFactory, business_number, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
DATA = {"rep_name": "김하늘", "address": "경상북도 포항시 남구 철강로 1", "phone": "054-555-0001"}


def register(by: User, brn: str = "2208162517", **fields) -> Company | JoinRequest:
    return services.register_company(by=by, brn=brn, legal_name_ko="다온윤활", **DATA | fields)


def submitted(by: User | None = None) -> Company:
    by = by or UserFactory()
    company = register(by)
    paper = {"registration_document": FileFactory(company=company), "registration_issued_on": today()}
    services.edit_company(company, by=by, **paper)
    services.submit_company(company, by=by)
    company.refresh_from_db()
    return company


def announced(name: str) -> int:
    return Event.objects.filter(name=name).count()


# Registration --------------------------------------------------------------------------------------------------------
def test_who_registers_a_company_becomes_its_administrator_and_acts_for_it():
    person = UserFactory()
    company = register(person)
    assert isinstance(company, Company)
    assert company.number.startswith("CMP-")
    assert company.state == CompanyState.DRAFT
    assert person.company == company
    assert person.role_codes == {"SA", "SU"}
    assert announced("people.company_registered") == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"brn": "2208162518"}, "brn"),
        ({"brn": "2208162517", "corp_no": "1101110062433", "established_on": date(2025, 1, 31)}, None),
        ({"country": "DE", "brn": "", "foreign_id_type": "", "foreign_id": "X"}, "foreign_id_type"),
        ({"country": "DE", "brn": "", "foreign_id_type": "LEI", "foreign_id": "5493001KJTIIGC8Y1R13"}, "foreign_id"),
        ({"country": "FR", "brn": "", "foreign_id_type": "VAT", "foreign_id": "DE136695976"}, "foreign_id"),
        ({"country": "US", "brn": "", "foreign_id_type": "DUNS", "foreign_id": "12345678"}, "foreign_id"),
    ],
)
def test_numbers_that_are_not_well_formed(fields, field):
    if field is None:  # established after 2025-01-30: only a warning
        assert register(UserFactory(), **fields).corp_no == "1101110062433"
        return
    with pytest.raises(RuleBroken) as refusal:
        register(UserFactory(), **fields)
    assert refusal.value.field == field


def test_a_number_that_is_already_here_becomes_a_join_request_due_in_five_business_days():
    admin = supplier("SA")
    person = UserFactory()
    asked = register(person, brn=admin.company.brn, message="영업팀입니다")
    assert isinstance(asked, JoinRequest)
    assert asked.state == RequestState.OPEN
    assert asked.due_on == business_days_after(today(), 5)
    assert person.company is None
    assert register(person, brn=admin.company.brn) == asked
    assert announced("people.join_requested") == 1


def test_a_request_to_a_company_that_nobody_has_checked_goes_straight_to_purchasing():
    first = UserFactory()
    company = register(first)
    asked = register(UserFactory(), brn=company.brn)
    assert asked.state == RequestState.ESCALATED
    assert not policies.may_answer_join_request(supplier("SA"), asked)
    assert policies.may_answer_join_request(staff("PO"), asked)


def test_nobody_keeps_more_than_three_applications_open():
    person = UserFactory()
    for serial in range(3):
        services.register_company(by=person, brn=business_number(7_000_000 + serial), legal_name_ko=f"가람 {serial}")
    with pytest.raises(NotAllowed):
        services.register_company(by=person, brn=business_number(7_000_009), legal_name_ko="가람 넷")


def test_staff_register_no_supplier():
    with pytest.raises(NotAllowed):
        register(staff("PO"))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_company_and_one_request():
    people = [UserFactory(), UserFactory()]

    def enter(person):
        try:
            return type(register(person)).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = sorted(pool.map(enter, people))
    assert made == ["Company", "JoinRequest"]
    assert Company.objects.filter(brn="2208162517").count() == 1
    assert JoinRequest.objects.count() == 1


# Review --------------------------------------------------------------------------------------------------------------
def test_submitting_needs_the_data_and_the_certificate():
    person = UserFactory()
    company = register(person, phone="")
    with pytest.raises(RuleBroken):
        services.submit_company(company, by=person)
    services.edit_company(company, by=person, phone="054-555-0001")
    with pytest.raises(RuleBroken):
        services.submit_company(company, by=person)


def test_a_registration_is_returned_completed_and_approved():
    person, officer = UserFactory(), staff("PO")
    company = submitted(person)
    services.return_company(company, reason="주소가 등록증과 다릅니다", by=officer)
    company.refresh_from_db()
    assert (company.state, company.returned_times) == (CompanyState.RETURNED, 1)
    assert company.review_note == "주소가 등록증과 다릅니다"
    services.edit_company(company, by=person, address="경상북도 포항시 북구 1")
    services.submit_company(company, by=person)
    services.approve_company(company, by=officer)
    company.refresh_from_db()
    assert (company.state, company.level, company.reviewed_by) == (CompanyState.ACTIVE, Level.L0, officer)
    assert queries.standing_of(company, "level", today()) == "L0"
    verbs = AuditEntry.objects.filter(thing_type="people.company", thing_id=str(company.pk)).order_by("pk")
    assert [entry.what.rsplit(".", 1)[-1] for entry in verbs] == [
        "registered",
        "edited",
        "submit",
        "return",
        "edited",
        "submit",
        "approve",
    ]


@pytest.mark.parametrize("taken_up", [False, True])
def test_what_is_with_purchasing_stays_as_submitted(taken_up):
    person = UserFactory()
    company = submitted(person)
    if taken_up:
        services.take_up_company(company, by=staff("PO"))
    with pytest.raises(WrongState):
        services.edit_company(company, by=person, phone="054-555-9999")
    company.refresh_from_db()
    assert company.phone == DATA["phone"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"established_on": date(2999, 1, 1)}, "established_on"),
        ({"phone": "전화없음"}, "phone"),
        ({"industry": "베어링"}, "industry"),
        ({"postcode": "1234"}, "postcode"),
    ],
)
def test_what_no_company_can_have_is_refused(fields, field):
    with pytest.raises(RuleBroken) as refusal:
        register(UserFactory(), **fields)
    assert refusal.value.field == field


def test_codes_are_kept_in_plain_letters_and_digits():
    company = register(UserFactory(), postcode="０６２３６", phone="０５４－５５５－０００１", industry="ｃ２４００")
    assert (company.postcode, company.phone, company.industry) == ("06236", "054-555-0001", "C2400")


def test_a_postcode_has_five_digits_in_korea_and_what_was_kept_before_stays():
    company = register(UserFactory(), postcode="37877")
    admin = UserFactory(company=company, roles=("SA",))
    with pytest.raises(RuleBroken) as refusal:
        services.edit_company(company, by=admin, postcode="포항")
    assert refusal.value.field == "postcode"
    Company.objects.filter(pk=company.pk).update(postcode="790-300")  # as they were until 2015
    company = Company.objects.get(pk=company.pk)
    assert services.edit_company(company, by=admin, postcode="790-300", address_detail="2층").address_detail == "2층"
    foreign = {"country": "DE", "brn": "", "foreign_id_type": "LEI", "foreign_id": "5493001KJTIIGC8Y1R12"}
    assert register(UserFactory(), **foreign, postcode="D-4713").postcode == "D-4713"


def test_a_fourth_return_is_refused():
    officer = staff("PO")
    company = submitted()
    Company.objects.filter(pk=company.pk).update(returned_times=3)
    with pytest.raises(RuleBroken):
        services.return_company(company, reason="또", by=officer)


@pytest.mark.parametrize("reviewer", [lambda: supplier("SA"), lambda: staff("AP"), lambda: staff("AU")])
def test_only_purchasing_reviews(reviewer):
    with pytest.raises(NotAllowed):
        services.approve_company(submitted(), by=reviewer())


def test_what_identifies_a_company_stays_after_the_review():
    person = UserFactory()
    company = submitted(person)
    services.approve_company(company, by=staff("PO"))
    with pytest.raises(RuleBroken):
        services.edit_company(company, by=person, legal_name_ko="다른이름")
    services.edit_company(company, by=person, phone="054-555-0002")
    company.refresh_from_db()
    assert (company.legal_name_ko, company.phone) == ("다온윤활", "054-555-0002")


def test_after_a_rejection_a_new_application_waits_six_months():
    person = UserFactory()
    company = submitted(person)
    services.reject_company(company, reason="제조 시설 없음", by=staff("PO"))
    with pytest.raises(RuleBroken):
        services.reopen_company(company, by=person)
    Company.objects.filter(pk=company.pk).update(rejected_on=today() - timedelta(days=185))
    company.refresh_from_db()
    services.reopen_company(company, by=person)
    assert company.state == CompanyState.DRAFT


def test_a_company_that_nobody_signed_in_for_becomes_dormant_and_wakes_by_two():
    silent, busy = supplier("SA"), supplier("SA")
    Company.objects.update(created_at=db_now() - timedelta(days=800))
    User.objects.filter(pk=silent.pk).update(last_login=db_now() - timedelta(days=740))
    User.objects.filter(pk=busy.pk).update(last_login=db_now() - timedelta(days=700))
    assert services.rest_companies(today()) == 1
    silent.company.refresh_from_db()
    assert silent.company.state == CompanyState.DORMANT
    services.approve_proposal(
        services.propose_reinstatement(silent.company, reason="재확인", by=staff("PO")), by=staff("AP")
    )
    silent.company.refresh_from_db()
    assert silent.company.state == CompanyState.ACTIVE


# Two people decide ---------------------------------------------------------------------------------------------------
def test_level_one_takes_a_proposal_and_another_persons_approval():
    officer = staff("PO", "AP")
    company = CompanyFactory(level=Level.L0, reviewed_by=None)
    proposal = services.propose_level(company, reason="80점 이상", by=officer)
    with pytest.raises(NotAllowed):
        services.approve_proposal(proposal, by=officer)
    with translation.override("en"), pytest.raises(RuleBroken, match="has not consented to the code of conduct"):
        services.approve_proposal(proposal, reason="확인", by=staff("AP"))
    services.record_standing(company, "esg.code", "1.0", valid_from=today(), source="test")
    services.approve_proposal(proposal, reason="확인", by=staff("AP"))
    company.refresh_from_db()
    assert company.level == Level.L1
    assert queries.standing_of(company, "level", today()) == "L1"
    assert announced("people.company_level_changed") == 1


def test_who_reviewed_the_registration_does_not_approve_the_level():
    reviewer = staff("PO", "AP")
    company = CompanyFactory(level=Level.L0, reviewed_by=reviewer)
    proposal = services.propose_level(company, reason="80점 이상", by=staff("PO"))
    with pytest.raises(NotAllowed):
        services.approve_proposal(proposal, by=reviewer)


def test_the_database_itself_refuses_one_person_as_both():
    officer = staff("PO")
    proposal = services.propose_suspension(CompanyFactory(), reason="납품 지연", by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyProposal.objects.filter(pk=proposal.pk).update(state="approved", decided_by=officer)


def test_a_suspension_ends_after_its_last_day():
    company = CompanyFactory()
    last = today() + timedelta(days=10)
    proposal = services.propose_suspension(company, reason="품질 사고", until=last, by=staff("PO"))
    services.approve_proposal(proposal, by=staff("AP"))
    company.refresh_from_db()
    assert company.state == CompanyState.SUSPENDED
    assert services.end_suspensions(last) == 0
    assert services.end_suspensions(last + timedelta(days=1)) == 1
    assert services.end_suspensions(last + timedelta(days=1)) == 0
    company.refresh_from_db()
    assert company.state == CompanyState.ACTIVE


@pytest.mark.parametrize(("days_ago", "stands"), [(1, False), (0, True)])
def test_a_suspension_is_decided_on_its_last_day_and_not_after(client, days_ago, stands):
    company, approver = CompanyFactory(), staff("AP")
    proposal = services.propose_suspension(company, reason="품질", until=today() + timedelta(days=1), by=staff("PO"))
    CompanyProposal.objects.update(until=today() - timedelta(days=days_ago))  # it waited until then
    sign_in(client, approver)
    url = reverse("people:proposal-decide", args=[proposal.uid])
    answered = client.post(url, {"answer": "approve"}, headers={"Accept-Language": "en"})
    company.refresh_from_db()
    proposal.refresh_from_db()
    if stands:
        assert (answered.status_code, company.state) == (303, CompanyState.SUSPENDED)
        assert services.end_suspensions(today() + timedelta(days=1)) == 1
        return
    assert (answered.status_code, company.state, proposal.state) == (422, CompanyState.ACTIVE, "open")
    assert "The last day of the suspension has passed" in answered.content.decode()
    assert client.post(url, {"answer": "decline", "reason": "지난 날짜"}).status_code == 303
    services.propose_suspension(company, reason="품질", until=today() + timedelta(days=5), by=staff("PO"))


def test_one_open_proposal_of_a_kind():
    company, officer = CompanyFactory(), staff("PO")
    services.propose_suspension(company, reason="품질", by=officer)
    with pytest.raises(RuleBroken):
        services.propose_suspension(company, reason="품질", by=officer)


def test_a_standing_is_never_changed():
    company = CompanyFactory()
    row = services.record_standing(company, "level", "L1", valid_from=today(), source="시험")
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Standing.objects.filter(pk=row.pk).update(value="L3")
