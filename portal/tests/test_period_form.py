"""The months of pages of figures: what was typed stays, and what could not be taken as typed says so at its field."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.forms import PeriodForm
from portal.tests.factories import staff
from portal.tests.signin import sign_in

TODAY = date(2026, 11, 29)


def said(begins: str, ends: str) -> tuple[PeriodForm, dict[str, str]]:
    """The form, and what it says at each field."""
    with override("en"):
        form = PeriodForm({"from": begins, "to": ends}, TODAY)
        fields = {field.name: field for field in form}
        return form, {
            name: " ".join([*field.errors, *([field.second_look] if field.second_look else [])])
            for name, field in fields.items()
        }


@pytest.mark.parametrize(
    ("begins", "ends", "shown", "counted", "at_from", "at_to"),
    [
        ("", "", ("2025-12", "2026-11"), ("2025-12", "2026-11"), "", ""),
        ("2026-03", "2026-05", ("2026-03", "2026-05"), ("2026-03", "2026-05"), "", ""),
        ("2026-05", "2026-03", ("2026-03", "2026-05"), ("2026-03", "2026-05"), "they were taken in order.", ""),
        ("2027-01", "2027-05", ("2027-01", "2027-05"), ("2027-01", "2027-01"), "2027-01 has not begun: there are", ""),
        ("2027-01", "", ("2027-01", "2027-01"), ("2027-01", "2027-01"), "2027-01 has not begun: there are", ""),
        ("2026-10", "2027-05", ("2026-10", "2027-05"), ("2026-10", "2026-11"), "", "counted up to 2026-11."),
        ("abc", "2026-05", ("abc", "2026-05"), ("2025-06", "2026-05"), "“abc” is not a month. Write it like", ""),
        ("2026-05", "5월", ("2026-05", "5월"), ("2026-05", "2026-11"), "", "“5월” is not a month. Write it like"),
        ("2020-01", "2026-11", ("2020-01", "2026-11"), ("2023-12", "2026-11"), "At most 36 months at once", ""),
    ],
)
def test_what_was_typed_stays_and_is_answered_at_its_place(begins, ends, shown, counted, at_from, at_to):
    form, told = said(begins, ends)

    assert tuple(form[name].value() for name in ("from", "to")) == shown
    assert (f"{form.period.first:%Y-%m}", f"{form.period.last:%Y-%m}") == counted
    for name, words in (("from", at_from), ("to", at_to)):
        assert words in told[name]
        assert bool(told[name]) == bool(words)


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["bidding", "catalog", "payments", "support", "esg", "benefit"])
def test_every_page_of_figures_answers_alike(client, app):
    client.cookies["django_language"] = "en"
    sign_in(client, staff("CP"))

    address = reverse(f"{app}:figures")
    typed = client.get(f"{address}?from=abc&to=2099-05").content.decode()
    assert "“abc” is not a month. Write it like 2026-03." in typed
    assert "2099-05 has not begun: counted up to " in typed

    coming = client.get(f"{address}?from=2099-01&to=2099-05").content.decode()
    assert 'value="2099-01"' in coming
    assert "2099-01 has not begun: there are no figures of it yet." in coming
