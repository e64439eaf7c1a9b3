"""What the Friends keep of people: consents asked for, what is shown, erased and destroyed. Source: PII-01..10."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.clock import db_now
from portal.outbox.services import on
from portal.people.models import User
from portal.periods import months_after
from portal.privacy.models import Consent, RightsRequest
from portal.privacy.registry import Section, holding, purpose
from portal.privacy.services.destruction import shred
from portal.privacy.states import RightKind
from sharedgrowth.friends.models import Attendance, Guest, HoursCertificate, Participation, Photo
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.services.photos import show_or_hide
from sharedgrowth.friends.services.places import (
    GUEST,
    PHOTOS,
    forget_guest,
    give_back_as_guest,
    give_up_places,
    hear_withdrawn,
)
from sharedgrowth.friends.states import ActivityState, ParticipationState

GUEST_DAYS = 90  # after the activity: long enough for a question about its hours
PHOTO_YEARS = 3

purpose(
    key=GUEST,
    title=gettext_lazy("Taking part in an activity as a guest"),
    items=gettext_lazy("name, e-mail address, times of coming and leaving"),
    retention=gettext_lazy("90 days after the activity, or until you take the consent back"),
    refusal=gettext_lazy("You may refuse. Then you cannot be on the list of the activity."),
    why=gettext_lazy("To keep your place, to reach you when something changes, to know in an emergency who is there."),
)
purpose(
    key=PHOTOS,
    title=gettext_lazy("Pictures of the activity on which you can be recognised"),
    items=gettext_lazy("your likeness"),
    retention=gettext_lazy("three years, or until you take the consent back: then the picture is hidden at once"),
    refusal=gettext_lazy("You may refuse. You take part all the same; pictures with you are not shown."),
    why=gettext_lazy("To show on the public pages of the Friends what was done."),
    optional=True,
)


@on("privacy.consent_withdrawn")
def hide_pictures(*, consent: int, **_later) -> None:
    """Taken back on the person's own page: the places of this activity say so, and the pictures are hidden."""
    found = Consent.objects.filter(pk=consent, purpose=PHOTOS).first()
    if found is not None:
        hear_withdrawn(person=found.person_id, guest=found.guest, what=found.about)


@on("privacy.right_answered", "privacy.use_resumed")
def follow_suspension(*, request: int, **_later) -> None:
    """The use of somebody's data is stopped, or goes on: the pictures with this person follow."""
    found = RightsRequest.objects.filter(pk=request, kind=RightKind.SUSPENSION).first()
    if found is not None:
        seen = Photo.objects.filter(people__person=found.person_id).distinct()
        show_or_hide(seen.select_related("file"))


def _sections(user: User) -> Iterable[Section]:
    rows = [
        {
            _("Number"): place.activity.number,
            pgettext("friends", "Activity"): place.activity.title,
            _("State"): place.get_state_display(),
            _("Hours"): place.hours if place.hours is not None else "",
            _("Times"): ", ".join(f"{day.check_in:%Y-%m-%d %H:%M}" for day in place.days.all()),
            _("May be seen on pictures"): _("yes") if place.photo_consent else _("no"),
        }
        for place in queries.own_places(user)
    ]
    if rows:
        yield Section(_("Activities of the Friends"), rows)
    papers = [
        {_("Number"): each.number, _("Hours"): each.hours, _("Issued"): f"{each.issued_at:%Y-%m-%d}"}
        for each in queries.certificates_of(user)
    ]
    if papers:
        yield Section(_("Certificates of hours"), papers)
    guests = [{_("Name"): each.name} for each in Guest.objects.filter(host=user, erased_at=None)]
    if guests:
        yield Section(_("Guests whom you invited"), guests, note=_("They decide on their data themselves."))


def _erase(user: User, *, reason: str) -> Mapping[str, int]:
    """Places to come are given up; times and certificates go; hours of verified activities stay as numbers."""
    places = Participation.objects.filter(person=user)
    counts = {
        "friends.participation": give_up_places(user),
        "friends.attendance": Attendance.objects.filter(participation__in=places).delete()[0],
    }
    for place in places.filter(photo_consent=True):
        place.photo_consent = False
        place.save(update_fields=["photo_consent"])
        show_or_hide(place.photos.select_related("file"))
    brought = Participation.objects.filter(guest__host=user, guest__erased_at=None)
    over = Q(state__in=[ParticipationState.INVITED, ParticipationState.CANCELLED]) | Q(activity__ends_at__lt=db_now())
    for guest_place in brought.filter(over).select_related("guest", "activity"):  # the others keep place and link
        open_still = guest_place.activity.state == ActivityState.OPEN
        if open_still and guest_place.state == ParticipationState.INVITED:
            give_back_as_guest(guest_place)
        else:
            forget_guest(guest_place)
    return {kind: count for kind, count in counts.items() if count}


def _keeps(user: User) -> str:
    if HoursCertificate.objects.filter(person=user).exists():
        return _("Certificates of hours that were issued stay as numbers without your name.")
    return ""


def _due(on_day: date) -> Iterable[Participation | Photo]:
    """Guests whose activity lies 90 days back; pictures on which somebody can be recognised after three years."""
    last = on_day - timedelta(days=GUEST_DAYS)
    found = Participation.objects.filter(guest__erased_at=None, guest__isnull=False, activity__ends_at__date__lt=last)
    yield from found.select_related("guest", "activity").order_by("pk")
    first = months_after(on_day, -12 * PHOTO_YEARS)
    old = Photo.objects.filter(uploaded_at__date__lt=first, people__isnull=False).distinct()
    yield from old.select_related("file").order_by("pk")


def _destroy(thing: Any) -> Mapping[str, int]:
    if isinstance(thing, Participation):
        forget_guest(thing)
        return {"friends.guest": 1}
    file = thing.file
    thing.people.clear()
    thing.delete()
    shred([file])
    return {"friends.photo": 1}


holding(
    key=queries.HOLDING,
    label=gettext_lazy("Activities of the Friends: your places, times, hours, pictures"),
    basis=gettext_lazy("your own sign-up; for pictures and for guests a consent"),
    kept_for=gettext_lazy("as long as your account; guests 90 days after the activity"),
    sections_of=_sections,
    erase=_erase,
    keeps=_keeps,
    due=_due,
    destroy=_destroy,
)
