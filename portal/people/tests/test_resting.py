"""Who gives no sign of life becomes dormant, is told before, and wakes by two people. Source: domain 1.7."""

from datetime import datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from portal.clock import SEOUL, db_now, today
from portal.display import day_text
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import pdf_bytes
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.partners.models import ApiClient
from portal.partners.tests.factories import make_client
from portal.people import queries, services
from portal.people.models import Company, CompanyTerms, Standing, User
from portal.people.rules import dormant_on
from portal.people.states import CompanyState, MembershipState
from portal.periods import months_after
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    """The words that are looked for are English."""
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def last_seen(admin: User, days_ago: int) -> Company:
    """The administrator signed in that many days ago, and the company is older."""
    Company.objects.filter(pk=admin.company_id).update(created_at=db_now() - timedelta(days=days_ago + 30))
    User.objects.filter(pk=admin.pk).update(last_login=db_now() - timedelta(days=days_ago))
    return admin.company


def state_of(company: Company) -> str:
    return Company.objects.values_list("state", flat=True).get(pk=company.pk)


def sleeping() -> User:
    """The administrator of a dormant company."""
    admin = supplier("SA")
    last_seen(admin, 800)
    assert services.rest_companies(today()) == 1
    admin.company.refresh_from_db()
    return admin


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("certificate.pdf", pdf_bytes(), content_type="application/pdf")


def test_the_day_after_24_months():
    admin = supplier("SA")
    last = months_after(today(), -24)
    company = last_seen(admin, 0)
    Company.objects.filter(pk=company.pk).update(created_at=db_now() - timedelta(days=900))
    User.objects.filter(pk=admin.pk).update(last_login=datetime.combine(last, time(9), SEOUL))
    assert services.rest_companies(dormant_on(last, 24) - timedelta(days=1)) == 0
    assert services.rest_companies(dormant_on(last, 24)) == 1
    assert state_of(company) == CompanyState.DORMANT


def test_a_company_whose_program_calls_stays_active():
    silent, busy = supplier("SA"), supplier("SA")
    for admin in (silent, busy):
        last_seen(admin, 800)
    make_client(silent.company)
    program, _secret = make_client(busy.company)
    ApiClient.objects.filter(pk=program.pk).update(last_used_at=db_now() - timedelta(days=20))
    assert services.rest_companies(today()) == 1
    assert (state_of(silent.company), state_of(busy.company)) == (CompanyState.DORMANT, CompanyState.ACTIVE)


def test_who_no_longer_belongs_to_the_company_gives_no_sign():
    admin = supplier("SA")
    company = last_seen(admin, 800)
    gone = supplier("SU", company=company, last_login=db_now())
    gone.memberships.update(state=MembershipState.DISABLED)
    assert services.rest_companies(today()) == 1


def test_the_companies_are_told_once_thirty_days_before():
    admin = supplier("SA")
    company = last_seen(admin, 0)
    Company.objects.filter(pk=company.pk).update(created_at=db_now() - timedelta(days=900))
    last = (db_now() - timedelta(days=715)).astimezone(SEOUL).date()
    User.objects.filter(pk=admin.pk).update(last_login=datetime.combine(last, time(9), SEOUL))
    day = dormant_on(last, 24)
    assert services.remind_of_rest(day - timedelta(days=31)) == 0
    assert [services.remind_of_rest(day - timedelta(days=left)) for left in (30, 29, 1)] == [1, 0, 0]
    deliver_due()
    notice = Notice.objects.get(user=admin, kind="people.company_resting_soon")
    assert "becomes dormant on" in str(notice.title)
    User.objects.filter(pk=admin.pk).update(last_login=db_now())
    assert services.rest_companies(day) == 0
    assert services.remind_of_rest(day - timedelta(days=1)) == 0


def test_the_terms_say_after_how_many_months():
    last_seen(supplier("SA"), 400)
    assert services.rest_companies(today()) == 0
    CompanyTerms.objects.create(valid_from=today() - timedelta(days=40), dormant_months=12)
    assert services.rest_companies(today()) == 1


