"""Activities: who is told of what, guests by e-mail, who may open a picture."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.clock import SEOUL
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, mail_address, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from sharedgrowth.friends.models import Activity, Donation, Participation, Photo
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.queries.donations import donations_visible_to
from sharedgrowth.friends.services import activities as services
from sharedgrowth.friends.services.places import guest_token

PAGE = "friends:activity-detail"


def _named(activity: Activity) -> dict[str, object]:
    return {"number": activity.number, "title": bilingual(activity.title_ko, activity.title_en)}


def _tell(people: Iterable[User], kind: str, activity: Activity, **params) -> None:
    told = _named(activity) | params
    notify(list(people), f"friends.{kind}", params=told, url_name=PAGE, url_args=[activity.number])


def _activity(pk: int) -> Activity:
    return Activity.objects.select_related("lead", "proposed_by").get(pk=pk)


def _place(pk: int) -> Participation:
    return Participation.objects.select_related("activity", "person", "guest", "guest__host").get(pk=pk)


@on("friends.activity_proposed")
def tell_proposed(*, activity: int, **_later) -> None:
    """The office, without who proposed it."""
    found = _activity(activity)
    office = [each for each in buyer_people_with_role("CC") if each.pk != found.proposed_by_id]
    _tell(office, "activity_proposed", found)


@on("friends.activity_approved")
def tell_approved(*, activity: int, **_later) -> None:
    """Who proposed and who leads it."""
    found = _activity(activity)
    _tell({found.proposed_by, found.lead}, "activity_approved", found)


@on("friends.activity_cancelled")
def tell_cancelled(*, activity: int, **_later) -> None:
    """Everybody with a place, guests by e-mail."""
    found = _activity(activity)
    places = list(services.cancelled_places(found))
    people = {place.person for place in places if place.person is not None} | {found.proposed_by, found.lead}
    _tell(people, "activity_cancelled", found, reason=found.reason)
    for place in places:
        if place.guest is not None and place.guest.email:
            _mail(place, "guest_cancelled", reason=found.reason)


@on("friends.activity_reported")
def tell_reported(*, activity: int, **_later) -> None:
    """The office, without who reported it."""
    found = _activity(activity)
    office = [each for each in buyer_people_with_role("CC") if each.pk not in (found.reported_by_id, found.lead_id)]
    _tell(office, "activity_reported", found)


@on("friends.activity_sent_back")
def tell_sent_back(*, activity: int, **_later) -> None:
    """Who leads it."""
    found = _activity(activity)
    _tell({found.lead}, "activity_sent_back", found, reason=found.reason)


@on("friends.activity_verified")
def tell_verified(*, activity: int, **_later) -> None:
    """Everybody whose hours count from now on."""
    found = _activity(activity)
    places = found.participations.filter(state="confirmed", person__isnull=False).select_related("person")
    people = {place.person for place in places if place.person is not None}
    _tell(people | {found.lead}, "activity_verified", found)


@on("friends.moved_up")
def tell_moved_up(*, participation: int, **_later) -> None:
    """Who waited and has a place now."""
    place = _place(participation)
    if place.person is not None:
        day = place.activity.begins_at.astimezone(SEOUL).date()
        _tell({place.person}, "moved_up", place.activity, day=day)


@on("friends.guest_invited")
def mail_guest(*, participation: int, **_later) -> None:
    """The guest's own link."""
    _mail(_place(participation), "guest_invited")


def _mail(place: Participation, kind: str, **params) -> None:
    guest = place.guest
    if guest is None or guest.erased_at:
        return
    mail_address(
        guest.email,
        guest.language,
        f"friends.{kind}",
        params=_named(place.activity) | {"host": guest.host.name} | params,
        path=reverse("friends:guest", args=[guest_token(guest)]),
        number=f"{guest.uid}-{kind}",
    )


@readers.register("friends.pictures_and_receipts")
def reads_files(user, file: File) -> bool | None:
    """Pictures: everybody while all who are seen agree; the office, who leads. Receipts: who sees the donation."""
    photo = Photo.objects.filter(file=file).select_related("activity").first()
    if photo is not None:
        if queries.is_photo_shown(photo) and queries.activities_visible_to(user).filter(pk=photo.activity_id).exists():
            return True
        return bool(user.is_authenticated and policies.may_keep_roster(user, photo.activity))
    donation = Donation.objects.filter(receipt=file).first()
    if donation is not None:
        return donations_visible_to(user).filter(pk=donation.pk).exists()
    return None


WORDS = (  # kind, title, text
    (
        "activity_proposed",
        _("Activity to approve: %(title)s"),
        _("%(number)s. Read the plan and its risk form."),
    ),
    (
        "activity_approved",
        _("Activity %(number)s is approved"),
        _("%(title)s. Open the sign-up when everything is ready."),
    ),
    (
        "activity_cancelled",
        _("Activity cancelled: %(title)s"),
        _("%(number)s. %(reason)s"),
    ),
    (
        "activity_reported",
        _("Report to verify: %(title)s"),
        _("%(number)s. Compare report, list and pictures."),
    ),
    (
        "activity_sent_back",
        _("The report of activity %(number)s was sent back"),
        _("%(title)s. %(reason)s"),
    ),
    (
        "activity_verified",
        _("Your hours count: %(title)s"),
        _("Activity %(number)s is verified. A certificate of hours can be issued on your page."),
    ),
    (
        "moved_up",
        _("A place became free: %(title)s"),
        _("You take part on %(day)s. If you cannot come, give the place back. Activity %(number)s."),
    ),
    (
        "guest_invited",
        _("%(host)s invites you: %(title)s"),
        _(
            "Activity %(number)s. You decide on the page behind the link whether you come and what is kept of you. "
            "Without an answer nothing happens."
        ),
    ),
    (
        "guest_cancelled",
        _("Cancelled: %(title)s"),
        _("Activity %(number)s, to which %(host)s invited you, does not take place. %(reason)s"),
    ),
)
ESSENTIAL = {"activity_cancelled", "moved_up", "guest_cancelled", "guest_invited"}
for key, title, text in WORDS:
    kinds.register(Kind(key=f"friends.{key}", title=title, text=text, essential=key in ESSENTIAL))
