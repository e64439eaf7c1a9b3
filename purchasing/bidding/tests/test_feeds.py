"""What people are told of tenders without an account: feeds, calendars, e-mails."""

import re
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.urls import reverse

from catalog import services as catalog
from catalog.models import PublicAlert, PublicAlertHit
from portal.clock import db_now
from portal.outbox.services import deliver_due, deliver_lane
from purchasing.bidding import services
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
BEARING, PUMP = "31171500", "40151503"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def lines(code):
    return [LineIn("원심펌프", Decimal(1), "EA", "Centrifugal pump", class_code=code)]


def confirmed(**wanted) -> PublicAlert:
    catalog.ask_alert(email="hong@garam.example", language="en", products=False, requests=False, tenders=True, **wanted)
    return catalog.confirm_alert(PublicAlert.objects.latest("pk"))


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_the_newest_tenders_as_a_feed(client, kind):
    first, second = make.published(title_en="Pump A").tender, make.published(title_en="Pump B").tender
    make.draft(title_en="Pump in a draft")

    response = client.get(reverse("bidding:feed", args=[kind]))

    text = response.content.decode()
    ElementTree.fromstring(text.encode())  # noqa: S314 (our own answer)
    assert text.index(second.number) < text.index(first.number)
    assert "Pump in a draft" not in text
    assert "bids until" in text
    again = client.get(reverse("bidding:feed", args=[kind]), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_feed_of_a_search_tells_only_what_fits(client):
    pump = make.published(lines=lines(PUMP), region="KR-47").tender
    bearing = make.published(lines=lines(BEARING), region="KR-46").tender

    def told(query):
        text = client.get(reverse("bidding:feed", args=["rss"]) + query).content.decode()
        return {tender for tender in (pump, bearing) if tender.number in text}

    assert told("?class_code=40150000") == {pump}
    assert told("?class_code=40151504") == set()
    assert told("?region=KR-46") == {bearing}
    assert told("?region=KR-46&class_code=40150000") == set()
    assert told("") == {pump, bearing}
    assert client.get(reverse("bidding:feed", args=["json"])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=valve", {"valve"}),
        ("?q=원심펌프", {"pump"}),  # of a line, not of the title
        ("?q=pump", {"pump"}),
        ("?q=turbine", set()),
        ("?class_code=40150000", {"pump"}),
        ("?class_code=31171500", {"valve"}),
        ("?region=KR-46", {"valve"}),
        ("?region=KR-47&q=pump&class_code=40150000", {"pump"}),
        ("?region=KR-46&q=pump", set()),
        ("", {"pump", "valve"}),
    ],
)
@pytest.mark.parametrize(("name", "args"), [("feed", ["rss"]), ("feed", ["atom"]), ("calendar", [])])
def test_rss_atom_and_calendar_follow_keyword_class_and_region(client, name, args, query, found):
    spare = [LineIn("예비품", Decimal(1), "EA", "Spare part", class_code=BEARING)]
    tenders = {
        "pump": make.published(title_ko="냉각 설비", title_en="Cooling", lines=lines(PUMP), region="KR-47").tender,
        "valve": make.published(title_ko="밸브", title_en="Gate valve", lines=spare, region="KR-46").tender,
    }

    response = client.get(reverse(f"bidding:{name}", args=args) + query)

    text = response.content.decode().replace("\r\n ", "")
    assert response.status_code == 200
    assert {key for key, tender in tenders.items() if tender.number in text} == found
    if name == "calendar":
        assert text.count("BEGIN:VEVENT") == len(found)


def test_the_calendar_moves_with_the_deadline(client):
    stage = make.published(title_en="Pumps, comma; semicolon")
    address = reverse("bidding:calendar")
    before = client.get(address)
    assert before["Content-Type"].startswith("text/calendar")
    unfolded = before.content.decode().replace("\r\n ", "")
    assert "Pumps\\, comma\\; semicolon" in unfolded
    assert f"DTEND:{stage.tender.closes_at:%Y%m%dT%H%M%SZ}" in unfolded
    assert "SEQUENCE:0" in unfolded
    assert max(len(line.encode()) for line in before.content.decode().split("\r\n")) <= 75

    later = stage.tender.closes_at + timedelta(days=2)
    extension = services.request_extension(stage.tender, closes_at=later, reason="x", by=stage.cast.officer)
    services.approve_extension(extension, by=stage.cast.approver)

    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    text = after.content.decode().replace("\r\n ", "")
    assert after.status_code == 200
    assert f"DTEND:{later:%Y%m%dT%H%M%SZ}" in text
    assert "SEQUENCE:1" in text
    uid = re.compile(r"UID:(\S+)")
    assert uid.findall(unfolded) == uid.findall(text)