def test_shorter_terms_warn_before_they_put_anybody_to_sleep():
    admin, begins = supplier("SA"), today() + timedelta(days=1)
    last_seen(admin, 400)
    CompanyTerms.objects.create(valid_from=begins, dormant_months=12)
    CompanyTerms.objects.create(valid_from=begins + timedelta(days=10), dormant_months=12, appeal_days=5)
    night = [begins + timedelta(days=number) for number in range(31)]

    slept = [(services.rest_companies(day), services.remind_of_rest(day)) for day in [today(), *night[:30]]]

    assert slept == [(0, 0), (0, 1), *[(0, 0)] * 29]
    deliver_due()
    notice = Notice.objects.get(user=admin, kind="people.company_resting_soon")
    assert f"becomes dormant on {day_text(night[30], 'day')}" in str(notice.title)
    assert services.rest_companies(night[30]) == 1


def test_a_longer_warning_is_kept_in_full():
    last_seen(supplier("SA"), 720)
    begins = today() + timedelta(days=1)
    CompanyTerms.objects.create(valid_from=begins, dormant_notice_days=60)
    assert services.remind_of_rest(begins) == 1
    assert [services.rest_companies(begins + timedelta(days=left)) for left in (20, 59, 60)] == [0, 0, 1]


def test_the_way_back_from_the_page_to_the_approver(client):
    admin, officer, approver = sleeping(), staff("PO"), staff("AP")
    sign_in(client, admin)
    User.objects.filter(pk=admin.pk).update(last_login=db_now() - timedelta(days=800))
    page = client.get(reverse("people:company-detail")).content.decode()
    assert "Dormant since" in page
    assert reverse("people:company-wake") in page
    url = reverse("people:company-wake")
    old = {"document": paper(), "registration_issued_on": (months_after(today(), -3) - timedelta(days=1)).isoformat()}
    refused = client.post(url, old)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"registration_issued_on"})
    assert old["registration_issued_on"] in refused.content.decode()

    assert client.post(url, {"document": paper(), "registration_issued_on": today().isoformat()}).status_code == 303

    assert client.get(url).status_code == 303
    assert "A recent certificate was sent on" in client.get(reverse("people:company-detail")).content.decode()
    assert list(queries.companies_to_wake(officer)) == [admin.company]
    sign_in(client, officer)
    assert "Verify" in client.get(reverse("home:dashboard")).content.decode()
    profile = client.get(reverse("people:company-profile", args=[admin.company.uid])).content.decode()
    assert "The company asks to be verified anew" in profile
    proposal = services.propose_reinstatement(admin.company, reason="등록증 확인", by=officer)
    assert not queries.companies_to_wake(officer)
    services.approve_proposal(proposal, by=approver)
    company = Company.objects.get(pk=admin.company_id)
    assert (company.state, company.reverification_asked_on) == (CompanyState.ACTIVE, None)
    assert not Standing.objects.filter(company=company, fact="suspended").exists()
    assert services.rest_companies(today()) == 0  # waking counts as a sign of life
    deliver_due()
    kinds = set(Notice.objects.filter(user=admin).values_list("kind", flat=True))
    assert {"people.company_rested", "people.company_woken"} <= kinds
    assert "people.company_reinstated" not in kinds


def asking() -> User:
    """The administrator of a dormant company that has sent a certificate."""
    admin = sleeping()
    services.ask_reverification(admin.company, document=paper(), issued_on=today(), by=admin)
    admin.company.refresh_from_db()
    return admin


def ask_again(client, admin: User, why: str) -> tuple:
    """Told how often; why is read on the company's page and on the desk; another certificate is sent; why is gone."""
    deliver_due()
    told = Notice.objects.filter(user=admin, kind="people.reverification_declined").count()
    sign_in(client, admin)
    own, desk = (client.get(reverse(name)).content.decode() for name in ("people:company-detail", "home:dashboard"))
    assert reverse("people:company-wake") in own
    another = {"document": paper(), "registration_issued_on": today().isoformat()}
    sent = client.post(reverse("people:company-wake"), another).status_code
    after = client.get(reverse("people:company-detail")).content.decode()
    return told, why in own, why in desk, sent, "Purchasing did not accept" in after


