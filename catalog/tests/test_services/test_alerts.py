"""Alerts without an account: confirmed by the address's owner, told once a day, and gone when they end."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from catalog import services
from catalog.models import PublicAlert, PublicAlertHit
from catalog.services.alerts import alert_to_confirm, alert_to_end, confirm_token
from catalog.states import AlertState
from catalog.tests import sourcing
from catalog.tests.factories import TEST_CLASS, ProductFactory, class_node
from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.notices.services.optin import KEEP_PENDING, MOST_ALERTS
from portal.outbox.models import Event
from portal.outbox.services import deliver_due

pytestmark = pytest.mark.django_db
ADDRESS = "kim@garam.example"


def delivered() -> None:
    while deliver_due():
        continue


def asked(**wanted) -> PublicAlert:
    services.ask_alert(**{"email": ADDRESS, "language": "en", "keyword": "펌프", **wanted})
    delivered()
    return PublicAlert.objects.order_by("-pk")[0]


def test_nothing_is_sent_before_the_owner_confirms():
    alert = asked()
    ProductFactory(name_ko="원심펌프")
    services.announce_new_products()

    assert alert.state == AlertState.PENDING
    assert not PublicAlertHit.objects.exists()
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert reverse("catalog:alert-confirm", args=["x"])[:-2] in mail.outbox[0].body
    assert "“펌프”" in mail.outbox[0].subject


def test_a_confirmed_alert_gets_one_mail_with_the_way_out():
    alert = services.confirm_alert(asked(class_code=TEST_CLASS, keyword=""))
    mail.outbox.clear()
    ProductFactory(name_ko="볼 베어링", name_en="Ball bearing X")
    ProductFactory(name_en="Pump", node=class_node("99171601", "펌프", "Pumps"))
    services.announce_new_products()

    assert services.tell_alert(alert.pk) == 1
    assert services.tell_alert(alert.pk) == 0
    delivered()
    message = mail.outbox[0]
    assert "Ball bearing X" in message.body
    assert "Pump" not in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = message.extra_headers["List-Unsubscribe"].rstrip("/>").rpartition("/")[2]  # signed with the second
    assert reverse("catalog:alert-end", args=[way_out]) in message.extra_headers["List-Unsubscribe"]
    assert alert_to_end(way_out) == alert
    assert "/notices/" not in message.body  # no way into an account that is not there
    assert len(mail.outbox) == 1


def test_asking_again_says_on_screen_nothing_and_by_mail_that_it_is_on():
    services.confirm_alert(asked())
    mail.outbox.clear()
    asked(email=ADDRESS.upper())

    assert PublicAlert.objects.count() == 1
    assert "is on already" in mail.outbox[0].subject


def test_no_more_than_twenty_for_an_address():
    for number in range(MOST_ALERTS + 1):
        services.ask_alert(email=ADDRESS, language="ko", keyword=f"word {number}")

    assert PublicAlert.objects.count() == MOST_ALERTS


def test_an_unconfirmed_address_is_deleted_and_the_trail_names_none():
    alert = asked()
    token = confirm_token(alert)
    assert alert_to_confirm(token) == alert
    PublicAlert.objects.filter(pk=alert.pk).update(created_at=db_now() - KEEP_PENDING - timedelta(minutes=1))

    assert services.forget_unconfirmed() == 1

    assert not PublicAlert.objects.exists()
    assert alert_to_confirm(token) is None
    entries = AuditEntry.objects.filter(thing_type="catalog.publicalert").order_by("id")
    assert [entry.what.rpartition(".")[2] for entry in entries] == ["asked", "forgotten"]
    assert not [entry for entry in entries if ADDRESS in entry.payload + entry.reason]
    assert not [event for event in Event.objects.all() if ADDRESS in str(event.payload)]


def test_ending_deletes_the_address_and_what_it_met():
    alert = services.confirm_alert(asked())
    ProductFactory(name_ko="원심펌프")
    services.announce_new_products()
    assert PublicAlertHit.objects.count() == 1

    services.end_alert(alert)

    assert (PublicAlert.objects.count(), PublicAlertHit.objects.count()) == (0, 0)
    assert services.tell_alert(alert.pk) == 0


def test_a_sourcing_request_open_to_everybody_is_told_by_class_and_word():
    by_class = services.confirm_alert(asked(keyword="", class_code="99170000"))
    by_word = services.confirm_alert(asked(keyword="주조기", requests=True, products=False))
    other = services.confirm_alert(asked(keyword="밸브"))
    deaf = services.confirm_alert(asked(keyword="베어링", requests=False))
    mail.outbox.clear()
    made = sourcing.opened()
    delivered()
    delivered()

    told = {alert.pk: services.tell_alert(alert.pk) for alert in (by_class, by_word, other, deaf)}
    assert told == {by_class.pk: 1, by_word.pk: 1, other.pk: 0, deaf.pk: 0}
    delivered()
    told_by_mail = [message.body for message in mail.outbox if message.to == [ADDRESS]]
    assert len(told_by_mail) == 2
    for body in told_by_mail:
        assert "Wanted: Alternative bearing for the caster" in body
        assert f"/catalog/sourcing/{made.request.uid}/" in body
        assert "15,000" not in body  # the price paid today is nobody's


def test_a_request_for_invited_companies_is_told_to_nobody():
    services.confirm_alert(asked(keyword="", class_code="99170000"))
    sourcing.opened(visibility="invited")
    delivered()
    assert not PublicAlertHit.objects.exists()
