"""What the Friends keep of people: shown to them, erased on request, destroyed when its time has ended."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from portal.clock import SEOUL, today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.files.tests.factories import picture_bytes
from portal.outbox.models import Event
from portal.outbox.services import deliver_lane
from portal.privacy.models import Consent
from portal.privacy.registry import holdings
from portal.privacy.services import rights
from portal.tests.factories import staff
from sharedgrowth.friends.handlers.activities import mail_guest
from sharedgrowth.friends.handlers.privacy import follow_suspension
from sharedgrowth.friends.models import Activity, Attendance, Guest, Participation, Photo
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.queries import figures
from sharedgrowth.friends.services import activities, hours, photos, places
from sharedgrowth.friends.tests import stage

pytestmark = pytest.mark.django_db
HOLDING = "friends.participations"


def test_a_person_reads_what_is_kept_and_it_goes_on_request_while_the_hours_stay():
    activity = stage.verified()
    place = activity.participations.get()
    coming = places.sign_up(stage.opened(), photos=True, by=place.person)
    kept = holdings.get(HOLDING)
    assert kept is not None
    sections = list(kept.sections_of(place.person))
    assert len(sections[0].rows) == 2
    counts = kept.erase(place.person, reason="asked")
    assert counts == {"friends.participation": 1, "friends.attendance": 1}
    assert not Participation.objects.filter(pk=coming.pk).exists()
    assert Attendance.objects.count() == 0
    place.refresh_from_db()
    assert (place.hours, place.photo_consent) == (2, False)


def test_guests_are_destroyed_ninety_days_after_the_activity():
    activity = stage.opened()
    place = places.invite_guest(activity, name="박봄", email="bom@guest.example", language="ko", by=stage.member())
    places.accept_as_guest(place, photos=True)
    assert set(Consent.objects.values_list("purpose", "guest")) == {
        ("friends.guest", place.guest.reference),
        ("friends.photos", place.guest.reference),
    }
    kept = holdings.get(HOLDING)
    assert kept is not None
    last = activity.ends_at.date()
    assert list(kept.due(last + timedelta(days=90))) == []
    (due,) = kept.due(last + timedelta(days=92))
    assert kept.destroy(due) == {"friends.guest": 1}
    guest = Guest.objects.get()
    assert (guest.name, guest.email) == ("", "")
    assert list(kept.due(last + timedelta(days=92))) == []
    told = str(list(Event.objects.values_list("payload", flat=True)))
    assert "박봄" not in told
    assert "guest.example" not in told


def test_with_the_address_go_consents_and_pictures_but_no_person_of_the_figures():
    activity = stage.opened()
    host = stage.member()
    seen = [
        places.invite_guest(activity, name=name, email=f"{name}@guest.example", language="ko", by=host)
        for name in ("a", "b", "c")
    ]
    for place in seen:
        places.accept_as_guest(place, photos=True)
    activity = activities.hold(stage.running(activity), by=activity.lead)
    for place in seen:
        stage.was_there(place)
        hours.confirm_hours(place, by=activity.lead)
    photo = photos.add_photo(
        activity,
        upload=ContentFile(picture_bytes(), name="forest.png"),
        caption_ko="숲",
        caption_en="Forest",
        people=seen[:1],
        by=activity.lead,
    )
    photos.show_photo(photo, by=stage.office())
    photo.file.refresh_from_db()
    assert (photo.file.public, figures.people_of(activity.participations.all())) == (True, 3)
    for place in activity.participations.select_related("guest"):
        places.forget_guest(place)
    photo.file.refresh_from_db()
    assert (photo.file.public, figures.people_of(activity.participations.all())) == (False, 3)
    assert not Consent.objects.filter(withdrawal=None).exists()
    day = seen[0].days.get().day
    assert queries.hours_had(Participation.objects.get(pk=seen[1].pk), day) == 0


def test_whose_use_was_stopped_is_on_no_picture_counts_for_no_bonus_and_signs_up_later():
    activity = stage.verified()
    place = activity.participations.get()
    person, year = place.person, activity.begins_at.astimezone(SEOUL).year
    places.choose_photos(place, yes=True, by=person)
    photo = photos.add_photo(
        activity,
        upload=ContentFile(picture_bytes(), name="forest.png"),
        caption_ko="숲",
        caption_en="Forest",
        people=[place],
        by=activity.lead,
    )
    photos.show_photo(photo, by=stage.office())
    asked = rights.ask(kind="suspension", holding=HOLDING, by=person)
    rights.answer(asked, outcome="granted", decision="멈춥니다.", by=staff("PR"))
    follow_suspension(request=asked.pk)
    photo.file.refresh_from_db()
    assert (photo.file.public, list(queries.photos_shown(activity))) == (False, [])
    assert queries.hours_of_company(place.company_id, year) == 0
    with pytest.raises(RuleBroken, match="stopped"):
        places.sign_up(stage.opened(), by=person)
    rights.lift(asked, by=person)
    follow_suspension(request=asked.pk)
    photo.file.refresh_from_db()
    assert (photo.file.public, queries.hours_of_company(place.company_id, year)) == (True, 2)


def test_places_of_who_is_erased_go_to_the_list():
    activity = stage.opened(capacity=2)
    host = stage.member()
    places.sign_up(activity, by=host)
    asked = places.invite_guest(activity, name="박봄", email="a@guest.example", language="ko", by=host)
    waiting = [places.sign_up(activity, by=stage.member()) for _each in range(2)]
    kept = holdings.get(HOLDING)
    assert kept is not None
    assert kept.erase(host, reason="asked")["friends.participation"] == 1
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert [Participation.objects.get(pk=place.pk).state for place in waiting] == ["signed_up", "signed_up"]


def test_letters_to_guests_end_and_nobody_learns_who_else_takes_part():
    activity = stage.opened()
    host, other = stage.member(), stage.member()
    words = {"name": "박봄", "language": "ko"}
    for at in range(5):
        places.give_back(places.invite_guest(activity, **words, email=f"{at}@guest.example", by=host), by=host)
    first = places.invite_guest(activity, **words, email="b@guest.example", by=host)
    with pytest.raises(RuleBroken, match="six invitations"):
        places.invite_guest(activity, **words, email="c@guest.example", by=host)
    second = places.invite_guest(activity, **words, email="B@guest.example", by=other)  # as if nobody knew it
    places.accept_as_guest(first, photos=False)
    with pytest.raises(RuleBroken, match="by another invitation"):
        places.accept_as_guest(second, photos=False)


def test_who_leaves_cuts_no_link_of_a_guest_who_still_comes():
    activity = stage.opened()
    host = stage.member()
    coming, asked = (
        places.invite_guest(activity, name="박봄", email=f"{who}@guest.example", language="ko", by=host) for who in "ab"
    )
    places.accept_as_guest(coming, photos=False)
    kept = holdings.get(HOLDING)
    assert kept is not None
    kept.erase(host, reason="asked")
    assert places.place_of_guest(places.guest_token(coming.guest)) == coming
    assert places.place_of_guest(places.guest_token(asked.guest)) is None


def test_the_guest_gets_a_link_by_mail_and_nothing_once_erased(mailoutbox):
    place = places.invite_guest(
        stage.opened(), name="박봄", email="bom@guest.example", language="en", by=stage.member()
    )
    mail_guest(participation=place.pk)
    deliver_lane("mail")
    (mail,) = mailoutbox
    assert mail.to == ["bom@guest.example"]
    assert places.guest_token(place.guest) in mail.body
    places.forget_guest(place)
    mail_guest(participation=place.pk)
    deliver_lane("mail")
    assert len(mailoutbox) == 1


def test_sign_up_closes_by_itself_and_unanswered_guests_give_their_place_to_the_list():
    activity = stage.opened(capacity=1)
    asked = places.invite_guest(activity, name="박봄", email="b@guest.example", language="ko", by=stage.member())
    waiting = places.sign_up(activity, by=stage.member())
    assert waiting.state == "waiting"
    Activity.objects.filter(pk=activity.pk).update(closes_at=activity.proposed_at - timedelta(hours=1))
    assert activities.run_activity_clock() == 1
    assert activities.run_activity_clock() == 0
    asked = Participation.objects.select_related("guest").get(pk=asked.pk)
    assert (asked.guest.name, asked.guest.email) == ("", "")  # without an answer nothing is kept
    waiting.refresh_from_db()
    activity.refresh_from_db()
    assert (asked.state, waiting.state, activity.state) == ("cancelled", "signed_up", "closed")
    assert activity.begins_at.date() > today()


def test_a_picture_with_people_is_destroyed_after_three_years_with_its_bytes():
    activity = stage.verified()
    place = activity.participations.get()
    upload = ContentFile(picture_bytes(), name="forest.png")
    photo = photos.add_photo(
        activity, upload=upload, caption_ko="숲", caption_en="Forest", people=[place], by=activity.lead
    )
    kept = holdings.get(HOLDING)
    assert kept is not None
    assert list(kept.due(today() + timedelta(days=1000))) == []
    (due,) = kept.due(today() + timedelta(days=1100))
    assert due == photo
    assert kept.destroy(due) == {"friends.photo": 1}
    assert (Photo.objects.count(), File.objects.count()) == (0, 0)
