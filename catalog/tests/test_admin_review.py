"""The administration's doors of the review: reasons are kept and terms entered by one, put in force by another."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.models import ReadyReason, ReviewTerms
from portal.clock import today
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def post(client, name, data, *args):
    return client.post(reverse(f"admin:catalog_{name}", args=args), data)


def test_the_catalogue_manager_keeps_the_reasons(client):
    sign_in(client, staff("CM", is_staff=True))
    data = {"use": "return", "rule": "CAT-20", "text_ko": "도면을 붙여 주십시오.", "text_en": "Attach a drawing."}
    assert post(client, "readyreason_add", data | {"in_use": "on", "order": "5"}).status_code == 302
    reason = ReadyReason.objects.get(text_en="Attach a drawing.")
    changed = data | {"text_en": "Attach the drawing.", "order": "5"}
    assert post(client, "readyreason_change", changed, reason.pk).status_code == 302
    reason.refresh_from_db()
    assert (reason.text_en, reason.in_use) == ("Attach the drawing.", False)
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))
    assert post(client, "readyreason_add", data).status_code == 403


def test_terms_are_entered_by_one_and_put_in_force_by_another(client):
    sign_in(client, staff("CM", is_staff=True))
    data = {
        "valid_from": (today() + timedelta(days=3)).isoformat(), "note": "두 번 보는 비율을 올림", "answer_days": "3",
        "autopublish_days": "10", "appeal_days": "10", "look_pct": "10", "look_new_pct": "30", "look_doubt_pct": "60",
        "look_days": "5", "look_seed": "autumn",
    }  # fmt: skip
    late = post(client, "reviewterms_add", data | {"valid_from": today().isoformat()})
    assert late.status_code == 200  # the form again, with its fault
    assert post(client, "reviewterms_add", data).status_code == 302
    terms = ReviewTerms.objects.get(look_pct=10)
    assert not terms.is_approved
    chosen = {"action": "approve", "_selected_action": [terms.pk]}
    post(client, "reviewterms_changelist", chosen)
    terms.refresh_from_db()
    assert terms.approved_by is None
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))
    assert post(client, "reviewterms_changelist", chosen).status_code == 302
    terms.refresh_from_db()
    assert terms.is_approved
