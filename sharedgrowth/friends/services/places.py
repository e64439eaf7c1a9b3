"""DO: sign up, bring guests, wait for a place, give it back, say yes or no to pictures. Source: domain 10, FRD-02."""

from secrets import compare_digest

from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.queries import consents
from portal.privacy.queries.rights import suspended
from portal.privacy.services.consents import give, give_for_guest, withdraw, withdraw_purpose
from sharedgrowth.friends.models import Activity, Guest, Participation
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.rules.codes import ALPHABET, plain
from sharedgrowth.friends.services.photos import show_or_hide
from sharedgrowth.friends.states import ActivityState, ParticipationState
from sharedgrowth.friends.states.activities import STANDS

P = ParticipationState
GUEST, PHOTOS = "friends.guest", "friends.photos"  # purposes of consent
MOST_GUESTS = 3  # of one person, in one activity
MOST_INVITATIONS = 6  # with those that were given back: each is a letter to a stranger
WORD = 6  # characters of the code that guests type
_signer = signing.Signer(salt="friends.guest")
_here = signing.Signer(salt="friends.here")


def about(activity: Activity) -> str:
    """What a consent of this activity is about."""
    return f"friends.activity:{activity.number}"


def _held(activity: Activity) -> Activity:
    return Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)


def _open(activity: Activity) -> Activity:
    activity = _held(activity)
    if activity.state != ActivityState.OPEN or activity.closes_at < db_now():
        raise WrongState(_("Sign-up is not open."))
    return activity


def _has_room(activity: Activity) -> bool:
    return queries.places_taken(activity) < activity.capacity


@transaction.atomic
def sign_up(activity: Activity, *, role: str = "", photos: bool = False, by: User) -> Participation:
    """A place, or the end of the list when all are taken. Announces ``friends.signed_up{participation}``."""
    require(policies.may_take_part(by))
    if suspended(by, queries.HOLDING):
        raise RuleBroken(_("You had the use of your data stopped. Let it go on under “My data”, then sign up."))
    activity = _open(activity)
    if activity.participations.filter(person=by, state__in=STANDS).exists():
        raise WrongState(_("You have already signed up for this activity."))
    place = Participation(
        activity=activity,
        person=by,
        company=by.company,
        role=role,
        photo_consent=photos,
        state=P.SIGNED_UP if _has_room(activity) else P.WAITING,
    )
    place.save()
    if photos:
        give(PHOTOS, by=by, about=about(activity))
    record(place, "signed_up", by=by, payload={"activity": activity.number, "state": place.state})
    announce("friends.signed_up", participation=place.pk)
    return place


@transaction.atomic
def invite_guest(activity: Activity, *, name: str, email: str, language: str, by: User) -> Participation:
    """A guest gets a link and answers there; until then nothing but name and address is kept, for this answer."""
    require(policies.may_take_part(by))
    activity = _open(activity)
    if not activity.guests:
        raise RuleBroken(_("Guests cannot come along to this activity."))
    invited = queries.own_guests(by, activity)
    if invited.exclude(state=P.CANCELLED).count() >= MOST_GUESTS:
        raise RuleBroken(_("At most three guests of one person."))
    if invited.count() >= MOST_INVITATIONS:
        raise RuleBroken(_("At most six invitations of one person, with those that were given back."))
    if invited.filter(guest__email__iexact=email, state__in=STANDS).exists():  # of others' guests nothing is told
        raise RuleBroken(_("This guest already has a place."), field="email")
    if not _has_room(activity):
        raise RuleBroken(_("All places are taken. Guests are not put on the list."))
    guest = Guest.objects.create(name=name, email=email, language=language, host=by)
    place = Participation.objects.create(activity=activity, guest=guest, company=by.company, state=P.INVITED)
    record(place, "guest_invited", by=by, payload={"activity": activity.number})
    announce("friends.guest_invited", participation=place.pk)
    return place


def guest_token(guest: Guest) -> str:
    """What the guest's link carries; made from the row, kept nowhere."""
    return _signer.sign(str(guest.uid))


def place_of_guest(token: str) -> Participation | None:
    """The place that a guest's link opens."""
    try:
        uid = _signer.unsign(token)
    except signing.BadSignature:
        return None
    rows = Participation.objects.select_related("activity", "guest", "company", "guest__host")
    return rows.filter(guest__uid=uid, guest__erased_at=None).first()


def here_token(activity: Activity) -> str:
    """What the code on the site carries; a new round makes earlier ones useless."""
    return _here.sign(f"{activity.uid}:{activity.round}")


def activity_here(token: str) -> Activity | None:
    """The activity whose code it is."""
    try:
        uid, _mark, round_no = _here.unsign(token).partition(":")
    except signing.BadSignature:
        return None
    return Activity.objects.filter(uid=uid, round=round_no).select_related("lead").first()


def site_word(activity: Activity) -> str:
    """The short code on the site that guests type; a new round makes it a new one."""
    made = salted_hmac("friends.word", f"{activity.uid}:{activity.round}", algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in made[:WORD])


def is_site_word(activity: Activity, typed: str) -> bool:
    """Whether somebody has read the code where people arrive."""
    return compare_digest(plain(typed), site_word(activity))