def test_the_calendar_moves_with_an_outage_too(client):
    stage = make.published(questions_until=db_now() + timedelta(hours=2))
    make._while_away(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET opens_at = opens_at - interval '1 day', published_at = published_at - interval "
        "'1 day', closes_at = clock_timestamp() + interval '3 hours' WHERE id = %s",
        [stage.tender.pk],
    )
    address = reverse("bidding:tender-deadline", args=[stage.tender.number])
    before = client.get(address).content.decode()
    ended = db_now() - timedelta(minutes=1)
    for _ in range(2):
        note = services.note_outage(
            began_at=ended - timedelta(minutes=9), ended_at=ended, reason="회선 장애", by=stage.cast.officer
        )
        services.confirm_outage(note, by=stage.cast.approver)

    after = client.get(address).content.decode()

    assert before.count("SEQUENCE:0") == after.count("SEQUENCE:2") == 2  # bids and questions, moved twice
    changed = re.compile(r"LAST-MODIFIED:(\S+)")
    assert max(changed.findall(before)) < min(changed.findall(after))


def test_a_cancelled_tender_is_cancelled_in_the_calendar(client):
    stage = make.published(questions_until=db_now() + timedelta(days=5))
    services.cancel_tender(stage.tender, reason="계획 변경", by=stage.cast.approver)

    text = client.get(reverse("bidding:tender-deadline", args=[stage.tender.number])).content.decode()

    assert text.count("STATUS:CANCELLED") == 2  # bids, and questions
    assert "BEGIN:VALARM" not in text


def test_a_draft_has_no_calendar(client):
    assert client.get(reverse("bidding:tender-deadline", args=[make.draft().tender.number])).status_code == 404


def test_an_alert_hears_of_a_tender_by_one_e_mail(client):
    alerts = {
        "word": confirmed(keyword="펌프"),
        "class": confirmed(class_code="40150000"),
        "region": confirmed(region="KR-47"),
        "other word": confirmed(keyword="밸브"),
        "other class": confirmed(class_code=BEARING),
        "other region": confirmed(region="KR-46", keyword="펌프"),
    }
    tender = make.published(lines=lines(PUMP), region="KR-47").tender
    deliver_due()
    deliver_due()

    met = set(PublicAlertHit.objects.filter(thing_id=tender.pk).values_list("alert", flat=True))
    assert met == {alerts[name].pk for name in ("word", "class", "region")}
    mail.outbox.clear()
    assert catalog.tell_alert(alerts["word"].pk) == 1
    assert catalog.tell_alert(alerts["word"].pk) == 0
    deliver_lane("mail")
    (letter,) = mail.outbox
    assert tender.number in letter.body
    assert "bids until" in letter.body
    assert catalog.tell_alert(alerts["other word"].pk) == 0


def test_an_alert_does_not_tell_of_a_tender_that_has_closed():
    alert = confirmed(keyword="펌프")
    stage = make.published(lines=lines(PUMP))
    deliver_due()
    make.pass_deadline(stage.tender)
    mail.outbox.clear()

    assert catalog.tell_alert(alert.pk) == 0
    assert mail.outbox == []


def test_the_alert_form_takes_a_region_for_tenders_alone(client):
    page = reverse("catalog:alert-add")
    text = client.get(f"{page}?topic=tenders&region=KR-47").content.decode()
    assert '<option value="KR-47" selected' in text
    assert reverse("bidding:feed", args=["rss"]) in text
    given = {"email": "hong@garam.example", "region": "KR-47", "consent": "on"}

    assert client.post(page, given | {"tenders": "on"}).status_code == 200
    alert = PublicAlert.objects.get()
    assert (alert.tenders, alert.products, alert.region) == (True, False, "KR-47")
    everything = client.post(page, given | {"tenders": "on", "products": "on"})
    assert set(everything.context["form"].errors) == {"keyword"}
    nothing = client.post(page, given | {"keyword": "펌프", "products": "on"})
    assert set(nothing.context["form"].errors) == {"region"}