def test_an_officer_sends_a_certificate_back_and_the_company_sends_another(client):
    admin, officer = asking(), staff("PO")
    profile = reverse("people:company-profile", args=[admin.company.uid])
    url = reverse("people:company-review", args=[admin.company.uid])
    sign_in(client, officer)
    assert f"{url}?verdict=send_back" in client.get(profile).content.decode()
    assert "Send the certificate of" in client.get(url, {"verdict": "send_back"}).content.decode()
    assert client.post(url, {"verdict": "send_back", "reason": " "}).status_code == 422

    assert client.post(url, {"verdict": "send_back", "reason": "상호가 다릅니다"}).status_code == 303

    company = Company.objects.get(pk=admin.company_id)
    assert (company.state, company.reverification_asked_on) == (CompanyState.DORMANT, None)
    assert not queries.companies_to_wake(officer)
    again = client.get(profile).content.decode()
    assert "send_back" not in again
    assert "Not verified anew" in again
    assert ask_again(client, admin, "상호가 다릅니다") == (1, True, True, 303, False)
    assert list(queries.companies_to_wake(officer)) == [company]


def test_an_approver_declines_to_wake_and_the_company_sends_another_certificate(client):
    admin, officer, approver = asking(), staff("PO"), staff("AP")
    proposal = services.propose_reinstatement(admin.company, reason="등록증 확인", by=officer)
    sign_in(client, approver)
    url = reverse("people:proposal-decide", args=[proposal.uid])
    assert "it reads your reason" in client.get(url).content.decode()

    assert client.post(url, {"answer": "decline", "reason": "흐려서 읽을 수 없습니다"}).status_code == 303

    assert ask_again(client, admin, "흐려서 읽을 수 없습니다") == (1, True, True, 303, False)
    assert list(queries.companies_to_wake(officer)) == [admin.company]
    services.approve_proposal(services.propose_reinstatement(admin.company, reason="확인", by=officer), by=approver)
    company = Company.objects.get(pk=admin.company_id)
    assert (company.state, company.reverification_asked_on, company.review_note) == (CompanyState.ACTIVE, None, "")


def test_a_suspended_company_that_stays_suspended_asked_for_nothing():
    admin, officer, approver = supplier("SA"), staff("PO"), staff("AP")
    services.approve_proposal(services.propose_suspension(admin.company, reason="납품 지연", by=officer), by=approver)
    admin.company.refresh_from_db()
    lifting = services.propose_reinstatement(admin.company, reason="개선", by=officer)
    services.decline_proposal(lifting, reason="아직 이릅니다", by=approver)
    deliver_due()
    assert Company.objects.get(pk=admin.company_id).review_note == ""
    assert not Notice.objects.filter(kind="people.reverification_declined").exists()


def test_who_sends_a_certificate_back_and_when():
    admin, officer = asking(), staff("PO")
    for person in (admin, staff("AP"), staff("CM")):
        with pytest.raises(NotAllowed):
            services.send_back_reverification(admin.company, reason="상호가 다릅니다", by=person)
    with pytest.raises(RuleBroken) as refusal:
        services.send_back_reverification(admin.company, reason=" ", by=officer)
    assert refusal.value.field == "reason"
    proposal = services.propose_reinstatement(admin.company, reason="등록증 확인", by=officer)
    with pytest.raises(WrongState, match="already proposed"):
        services.send_back_reverification(admin.company, reason="상호가 다릅니다", by=officer)
    services.withdraw_proposal(proposal, by=officer)
    services.send_back_reverification(admin.company, reason="상호가 다릅니다", by=officer)
    with pytest.raises(WrongState, match="does not ask"):
        services.send_back_reverification(admin.company, reason="상호가 다릅니다", by=officer)


def test_what_is_refused_to_who_wants_to_be_woken():
    admin = sleeping()
    told = {"document": paper(), "issued_on": today()}
    with pytest.raises(NotAllowed):
        services.ask_reverification(admin.company, by=supplier("SU", company=admin.company), **told)
    with pytest.raises(RuleBroken) as refusal:
        services.ask_reverification(admin.company, by=admin, **told | {"issued_on": today() + timedelta(days=1)})
    assert refusal.value.field == "registration_issued_on"
    services.ask_reverification(admin.company, by=admin, **told)
    with pytest.raises(RuleBroken, match="asked already"):
        services.ask_reverification(admin.company, by=admin, **told)
    awake = supplier("SA", company=CompanyFactory())
    with pytest.raises(WrongState):
        services.ask_reverification(awake.company, by=awake, **told)
