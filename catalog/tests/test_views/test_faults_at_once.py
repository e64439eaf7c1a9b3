"""Forms of sourcing say all faults at once, each at its own field; the way on from a request for a group of classes."""

import pytest
from django.urls import reverse

from catalog.models import ClassNode, SourcingRequest
from catalog.services import sourcing
from catalog.tests import sourcing as stages
from portal.tests.factories import supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def test_a_day_that_has_passed_is_said_with_all_other_faults(client):
    sign_in(client, stages.Cast().requester)
    facts = {
        "kind": "alternative", "visibility": "public", "title_ko": "", "class_code": "1", "uom": "C62",
        "need_by": "2020-01-02",
    }  # fmt: skip
    response = client.post(reverse("catalog:sourcing-new"), facts)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title_ko", "class_code", "need_by"}
    assert not SourcingRequest.objects.exists()


def test_tolerances_and_weights_are_said_at_their_own_fields_at_once(client):
    made = stages.draft()
    sign_in(client, made.cast.requester)
    before = list(made.request.attributes.values_list("definition__code", "weight"))
    typed = {
        "attr_length_value": "500", "attr_length_unit": "mm", "tolerance_kind_length": "ABS", "tolerance_length": "-5",
        "attr_ip": "ip54", "weight_ip": "150", "weight_grade": "999",
    }  # fmt: skip
    response = client.post(reverse("catalog:sourcing-requirements", args=[made.request.uid]), typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"tolerance_length", "weight_ip"}  # no grade is asked for
    length = made.request.attributes.get(definition__code="length").definition.name
    summary = response.content.decode().partition("error-summary")[2].partition("</ul>")[0]
    assert f"{length}: " in summary  # the summary names the attribute: each of them has a tolerance
    assert list(made.request.attributes.values_list("definition__code", "weight")) == before


def test_a_request_for_a_group_leads_down_the_tree_to_its_classes(client):
    made = stages.draft()
    leaf, cast = made.request.class_node, made.cast
    group = ClassNode.objects.get(pk=leaf.parent_id)
    SourcingRequest.objects.filter(pk=made.request.pk).update(class_node=group)
    sourcing.send_for_approval(made.again().request, by=cast.requester)
    sourcing.approve_request(made.again().request, by=cast.head)
    sourcing.open_request(made.again().request, closes_at=stages.earliest(), by=cast.requester)
    sign_in(client, supplier("SU", "SA"))
    chooser = f"{reverse('catalog:class-choose')}?under={group.code}"
    assert chooser in client.get(reverse("catalog:sourcing-propose", args=[made.request.uid])).content.decode()
    assert leaf in [branch.node for branch in client.get(chooser).context["branches"]]


def test_a_search_for_a_class_that_finds_none_offers_the_tree(client):
    client.cookies["django_language"] = "en"
    sign_in(client, supplier("SU", "SA"))
    shown = client.get(reverse("catalog:class-choose"), {"q": "qqxxzz"}).content.decode()
    assert "Go down the tree" in shown
