"""What is taken back no longer counts; who owns whom is decided by two; nobody waits for others in a transaction."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import FileFactory
from portal.outbox.models import Event, JobRun
from portal.outbox.services import is_done
from portal.people import handlers, queries, services
from portal.people.models import Certificate, Company, CompanyProposal, User
from portal.people.states import CompanyState, TaxStatus
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


# Certificates --------------------------------------------------------------------------------------------------------
def sme(by: User, number: str, size: str, *, begins: int = -10, days: int = 100) -> Certificate:
    """A verified SME certificate."""
    added = services.add_certificate(
        by.company,
        kind=queries.certificate_kinds().get(pk="SME"),
        number=number,
        issuer="중소벤처기업부",
        valid_from=today() + timedelta(days=begins),
        valid_to=today() + timedelta(days=days),
        document=FileFactory(company=by.company),
        by=by,
    )
    services.verify_certificate(added, size_class=size, by=staff("PO"))
    return added


def in_force(company: Company, after: int = 0) -> tuple[str | None, str | None]:
    day = today() + timedelta(days=after)
    return queries.standing_of(company, "certificate.SME", day), queries.standing_of(company, "size_class", day)


@pytest.mark.parametrize("begins", [-10, 0, 5])
def test_a_revoked_certificate_is_no_longer_in_force(begins):
    owner = supplier("SU", company=CompanyFactory(entered=False))
    forged = sme(owner, "S-1", "SMALL", begins=begins)
    services.revoke_certificate(forged, reason="위조", by=staff("PO"))
    for after in (0, 5, 50):
        assert in_force(owner.company, after) == (None, None)
    assert queries.standings_in_force(owner.company, today()) == []
    assert Company.objects.get(pk=owner.company_id).size_class == ""
    if begins < 0:  # what was decided before the revocation stays explicable
        assert in_force(owner.company, -1) == ("S-1", "SMALL")


def test_after_a_revocation_another_valid_certificate_holds():
    owner = supplier("SU")
    sme(owner, "S-1", "MEDIUM", days=30)
    forged = sme(owner, "S-2", "SMALL", begins=-5)
    assert in_force(owner.company) == ("S-2", "SMALL")
    services.revoke_certificate(forged, reason="위조", by=staff("PO"))
    assert in_force(owner.company) == ("S-1", "MEDIUM")
    assert in_force(owner.company, 31) == (None, None)
    assert Company.objects.get(pk=owner.company_id).size_class == "MEDIUM"


def test_revoking_what_nobody_vouched_for_takes_nothing_back():
    owner = supplier("SU")
    sme(owner, "S-1", "SMALL")
    waiting = Certificate.objects.create(
        company=owner.company, kind_id="SME", number="S-2", issuer="x", valid_from=today(), added_by=owner
    )
    services.revoke_certificate(waiting, reason="읽을 수 없음", by=staff("PO"))
    assert in_force(owner.company) == ("S-1", "SMALL")


def test_a_certificate_that_begins_later_says_the_size_from_its_first_day_on():
    owner = supplier("SU")

    def size_after(days: int) -> str:
        """What the work of that night leaves."""
        services.expire_certificates(today() + timedelta(days=days))
        services.follow_sizes(today() + timedelta(days=days))
        return Company.objects.get(pk=owner.company_id).size_class

    sme(owner, "S-1", "MEDIUM", days=60)
    sme(owner, "S-2", "SMALL", begins=61, days=100)
    sme(owner, "S-3", "MICRO", begins=110, days=200)
    sme(owner, "S-4", "SMALL", begins=150, days=160)
    assert Company.objects.get(pk=owner.company_id).size_class == "MEDIUM"
    nights = (0, 60, 61, 100, 101, 109, 112, 150, 160, 161, 200, 201)  # one begins in a night that was missed
    sizes = ["MEDIUM"] * 2 + ["SMALL"] * 2 + [""] * 2 + ["MICRO"] + ["SMALL"] * 2 + ["MICRO"] * 2 + [""]
    assert [size_after(night) for night in nights] == sizes


def test_the_night_tells_whose_size_it_changed_and_leaves_the_others():
    owner, other = supplier("SU"), CompanyFactory(size_class="LARGE")  # nobody's certificate ever said so
    sme(owner, "S-1", "SMALL", days=60)
    handlers.nightly_work()
    assert not Event.objects.filter(name="people.company_size_changed").exists()
    Company.objects.filter(pk=owner.company_id).update(size_class="")
    Event.objects.all().delete()
    assert services.follow_sizes(today()) == 1
    assert [event.payload["company"] for event in Event.objects.all()] == [owner.company_id]
    assert services.follow_sizes(today()) == 0
    assert Company.objects.get(pk=owner.company_id).size_class == "SMALL"
    assert Company.objects.get(pk=other.pk).size_class == "LARGE"


def test_the_night_sets_the_size_of_a_certificate_that_has_begun():
    owner = supplier("SU")
    sme(owner, "S-1", "SMALL")
    Company.objects.filter(pk=owner.company_id).update(size_class="")  # as it was until its first day
    handlers.nightly_work()
    assert Company.objects.get(pk=owner.company_id).size_class == "SMALL"


# Parent company ------------------------------------------------------------------------------------------------------
def test_who_owns_a_company_is_proposed_and_decided_by_two(client):
    child, parent = CompanyFactory(), CompanyFactory()
    officer, approver = staff("PO", "AP"), staff("AP")
    sign_in(client, officer)
    url = reverse("people:company-propose", args=[child.uid])
    assert client.get(f"{url}?kind=parent").status_code == 200
    told = {"kind": "parent", "parent": "없는 번호", "reason": "주주명부"}
    assert client.post(url, told).status_code == 422
    assert client.post(url, told | {"parent": parent.brn_display}).status_code == 303
    proposal = CompanyProposal.objects.get()
    assert Company.objects.get(pk=child.pk).parent is None
    with pytest.raises(NotAllowed):
        services.approve_proposal(proposal, by=officer)
    sign_in(client, approver)
    page = client.get(reverse("people:proposal-decide", args=[proposal.uid]))
    assert parent.id_display in page.content.decode()
    client.post(reverse("people:proposal-decide", args=[proposal.uid]), {"answer": "approve"})
    assert Company.objects.get(pk=child.pk).parent == parent
    shown = client.get(reverse("people:company-profile", args=[child.uid])).content.decode()
    assert f"<dd>{parent.legal_name_ko}</dd>" in shown or f"<dd>{parent.legal_name_en}</dd>" in shown
    entry = AuditEntry.objects.get(what="people.company.parent_changed")
    assert (entry.by, entry.payload) == (approver, f'{{"parent":"{parent.number}"}}')


def test_a_parent_is_found_by_its_portal_number_and_taken_away_again(client):
    child, parent = CompanyFactory(), CompanyFactory()
    officer, approver = staff("PO"), staff("AP")
    sign_in(client, officer)
    url = reverse("people:company-propose", args=[child.uid])
    for number, owner in ((parent.number, parent), ("", None)):
        client.post(url, {"kind": "parent", "parent": number, "reason": "주주명부"})
        services.approve_proposal(CompanyProposal.objects.get(state="open"), by=approver)
        assert Company.objects.get(pk=child.pk).parent == owner


def test_no_company_stands_above_itself_and_nobody_decides_about_their_own():
    top, middle, low = CompanyFactory(), CompanyFactory(), CompanyFactory()
    officer = staff("PO")
    Company.objects.filter(pk=low.pk).update(parent=middle)
    low.refresh_from_db()
    Company.objects.filter(pk=middle.pk).update(parent=top)
    for company, parent in ((top, Company.objects.get(pk=low.pk)), (top, top), (top, None), (top, BuyerFactory())):
        with pytest.raises(RuleBroken):
            services.propose_parent(company, parent=parent, reason="확인", by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.filter(pk=top.pk).update(parent=top)
    involved = staff("AP")
    involved.memberships.create(company=top)
    other = CompanyFactory()
    proposal = services.propose_parent(other, parent=top, reason="확인", by=officer)
    with pytest.raises(NotAllowed):
        services.approve_proposal(proposal, by=involved)


# Tax status ----------------------------------------------------------------------------------------------------------
class SlowOffice:
    """A tax office that must not be waited for inside a transaction."""

    is_configured = True
    asked: list[str] = []

    def status_of(self, brn):
        assert not connection.in_atomic_block
        self.asked.append(brn)
        return TaxStatus.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_the_tax_office_is_asked_outside_any_transaction_also_for_new_companies(settings, monkeypatch):
    settings.TAX_STATUS_PROVIDER = f"{__name__}.SlowOffice"
    monkeypatch.setattr(SlowOffice, "asked", [])
    new = CompanyFactory(state=CompanyState.DRAFT)
    CompanyFactory(state=CompanyState.REJECTED)
    for _minute in range(3):
        handlers.ask_tax_office()
    assert SlowOffice.asked == [new.brn]
    assert JobRun.objects.filter(name="people.tax_status").count() == 1  # no row for each minute of the year
    assert Company.objects.get(pk=new.pk).tax_status == TaxStatus.ACTIVE


# A supplier leaves ---------------------------------------------------------------------------------------------------
def test_a_supplier_ends_its_own_registration(client):
    owner = supplier("SA")
    company = owner.company
    colleague = UserFactory(company=company, roles=["SU"])
    invitation = services.invite_person(company, email="new@garam.example", roles=["SU"], by=owner)
    for person in (colleague, staff("PO"), supplier("SA")):
        with pytest.raises(NotAllowed):
            services.close_company(company, reason="폐업", by=person)
    sign_in(client, owner)
    url = reverse("people:company-close")
    assert url in client.get(reverse("people:company-edit")).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "폐업"}).status_code == 303
    assert Company.objects.get(pk=company.pk).state == CompanyState.CLOSED
    assert Event.objects.filter(name="people.company_closed").exists()
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    assert client.get(reverse("people:company-detail")).status_code == 200
    with pytest.raises(NotAllowed):
        services.close_company(Company.objects.get(pk=company.pk), reason="폐업", by=owner)


def test_the_buying_organisation_and_drafts_do_not_leave():
    with pytest.raises(NotAllowed):
        services.close_company(BuyerFactory(), reason="폐업", by=staff("AD"))
    owner = supplier("SA", company=CompanyFactory(state=CompanyState.DRAFT))
    with pytest.raises(WrongState):
        services.close_company(owner.company, reason="폐업", by=owner)


# Accounts nobody uses ------------------------------------------------------------------------------------------------
def somebody_waits() -> bool:
    """Whether another connection waits for a lock of this one, within some seconds."""
    with connection.cursor() as cursor:
        for _attempt in range(400):
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone():
                return True
            time.sleep(0.05)
    return False


def test_accounts_of_staff_that_nobody_uses_are_closed_but_never_the_last_administrator():
    now = db_now()
    long_ago, lately = now - timedelta(days=92), now - timedelta(days=88)
    gone, never, here = staff("PO"), staff("EV"), staff("AP")
    first, last, outside = staff("AD"), staff("AD"), supplier("SA")
    User.objects.update(joined_at=long_ago, last_login=long_ago)
    User.objects.filter(pk=never.pk).update(last_login=None)
    User.objects.filter(pk=here.pk).update(last_login=lately)
    User.objects.filter(pk=last.pk).update(last_login=long_ago + timedelta(hours=1))
    handlers.nightly_work()
    assert set(User.objects.filter(is_active=False)) == {gone, never, first}
    assert set(User.objects.filter(is_active=True)) == {here, last, outside}
    assert AuditEntry.objects.filter(what="people.user.disabled", by=None).count() == 3
    assert services.disable_idle_staff(today()) == 0


def test_an_account_that_was_opened_again_has_90_days_from_then_on():
    back, administrator = staff("PO"), staff("AD")
    long_ago = db_now() - timedelta(days=120)
    User.objects.filter(pk=back.pk).update(joined_at=long_ago, last_login=long_ago)
    assert services.disable_idle_staff(today()) == 1
    services.enable_user(back, reason="복직", by=administrator)
    night = today() + timedelta(days=1)
    assert services.disable_idle_staff(night) == 0
    User.objects.filter(pk=administrator.pk).update(last_login=db_now() + timedelta(days=80))
    assert services.disable_idle_staff(night + timedelta(days=89)) == 0
    assert services.disable_idle_staff(night + timedelta(days=90)) == 1
    assert not User.objects.get(pk=back.pk).is_active


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("meanwhile", ["closed", "signed in"])
def test_who_was_closed_or_seen_while_the_night_waited_stops_no_other(meanwhile):
    held, administrator = staff("PO"), staff("AD")
    staff("EV")  # comes after the one who is held
    long_ago = db_now() - timedelta(days=92)
    User.objects.exclude(pk=administrator.pk).update(joined_at=long_ago, last_login=long_ago)
    User.objects.filter(pk=held.pk).update(last_login=long_ago - timedelta(days=1))  # it comes first

    def night() -> int:
        try:
            return services.disable_idle_staff(today())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        if meanwhile == "closed":
            services.disable_user(held, reason="퇴사", by=administrator)
        else:
            User.objects.filter(pk=held.pk).update(last_login=db_now())
        working = pool.submit(night)
        assert somebody_waits()
    assert working.result() == 1
    assert set(User.objects.filter(is_active=True)) == {administrator} | ({held} if meanwhile == "signed in" else set())
    assert AuditEntry.objects.filter(what="people.user.disabled", by=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_account_in_somebodys_hands_keeps_no_other_open_and_the_night_comes_again_for_it():
    held, other, administrator = staff("PO"), staff("EV"), staff("AD")
    long_ago = db_now() - timedelta(days=92)
    User.objects.update(joined_at=long_ago, last_login=long_ago)
    User.objects.filter(pk=held.pk).update(last_login=long_ago - timedelta(days=1))  # it comes first
    in_hand, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                User.objects.select_for_update(of=("self",)).get(pk=held.pk)
                in_hand.set()
                let_go.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert in_hand.wait(20)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        with pytest.raises(OperationalError):
            handlers.nightly_work()
        let_go.set()
        holding.result()
    night = ("people.nightly", today().isoformat())
    assert (set(User.objects.filter(is_active=False)), is_done(*night)) == ({other}, False)

    handlers.nightly_work()
    assert (set(User.objects.filter(is_active=True)), is_done(*night)) == ({administrator}, True)
    connection.close()  # with its short patience


# The catalogue manager -----------------------------------------------------------------------------------------------
def test_the_catalogue_manager_is_a_role_of_the_buyer_with_a_second_factor():
    manager = UserFactory(company=BuyerFactory(), roles=["CM"])
    assert manager.role_codes == {"CM"}
    assert manager.needs_second_factor
    assert manager.memberships.get().roles.get().mfa_required
