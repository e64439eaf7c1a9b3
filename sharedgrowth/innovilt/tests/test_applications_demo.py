"""The demonstration of applications: every state is played, and none twice."""

import random
from collections import Counter

import pytest

from catalog.states import Datatype
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.demo import World
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from sharedgrowth.innovilt.demo.applications import KEPT, ROWS, fill
from sharedgrowth.innovilt.demo.products import CLASS, GOODS
from sharedgrowth.innovilt.models import AllianceMember, Certificate, InnoviltApplication, Meeting, Surveillance
from sharedgrowth.innovilt.states import ApplicationState

pytestmark = pytest.mark.django_db
A = ApplicationState


def test_every_state_is_played_and_none_twice():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code) for _each in range(7)] for code in ("IV", "EV", "CN", "PO")}
    node = class_node(CLASS)
    attribute(node, "line_mass")
    attribute(node, "material", Datatype.TEXT)
    makers = {goods[0] for goods in GOODS.values()} | {maker for maker, _sku in KEPT.values()}
    for maker in sorted(makers):
        company = CompanyFactory(legal_name_ko=maker)
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD"))
    for maker, sku in KEPT.values():
        ProductFactory(company=next(each for each in world.suppliers if each.legal_name_ko == maker), sku=sku)

    fill(world)
    fill(world)

    assert Counter(InnoviltApplication.objects.values_list("state", flat=True)) == {
        A.CERTIFIED: 4, A.COMMITTEE: 1, A.DEFERRED: 1, A.SITE_CHECK: 1, A.TECH_REVIEW: 1, A.ELIGIBILITY: 1,
        A.RETURNED: 1, A.DRAFT: 1,
    }  # fmt: skip
    assert InnoviltApplication.objects.count() == len(ROWS)
    assert Counter(Meeting.objects.values_list("state", flat=True)) == {"closed": 1, "open": 1}
    assert (Certificate.objects.count(), AllianceMember.objects.count(), Surveillance.objects.count()) == (4, 3, 2)
