"""Suspension, reinstatement and withdrawal take two people; catalogue and register follow at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from catalog.models import ProductSearch
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import staff
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import Certificate, CertificateAct
from sharedgrowth.innovilt.queries.register import marked_products
from sharedgrowth.innovilt.services import certificate_acts as acts
from sharedgrowth.innovilt.services.certificates import issue
from sharedgrowth.innovilt.states import ActKind, ActState
from sharedgrowth.innovilt.tests.factories import certificate, certified_application, office

pytestmark = pytest.mark.django_db
WHY = "시료 용강번호가 강재 증빙과 다릅니다."


def facet(client):
    """Whether the search of the catalogue finds a product as certified."""
    answer = client.get(reverse("catalog:product-search"), {"certificate": "INNOVILT"})
    return answer.context["found"].total


def test_catalogue_badge_facet_and_register_follow_in_the_same_moment(client):
    made = certificate()
    product_page = reverse("catalog:product-detail", args=[made.product.uid])
    assert (facet(client), made.number in client.get(product_page).content.decode()) == (1, True)

    act = acts.propose_act(made, kind=ActKind.SUSPEND, reason=WHY, public_reason="사후관리", by=office())
    assert facet(client) == 1  # proposed only
    acts.carry_out_act(act, by=staff("IV"))
    made.refresh_from_db()
    assert (made.state, made.reason) == ("suspended", WHY)
    assert (facet(client), made.number in client.get(product_page).content.decode()) == (0, False)
    assert list(client.get(reverse("innovilt:register")).context["rows"]) == []
    page = client.get(reverse("innovilt:certificate-detail", args=[made.number])).content.decode()
    assert "사후관리" in page
    assert WHY not in page  # the member's own reason is not for everybody
    assert Event.objects.filter(name="innovilt.suspended", payload={"certificate": made.pk}).count() == 1
    assert AuditEntry.objects.filter(what="innovilt.certificate.suspend", thing_id=str(made.pk)).count() == 1

    again = acts.propose_act(made, kind=ActKind.REINSTATE, reason="원인을 없앴습니다.", by=office())
    acts.carry_out_act(again, by=staff("IV"))
    assert (facet(client), made.number in client.get(product_page).content.decode()) == (1, True)


def test_who_proposed_does_not_decide_and_others_neither_propose_nor_see():
    made, one, other = certificate(), office(), staff("IV")
    act = acts.propose_act(made, kind=ActKind.SUSPEND, reason=WHY, by=one)
    with pytest.raises(NotAllowed, match="ask a colleague"):
        acts.carry_out_act(act, by=one)
    with pytest.raises(NotAllowed):
        acts.propose_act(made, kind=ActKind.SUSPEND, reason=WHY, by=person(made.company, "SA"))
    with pytest.raises(NotAllowed):
        acts.carry_out_act(act, by=staff("PO"))
    with pytest.raises(RuleBroken, match="decide that first"):
        acts.propose_act(made, kind=ActKind.WITHDRAW, reason=WHY, by=other)
    acts.refuse_act(act, reason="다시 시험했습니다.", by=other)
    assert (act.state, Certificate.objects.get(pk=made.pk).state) == (ActState.PROPOSED, "valid")  # the row has moved
    assert CertificateAct.objects.get(pk=act.pk).state == ActState.REFUSED


def test_the_renewal_that_waits_is_proposed_for_the_same():
    made = certificate()
    renewal = issue(certified_application(product=made.product, kind="renewal", renews=made), by=office())
    acts.carry_out_act(acts.propose_act(made, kind=ActKind.WITHDRAW, reason=WHY, by=office()), by=staff("IV"))
    waiting = renewal.acts.get()
    assert (waiting.kind, waiting.state, waiting.proposed_by) == (ActKind.WITHDRAW, ActState.PROPOSED, None)
    assert waiting.reason == WHY


def test_what_the_portal_proposes_takes_one_person_and_only_what_is_possible_is_proposed():
    made = certificate()
    with pytest.raises(WrongState):
        acts.propose_act(made, kind=ActKind.REINSTATE, reason=WHY, by=office())
    with pytest.raises(RuleBroken, match="Say why"):
        acts.propose_act(made, kind=ActKind.SUSPEND, reason=" ", by=office())
    act = acts.propose_act(made, kind=ActKind.WITHDRAW, reason=WHY, by=None)
    acts.carry_out_act(act, by=office())
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert acts.possible_acts(made) == []


def test_the_day_ends_it_also_before_the_job_has_been_there(client):
    made = certificate()
    acts.propose_act(made, kind=ActKind.SUSPEND, reason=WHY, by=office())
    ended = today() - timedelta(days=1)
    with connection.cursor() as cursor:  # time has passed
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE innovilt_certificate DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE innovilt_certificate SET valid_from = %s, valid_to = %s WHERE id = %s",
            [ended - timedelta(days=700), ended, made.pk],
        )
        cursor.execute("ALTER TABLE innovilt_certificate ENABLE TRIGGER USER")
    assert marked_products([made.product_id]) == {}
    page = client.get(reverse("innovilt:certificate-detail", args=[made.number]))
    assert page.context["shown"].state == "expired"

    assert acts.follow_days() == 1
    made.refresh_from_db()
    assert made.state == "expired"
    assert made.acts.get().state == ActState.DROPPED
    assert ProductSearch.objects.get(product=made.product_id).badges == []
    assert acts.follow_days() == 0
    assert Event.objects.filter(name="innovilt.expired").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_carry_it_out_once():
    made = certificate()
    act = acts.propose_act(made, kind=ActKind.SUSPEND, reason=WHY, by=None)
    people = [staff("IV"), staff("IV")]

    def carry_out(who):
        try:
            acts.carry_out_act(act, by=who)
        except WrongState:
            return "too late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor() as pool:
        told = sorted(pool.map(carry_out, people))
    assert told == ["done", "too late"]
    assert Event.objects.filter(name="innovilt.suspended").count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    for _each in range(number):
        certificate()
    with django_assert_num_queries(4):  # the clock, count, certificates, regions
        answer = client.get(reverse("innovilt:register"))
    assert len(answer.context["rows"]) == number


def test_the_register_is_narrowed_by_words_category_region_and_state(client):
    one, other = certificate(plant_region="KR-47"), certificate(plant_region="KR-44")

    def found(**given):
        answer = client.get(reverse("innovilt:register"), given)
        return {row.certificate for row in answer.context["rows"]}

    assert found() == {one, other}
    assert found(region="KR-47") == {one}
    assert found(q=other.number) == {other}
    assert found(q="데크플레이트") == {one, other}
    assert found(category="roof") == set()
    assert found(state="suspended") == set()
    assert found(state="all", page="x") == {one, other}
    acts.carry_out_act(acts.propose_act(one, kind=ActKind.SUSPEND, reason=WHY, by=None), by=office())
    assert (found(), found(state="suspended")) == ({other}, {one})
    regions = client.get(reverse("innovilt:register")).context["regions"]
    assert [(row["code"], row["products"], row["members"]) for row in regions] == [("KR-44", 1, 1)]
