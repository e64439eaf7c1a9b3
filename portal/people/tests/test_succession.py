"""A company is merged into another one: two people decide, people and burdens follow. Source: domain 1.10, 17."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.files.tests.factories import FileFactory
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people import queries, services
from portal.people.models import CompanyProposal, CompanySuccession, Standing
from portal.people.states import CompanyState, MembershipState
from portal.people.tests.merging import merged
from portal.tests.factories import BuyerFactory, CompanyFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def in_english():
    """The words that are looked for are English."""
    with translation.override("en"):
        yield


def _proposed(former, successor, *, by, **told):
    document = FileFactory(company=by.company)
    told = {"merged_on": today(), "reason": "등기부 등본", "document": document} | told
    return services.propose_succession(former, successor=successor, by=by, **told)


def test_one_proposes_with_the_extract_and_another_decides(client):
    former, successor = CompanyFactory(), CompanyFactory()
    officer, approver = staff("PO", "AP"), staff("AP")
    url = reverse("people:company-propose", args=[former.uid])
    sign_in(client, officer)
    assert "72 hours" in client.get(f"{url}?kind=succession", headers={"accept-language": "en"}).content.decode()

    def told(**fields):
        paper = SimpleUploadedFile("register.pdf", PDF, content_type="application/pdf")
        given = {"successor": successor.brn_display, "merged_on": today().isoformat(), "reason": "흡수 합병"}
        return {"kind": "succession", "document": paper} | given | fields

    for wrong, field in (
        (told(successor="없는 번호"), "successor"),
        (told(successor=former.number), "successor"),
        (told(merged_on=(today() + timedelta(days=1)).isoformat()), "merged_on"),
        (told(document=""), "document"),
        (told(reason=""), "reason"),
    ):
        answer = client.post(url, wrong)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
    assert client.post(url, told()).status_code == 303
    proposal = CompanyProposal.objects.get()
    with pytest.raises(NotAllowed):
        services.approve_proposal(proposal, by=officer)

    sign_in(client, approver)
    decide = reverse("people:proposal-decide", args=[proposal.uid])
    page = client.get(decide).content.decode()
    assert successor.id_display in page
    assert proposal.document.url in page
    assert client.get(proposal.document.url).status_code == 200
    assert client.post(decide, {"answer": "approve"}).status_code == 303

    former.refresh_from_db()
    assert former.state == CompanyState.MERGED
    assert queries.heir_of(former) == successor
    assert successor.id_display in client.get(reverse("people:company-profile", args=[former.uid])).content.decode()
    assert former.id_display in client.get(reverse("people:company-profile", args=[successor.uid])).content.decode()
    client.logout()
    assert successor.id_display in client.get(reverse("people:company-profile", args=[former.uid])).content.decode()


def test_the_successors_administrators_and_finance_act_for_the_former_company():
    former, successor = CompanyFactory(), CompanyFactory()
    own = supplier("SA", company=former)
    admin, finance, user = (supplier(code, company=successor) for code in ("SA", "SF", "SU"))
    both = supplier("SA", company=successor)
    shut_out = former.memberships.create(user=both, state=MembershipState.DISABLED)

    merged(former, successor)

    roles = {each.user: {role.pk for role in each.roles.all()} for each in queries.members_of(former)}
    assert roles == {own: {"SA"}, admin: {"SA"}, finance: {"SF"}, both: {"SA"}}
    assert user not in roles
    shut_out.refresh_from_db()
    assert shut_out.state == MembershipState.ACTIVE
    services.switch_membership(admin.memberships.get(company=former), by=admin)
    assert type(admin).objects.get(pk=admin.pk).company == former


def test_what_burdens_a_company_burdens_its_successor_and_nothing_else_does():
    former, successor = CompanyFactory(), CompanyFactory()
    last = today() + timedelta(days=40)
    services.approve_proposal(
        services.propose_suspension(former, reason="허위 서류", until=last, by=staff("PO")), by=staff("AP")
    )
    services.record_standing(former, "payments.ratio", "short", valid_from=today(), source="report")
    services.record_standing(former, "certificate.ISO9001", "Q-1", valid_from=today(), source="Q-1")
    former.refresh_from_db()

    merged(former, successor)

    assert (successor.state, successor.suspended_until) == (CompanyState.SUSPENDED, last)
    assert former.suspended_until is None
    rows = {row.fact: (row.value, row.source.split(":")[0]) for row in Standing.objects.filter(company=successor)}
    assert rows["suspended"] == ("yes", former.number)
    assert rows["payments.ratio"] == ("short", former.number)
    assert "certificate.ISO9001" not in rows


def test_what_cannot_be_is_refused():
    former, successor, officer = CompanyFactory(), CompanyFactory(), staff("PO")
    draft = CompanyFactory(state=CompanyState.DRAFT)
    for one, other, words in (
        (former, former, "does not succeed itself"),
        (former, BuyerFactory(), "not subject"),
        (former, draft, "has to be an active company"),
        (draft, successor, "cannot be merged"),
    ):
        with pytest.raises((RuleBroken, NotAllowed), match=words):
            _proposed(one, other, by=officer)
    involved = supplier("SA", company=successor)
    officer.memberships.create(company=successor)
    with pytest.raises(NotAllowed, match="belong to this company"):
        _proposed(former, successor, by=officer)
    approver = staff("AP")
    approver.memberships.create(company=successor)
    proposal = _proposed(former, successor, by=staff("PO"))
    with pytest.raises(NotAllowed, match="belong to this company"):
        services.approve_proposal(proposal, by=approver)
    assert not former.memberships.filter(user=involved).exists()


def test_two_proposals_that_cross_make_one_succession():
    one, other = CompanyFactory(), CompanyFactory()
    there, back = _proposed(one, other, by=staff("PO")), _proposed(other, one, by=staff("PO"))

    services.approve_proposal(there, by=staff("AP"))

    with pytest.raises(RuleBroken, match="has to be an active company"):
        services.approve_proposal(back, by=staff("AP"))
    back.refresh_from_db()
    assert (back.state, CompanySuccession.objects.count()) == ("open", 1)


def test_a_chain_leads_to_who_is_there_now(django_assert_num_queries):
    first, second, third, other = (CompanyFactory() for _ in range(4))
    merged(first, second)
    merged(second, third)

    with django_assert_num_queries(3):
        heirs = queries.heirs_of([first.pk, second.pk, other.pk])
    assert {pk: step.successor for pk, step in heirs.items()} == {first.pk: third, second.pk: third}
    assert sorted(queries.with_formers(third.pk)) == sorted([first.pk, second.pk, third.pk])
    assert queries.heir_of(other) == other


def test_a_succession_stays_as_it_was_decided():
    made = merged(CompanyFactory(), CompanyFactory())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_companysuccession SET merged_on = merged_on - 1 WHERE id = %s", [made.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyProposal.objects.create(
            company=made.successor, kind="succession", reason="등기부 없음", proposed_by=staff("PO")
        )


def test_both_companies_purchasing_and_finance_are_told_once():
    former, successor = CompanyFactory(), CompanyFactory()
    own, heir = supplier("SA", company=former), supplier("SA", company=successor)
    finance, officer, other = staff("FI"), staff("PO"), staff("CM")

    merged(former, successor)
    deliver_due()

    told = list(Notice.objects.filter(kind="people.company_merged").values_list("user", flat=True))
    assert {own.pk, heir.pk, finance.pk, officer.pk} <= set(told)
    assert other.pk not in told
    assert len(told) == len(set(told))
