"""DO: add pictures of an activity, say who is seen, show them, take them down. Source: domain 10."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.errors import RuleBroken
from portal.files.services import publish_file, store_upload, withdraw_file
from portal.files.states import PICTURES
from portal.people.models import User
from portal.policy import require
from sharedgrowth.friends.models import Activity, Participation, Photo
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries.activities import is_photo_shown
from sharedgrowth.friends.states.activities import AHEAD


@transaction.atomic
def add_photo(
    activity: Activity, *, upload, caption_ko: str, caption_en: str, people: Iterable[Participation], by: User
) -> Photo:
    """A picture with the names of those who can be recognised; nobody sees it before the office has looked."""
    require(policies.may_keep_roster(by, activity))
    if activity.state in AHEAD:
        raise RuleBroken(_("Pictures are added once the activity was held."))
    seen = list(people)
    if any(place.activity_id != activity.pk for place in seen):
        raise RuleBroken(_("Only people of this activity are named on its pictures."), field="people")
    photo = Photo.objects.create(
        activity=activity,
        file=store_upload(upload, company=by.company, by=by, kinds=PICTURES),
        caption_ko=caption_ko,
        caption_en=caption_en,
        uploaded_by=by,
    )
    photo.people.set(seen)
    record(photo, "added", by=by, payload={"activity": activity.number, "people": len(seen)})
    return photo


@transaction.atomic
def show_photo(photo: Photo, *, by: User) -> Photo:
    """From now on everybody sees it while all who are seen agree."""
    require(policies.may_show_photos(by))
    move(photo, "show", by=by)
    show_or_hide(Photo.objects.filter(pk=photo.pk))
    return photo


@transaction.atomic
def take_down_photo(photo: Photo, *, by: User) -> Photo:
    """Nobody outside sees it any more."""
    require(policies.may_show_photos(by))
    move(photo, "take_down", by=by)
    show_or_hide(Photo.objects.filter(pk=photo.pk))
    return photo


def show_or_hide(found: Iterable[Photo]) -> None:
    """The bytes follow the consents in the same transaction: readable by everybody, or by the office and the lead."""
    for photo in found:
        shown = is_photo_shown(photo)
        if shown != photo.file.public:
            (publish_file if shown else withdraw_file)(photo.file, by=None)
