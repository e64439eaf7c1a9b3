"""Papers of the funds: for who sees the thing, the same bytes for the same data; the effect of what was paid."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.funds.models import Commitment
from sharedgrowth.funds.queries import figures
from sharedgrowth.funds.registry import Purpose, purposes
from sharedgrowth.funds.tests import factories as made
from sharedgrowth.funds.tests import gem_stage

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.content)).pages)


def test_the_letter_names_the_tranches_and_what_they_rest_on(client):
    promised = made.commitment(amount=78_000_001)
    url = reverse("funds:commitment-letter", args=[promised.uid])
    client.cookies["django_language"] = "en"
    with override("en"):
        sign_in(client, staff("FM"))
        answer = client.get(url)
        text = text_of(answer)
        assert "verified result" in text
        assert "31,200,000" in text
        assert "15,600,001" in text
        assert client.get(url).content == answer.content
        sign_in(client, staff("PO"))
        assert client.get(url).status_code == 404


def test_the_report_of_a_year_adds_up_its_lines(client):
    promised = made.commitment(amount=50_000_000)
    year = promised.line.year
    client.cookies["django_language"] = "en"
    with override("en"):
        sign_in(client, staff("AU"))
        text = text_of(client.get(reverse("funds:year-report", args=[year.fund.code, year.year])))
        assert f"Report of the budget year {year.year}" in text
        assert "50,000,000" in text
        assert client.get(reverse("funds:year-report", args=[year.fund.code, 1999])).status_code == 404


def _funded():
    people = gem_stage.pair()
    for side in ("house", "partner"):
        gem_stage.received(people, side, 50_000)
    return people


def test_the_minutes_of_the_joint_committee_hold_both_votes(client):
    proposal = gem_stage.granted(_funded())
    client.cookies["django_language"] = "en"
    with override("en"):
        sign_in(client, staff("SG"))
        text = text_of(client.get(reverse("funds:gem-paper", args=[proposal.uid])))
        assert "Minutes of the joint committee and grant" in text
        assert text.count("agrees") == 2


def test_the_effect_is_counted_over_what_is_verified_and_paid_alone(monkeypatch):
    line = made.line()
    known, other = made.commitment(line, amount=20_000_000), made.commitment(line, amount=30_000_000)
    Commitment.objects.filter(pk=known.pk).update(drawn=Decimal(4_000_000))
    Commitment.objects.filter(pk=other.pk).update(drawn=Decimal(5_000_000))
    assert figures.kpis_of(line.year.fund).per_million is None

    told = Purpose(
        verified=lambda _pk: True,
        signed=lambda _pk: True,
        url=lambda _pk: "",
        effects=lambda keys: {key: Decimal(10_000_000) for key in keys if key == known.thing_id},
    )
    monkeypatch.setitem(purposes._entries, known.thing_type, told)
    assert figures.kpis_of(line.year.fund).per_million == 2_500_000
