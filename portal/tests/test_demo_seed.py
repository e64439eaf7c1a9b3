"""The demonstration is the same for the same seed, whatever day and machine."""

import random
from importlib import import_module

import pytest
from django.db import transaction
from django.utils import translation

from catalog.models import ProductVersion
from portal.demo import World, parts
from portal.people.models import Company, Membership, Role

pytestmark = pytest.mark.django_db


def told_by(seed: int, *keys: str) -> dict[str, list]:
    """Names, numbers and prices of a demonstration of these parts, which is taken back."""
    world = World(scale=1, rng=random.Random(seed), say=lambda words: None)
    before = transaction.savepoint()
    with translation.override("ko"):
        for part in parts:
            if part.title in keys:
                part.fill(world)
    people = Membership.objects.order_by("pk")
    told = {
        "companies": list(Company.objects.order_by("pk").values_list("legal_name_ko", "brn", "phone", "uid")),
        "people": list(people.values_list("user__email", "user__name", "department", "uid")),
        "roles": sorted(set(people.values_list("roles__code", flat=True))),
        "prices": list(
            ProductVersion.objects.order_by("pk").values_list("product__sku", "name_ko", "product__price", "state")
        ),
    }
    transaction.savepoint_rollback(before)
    return told


def test_the_same_seed_gives_the_same_companies_people_and_prices_and_another_seed_others():
    import_module("portal.people.demo")
    import_module("catalog.demo.products")
    titles = ("companies and people", "products of the e-Catalog")

    once, again, other = told_by(1, *titles), told_by(1, *titles), told_by(2, "companies and people")

    assert once == again
    assert once["prices"]
    assert other["companies"] != once["companies"]
    programs = ["BK", "SVC"]  # roles of API clients, which the partners' part makes
    assert once["roles"] == sorted(Role.objects.exclude(code__in=programs).values_list("code", flat=True))


def test_no_two_companies_of_a_large_demonstration_have_one_business_number():
    demo = import_module("portal.people.demo")

    class Loaded(random.Random):
        """Draws the same four digits twice before it goes on."""

        def randrange(self, *bounds):
            drawn.append(bounds)
            return 7 if bounds == (10_000,) and drawn.count((10_000,)) <= 2 else super().randrange(*bounds)

    drawn: list[tuple] = []
    world = World(scale=1, rng=Loaded(1), say=lambda words: None)
    first = demo._business_number(world, 0)
    Company.objects.create(number="CMP-1", legal_name_ko="가람", brn=first)
    assert demo._business_number(world, 800) != first
    assert len(drawn) == 3
