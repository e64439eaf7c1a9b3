"""Tell people: called by handlers, once for each thing that happened."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from portal.notices import queries, rules
from portal.notices.models import Notice
from portal.notices.registry import Kind, kinds
from portal.notices.states import Delivery, MailState
from portal.outbox.services import announce_many, event_being_delivered
from portal.people.models import User
from portal.privacy.queries.rights import suspended_among
from portal.transactions import in_one_transaction

NOTICES = "notices.notices"  # the holding whose use can be stopped
_mailed: ContextVar[bool] = ContextVar("mailed", default=True)


@contextmanager
def without_mail() -> Iterator[None]:
    """While it lasts, people find their notices in the portal and get no e-mail: an invented past is told at once."""
    before = _mailed.set(False)
    try:
        yield
    finally:
        _mailed.reset(before)


def bilingual(ko: str, en: str) -> dict[str, str]:
    """The name of a thing in both languages, as a parameter; the reader's is shown, or the one there is."""
    return {"ko": ko, "en": en}


def in_both(words: Callable[[], object]) -> dict[str, str]:
    """Words of our own as a parameter, such as ``in_both(thing.get_state_display)``, said in each language.

    Said once, they would stay in the language of who happened to cause the notice.
    """
    with override("ko"):
        korean = str(words())
    with override("en"):
        return bilingual(korean, str(words()))


@in_one_transaction
def notify(
    users: Iterable[User],
    kind: str,
    *,
    params: Mapping[str, Any] | None = None,
    url_name: str = "",
    url_args: Sequence[Any] = (),
    essential: bool | None = None,
    key: str = "",
) -> int:
    """Tell ``users`` something of ``kind``; returns how many were told now.

    No person acts here, so nobody's right is asked: who may learn of a thing is decided by the handler that calls.
    A handler that hears its event twice tells nobody twice; elsewhere ``key`` names what happened. Programs and
    disabled people are not told; who had the use of their notices stopped (art. 37) hears essential ones alone.
    ``essential`` overrides what the kind says.
    """
    known = _kind(kind)
    values = {name: rules.stored(value) for name, value in (params or {}).items()}
    _check_words(known, values)
    url = reverse(url_name, args=url_args) if url_name else ""
    people = {user.pk: user for user in users if user.is_active and not user.is_service}
    cause = key or (f"event {event}" if (event := event_being_delivered()) else str(uuid.uuid4()))
    notice_key = rules.notice_key(cause, kind, url)
    told = set(Notice.objects.filter(key=notice_key, user_id__in=people).values_list("user_id", flat=True))
    must = known.essential if essential is None else essential
    if not must:
        for stopped in suspended_among(people, NOTICES):
            del people[stopped]
    chosen = queries.deliveries_of(list(people))
    Notice.objects.bulk_create(
        [
            Notice(
                user=user,
                kind=kind,
                params=values,
                url=url,
                essential=must,
                key=notice_key,
                mail=rules.mail_state(essential=must, delivery=chosen.get(pk, Delivery.IMMEDIATELY))
                if _mailed.get()
                else MailState.NONE,
            )
            for pk, user in people.items()
            if pk not in told
        ],
        ignore_conflicts=True,  # two at once with the same key: the first one's notice stands
    )
    made = list(Notice.objects.filter(key=notice_key, user_id__in=set(people) - told).values_list("pk", "mail"))
    announce_many("notices.mail_due", [{"notice": pk} for pk, mail in made if mail == MailState.DUE])
    return len(made)


def _kind(key: str) -> Kind:
    known = kinds.get(key)
    if known is None:
        raise LookupError(f"no kind of notice {key!r}: enter it in the app's handlers.py with kinds.register")
    return known


def _check_words(kind: Kind, values: Mapping[str, Any]) -> None:
    """A missing parameter is found when the notice is made, not when somebody reads it."""
    shown = {name: rules.shown(value) for name, value in values.items()}
    for words in (kind.title, kind.text):
        str(words) % shown
