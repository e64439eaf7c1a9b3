"""Terms of a day to come: entered by one person, approved by another one; a commitment keeps what it began with."""

from datetime import timedelta

import pytest

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.funds.forms.terms import figures, shown
from sharedgrowth.funds.models import FundTerms, terms_on
from sharedgrowth.funds.tests import factories as funds

pytestmark = pytest.mark.django_db


def test_new_terms_count_from_their_day_once_another_person_has_approved_them(client):
    now, day = terms_on(today()), today() + timedelta(days=10)
    commitment = funds.commitment()
    manager = staff("FM", "AP")
    sign_in(client, manager)
    given = {field.name: shown(getattr(now, field.name)) for field in figures()}
    given |= {"valid_from": day.isoformat(), "note": "위원회 의결"}
    refused = client.post("/funds/terms/new/", given | {"first_pct": "50"})
    assert refused.status_code == 422
    refused = client.post("/funds/terms/new/", given | {"valid_from": today().isoformat()})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["valid_from"])
    assert client.post("/funds/terms/new/", given | {"first_pct": "50", "third_pct": "10"}).status_code == 303
    made = FundTerms.objects.get(valid_from=day)
    assert client.post(f"/funds/terms/{made.pk}/approve/").status_code == 403
    assert terms_on(day) == now
    sign_in(client, staff("AP"))
    assert "50" in client.get("/funds/terms/").content.decode()
    assert client.post(f"/funds/terms/{made.pk}/approve/").status_code == 303
    assert [int(each) for each in terms_on(day).tranches] == [50, 40, 10]
    assert client.post(f"/funds/terms/{made.pk}/approve/").status_code == 409
    assert [float(each) for each in commitment.percents] == [40, 40, 20]
