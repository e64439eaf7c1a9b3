"""DO: give a consent, take it back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy import policies, queries
from portal.privacy.models import Consent, Withdrawal
from portal.privacy.registry import Purpose, purposes
from portal.privacy.rules.consents import consent_text, fingerprint


def _purpose(key: str) -> Purpose:
    purpose = purposes.get(key)
    if purpose is None:
        raise LookupError(f"no purpose {key!r} is entered")
    return purpose


@transaction.atomic
def give(key: str, *, by: User, about: str = "") -> Consent:
    """``by`` agrees to the purpose ``key`` in its present words; who has already agreed to them agrees once."""
    require(policies.may_give(by))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    given = queries.in_force(key, about).filter(person=by).first()
    return given or _write(key, about, person=by)


@transaction.atomic
def give_for_guest(key: str, *, guest: str, about: str = "") -> Consent:
    """A person without an account agrees, on a page or paper of the app that knows the guest as ``guest``."""
    if not guest:
        raise RuleBroken(_("A consent is given by a person with an account, or by a guest."))
    given = queries.in_force(key, about).filter(guest=guest).first()
    return given or _write(key, about, guest=guest)


def give_all(keys: Iterable[str], *, by: User, about: str = "") -> list[Consent]:
    """Several consents at once, each a row of its own."""
    return [give(key, by=by, about=about) for key in keys]


def _write(key: str, about: str, **whose) -> Consent:
    purpose = _purpose(key)
    text = consent_text(queries.words_of(purpose))
    consent = Consent.objects.create(
        purpose=key,
        version=purpose.version,
        kind=purpose.kind,
        about=about,
        language=(get_language() or "ko")[:2],
        text=text,
        text_sha256=fingerprint(text),
        **whose,
    )
    announce("privacy.consent_given", consent=consent.pk)
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, by: User | None) -> Withdrawal:
    """Take a consent back, at any time and without a reason; what follows is told before (``Purpose.refusal``)."""
    require(policies.may_withdraw(by, consent))
    withdrawal, made = Withdrawal.objects.get_or_create(consent=consent, defaults={"by": by})
    if made:
        announce("privacy.consent_withdrawn", consent=consent.pk)
    return withdrawal


@transaction.atomic
def withdraw_purpose(key: str, *, by: User, about: str = "") -> int:
    """Take back every consent to the purpose that is still in force, also to older words; returns how many."""
    consents = list(Consent.objects.filter(person=by, purpose=key, about=about, withdrawal=None))
    for consent in consents:
        withdraw(consent, by=by)
    return len(consents)
