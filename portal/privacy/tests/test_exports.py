"""Data of many people leaves with a reason, another's leave, once, and no more than was asked (PII-08, T45)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import translation

from portal.errors import NotAllowed, Refused, RuleBroken
from portal.privacy.models import ExportGrant, Look
from portal.privacy.services import exports
from portal.privacy.states import ExportState
from portal.tests.factories import staff, supplier


def asked(by, **given):
    words = {"what": "test:1", "title": "List", "fields": ["name"], "rows": 3, "reason": "Interview", "by": by}
    return exports.ask_export(**words | given)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"reason": " "}, "reason", id="no reason"),
        pytest.param({"rows": 1001}, "rows", id="more than a thousand"),
    ],
)
def test_what_is_refused_says_at_which_field(given, field):
    with pytest.raises(RuleBroken) as refusal:
        asked(staff("HR"), **given)
    assert refusal.value.field == field


@pytest.mark.django_db
def test_who_asks_neither_approves_nor_takes_more_or_before():
    operator, both = staff("HR"), staff("HR", "PR")
    grant = asked(operator)

    with pytest.raises(NotAllowed):
        exports.use_export("test:1", rows=1, by=operator)
    with pytest.raises(NotAllowed):
        exports.allow_export(asked(both, what="test:2"), by=both)
    with pytest.raises(NotAllowed):
        asked(supplier("SA"))
    exports.allow_export(grant, by=staff("PR"))
    with pytest.raises(RuleBroken, match="more than the 3"):
        exports.use_export("test:1", rows=4, by=operator)
    with pytest.raises(NotAllowed):
        exports.use_export("test:1", rows=1, by=staff("HR"))
    assert Look.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_spend_it_once():
    operator = staff("HR")
    exports.allow_export(asked(operator), by=staff("PR"))

    def take(_turn):
        try:
            with translation.override("en"):
                exports.use_export("test:1", rows=3, by=operator)
        except Refused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(take, [1, 2]))

    assert told.count(None) == 1
    assert ExportGrant.objects.get().state == ExportState.USED
    assert Look.objects.get().count == 3
