"""No app keeps a way to reach a person without saying so (``registry.holdings``)."""

import re

from django.apps import apps
from django.db import models

from portal.privacy.registry import holdings

REACHES = re.compile(r"^(e_?mail|phone|contact|contact_(e_?mail|phone|name)|guest_name|address)$")
OURS = ("portal", "catalog", "purchasing", "sharedgrowth")
OF_COMPANIES = {"people.Company", "bidding", "contracts", "payments"}  # addresses of companies and of deliveries


def test_every_app_that_can_reach_a_person_has_a_holding():
    silent = set()
    entered = {key.partition(".")[0] for key, _holding in holdings.items()}
    for model in apps.get_models():
        if not model.__module__.startswith(OURS):
            continue
        label = model._meta.app_label
        reaches = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.EmailField)
            or (isinstance(field, models.CharField) and REACHES.match(field.name))
        ]
        if reaches and label not in entered and not {label, model._meta.label} & OF_COMPANIES:
            silent.add(f"{model._meta.label}: {reaches}")
    assert silent == set()
