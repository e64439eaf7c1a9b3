"""The calculator is open to everybody and counts as the tasks do."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

LANCE = {
    "driver_before": "30",
    "volume_before": "1",
    "price_before": "1,200,000",
    "driver_now": "14,600",
    "volume_now": "324.444444",
    "price_now": "1,260,000",
    "extra": "12,000,000",
    "rate": "50",
    "parts": "70 / 30",
}


def test_a_visitor_sees_an_example_and_its_waterfall(client):
    shown = client.get(reverse("benefit:calculator"))
    assert shown.status_code == 200
    assert shown.context["shared"] == 81_750_000
    assert shown.content.decode().count("<svg viewBox=") >= 6


def test_the_worked_example_with_ones_own_numbers(client):
    shown = client.get(reverse("benefit:calculator"), LANCE)
    assert shown.context["shared"] == 81_600_000
    assert [row["won"] for row in shown.context["rows"]] == [57_120_000, 24_480_000]
    assert shown.context["rest"] == shown.context["found"].net_won - 81_600_000


def test_htmx_gets_the_part_alone(client):
    shown = client.get(reverse("benefit:calculator"), LANCE, headers={"HX-Request": "true"})
    assert "<html" not in shown.content.decode()
    assert 'id="calculator"' in shown.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("driver_before", "0", "Nothing can be measured against zero"),
        ("volume_before", "0", "Nothing can be measured against zero"),
        ("price_before", "0", "Nothing can be measured against zero"),
        ("driver_now", "-1", "Nothing can be measured against zero"),
        ("driver_now", "1,5", "do not group thousands"),
        ("parts", "70 / 20", "100 percent"),
        ("parts", "a / b", "70 / 30"),
        ("parts", "NaN", "70 / 30"),
        ("rate", "0", "greater than or equal"),
        ("rate", "101", "less than or equal"),
        ("volume_now", "1e400", ""),
    ],
)
def test_what_cannot_be_counted_is_said_at_its_field(client, field, typed, words):
    shown = client.get(reverse("benefit:calculator"), LANCE | {field: typed}, headers={"Accept-Language": "en"})
    assert shown.status_code == 422
    assert words in " ".join(shown.context["form"].errors[field])
    assert f'value="{typed}"' in shown.content.decode()  # nothing typed is lost


def test_amounts_beyond_every_amount_are_refused_not_a_fault(client):
    far = {"driver_before": "0.000001", "driver_now": "1000000000000", "volume_before": "1000000000000"}
    far |= {"price_before": "999999999999999", "index_before": "0.0001", "index_now": "99999999.9999"}
    for given in (far, {"driver_before": "0.000001", "price_before": "0.01", "driver_now": "1000000000000"}):
        shown = client.get(reverse("benefit:calculator"), LANCE | given, headers={"Accept-Language": "en"})
        assert shown.status_code == 422
        assert "too large" in shown.content.decode()