@transaction.atomic
def accept_as_guest(place: Participation, *, photos: bool) -> Participation:
    """The guest's own yes, in the words that were shown; a yes to pictures is another one."""
    activity = _held(place.activity)
    place = Participation.objects.select_for_update(of=("self",)).select_related("guest").get(pk=place.pk)
    guest = place.guest
    if guest is None or guest.erased_at:
        raise WrongState(_("This invitation is over."))
    if activity.state != ActivityState.OPEN:
        raise WrongState(_("Sign-up is not open."))
    others = activity.participations.filter(guest__email__iexact=guest.email, state__in=STANDS)
    if others.exclude(state=P.INVITED).exclude(pk=place.pk).exists():
        raise RuleBroken(_("You already have a place in this activity, by another invitation."))
    give_for_guest(GUEST, guest=guest.reference, about=about(activity))
    if photos:
        give_for_guest(PHOTOS, guest=guest.reference, about=about(activity))
    move(place, "consent", by=None, photo_consent=photos)
    return place


@transaction.atomic
def give_back(place: Participation, *, by: User) -> Participation:
    """No longer: without a reason. The first one of the list moves up."""
    require(policies.may_withdraw(by, place))
    place = _cancel(place, by=by)
    forget_guest(place)
    return place


@transaction.atomic
def give_back_as_guest(place: Participation) -> Participation:
    """The guest does not come, or takes the consent back: name and address are deleted at once."""
    place = _cancel(place, by=None)
    forget_guest(place)
    return place


def _cancel(place: Participation, *, by: User | None) -> Participation:
    activity = _held(place.activity)
    place = Participation.objects.select_for_update(of=("self",)).select_related("guest").get(pk=place.pk)
    if activity.state not in (ActivityState.OPEN, ActivityState.CLOSED) or place.days.exists():
        raise WrongState(_("The activity has begun: who leads it notes who was there."))
    move(place, "cancel", by=by, photo_consent=False)
    if activity.state == ActivityState.OPEN:
        fill_free_places(activity, by=by)
    return place


def fill_free_places(activity: Activity, *, by: User | None) -> int:
    """From the list into free places, in its order; the activity's row is held by the caller."""
    moved = 0
    while _has_room(activity) and (following := queries.waiting_next(activity)):
        move(following, "move_up", by=by)
        announce("friends.moved_up", participation=following.pk)
        moved += 1
    return moved


@transaction.atomic
def choose_photos(place: Participation, *, yes: bool, by: User | None) -> Participation:
    """A yes or a no to pictures of this activity; ``by`` None is the guest. A no hides them at once."""
    if by is not None:
        require(policies.may_withdraw(by, place))
    place = Participation.objects.select_for_update(of=("self",)).select_related("guest", "activity").get(pk=place.pk)
    what, guest = about(place.activity), place.guest
    if place.photo_consent == yes:
        return place
    if guest is not None:
        if yes:
            give_for_guest(PHOTOS, guest=guest.reference, about=what)
        for consent in [] if yes else consents.in_force(PHOTOS, what).filter(guest=guest.reference):
            withdraw(consent, by=None)
    elif by is not None and yes:
        give(PHOTOS, by=by, about=what)
    elif by is not None:
        withdraw_purpose(PHOTOS, by=by, about=what)
    place.photo_consent = yes
    place.save(update_fields=["photo_consent"])
    show_or_hide(place.photos.select_related("file"))
    record(place, "photos_agreed" if yes else "photos_refused", by=by)
    return place


@transaction.atomic
def hear_withdrawn(*, person: int | None, guest: str, what: str) -> int:
    """A consent to pictures was taken back on another page: the pictures are hidden; returns how many places."""
    places = Participation.objects.filter(activity__number=what.removeprefix("friends.activity:"), photo_consent=True)
    places = places.filter(person=person) if person else places.filter(guest__uid=guest.removeprefix("friends.guest:"))
    changed = 0
    for place in places.select_for_update(of=("self",)):
        place.photo_consent = False
        place.save(update_fields=["photo_consent"])
        show_or_hide(place.photos.select_related("file"))
        record(place, "photos_refused", by=None)
        changed += 1
    return changed


def give_up_places(user: User) -> int:
    """Of somebody whose account is erased: places to come are deleted, and whoever is next moves up."""
    coming = Participation.objects.filter(person=user, state__in=[P.SIGNED_UP, P.WAITING], days=None)
    gone = 0
    rows = Activity.objects.select_for_update(of=("self",)).filter(
        pk__in=list(coming.values_list("activity", flat=True))
    )
    for activity in rows.order_by("pk"):
        gone += coming.filter(activity=activity).delete()[0]
        if activity.state == ActivityState.OPEN:
            fill_free_places(activity, by=None)
    return gone


def forget_guest(place: Participation) -> None:
    """Name and address go; the row stays as a number among others, so that figures stay true.

    With the address the guest loses the link, the only way to take a consent back: so all consents end, and the
    pictures with this guest are hidden.
    """
    guest = place.guest
    if guest is None or guest.erased_at:
        return
    what = about(place.activity)
    for purpose in (GUEST, PHOTOS):
        for consent in consents.in_force(purpose, what).filter(guest=guest.reference):
            withdraw(consent, by=None)
    Participation.objects.filter(pk=place.pk).update(photo_consent=False)
    place.photo_consent = False
    show_or_hide(place.photos.select_related("file"))
    Guest.objects.filter(pk=guest.pk).update(name="", email="", erased_at=db_now())
    record(guest, "erased", by=None)
