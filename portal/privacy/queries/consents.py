"""FIND: who has agreed to what, now."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.people.models import User
from portal.privacy.models import Consent
from portal.privacy.registry import Purpose, purposes


def words_of(purpose: Purpose) -> list[tuple[str, str]]:
    """The parts of a consent with their labels, in the reader's language: what is shown, and what is kept."""
    third = bool(purpose.recipients)
    parts = [
        (_("Consent"), purpose.title),
        (_("Recipients"), purpose.recipients),
        (_("What the recipients use it for"), purpose.recipients_purpose),
        (_("Purpose"), "" if third and not purpose.why else purpose.why or purpose.title),
        (_("Items"), purpose.items),
        (_("How long the recipients keep it") if third else pgettext("privacy", "Kept"), purpose.retention),
        (_("If you refuse"), purpose.refusal),
    ]
    return [(label, str(words)) for label, words in parts if words]


def in_force(key: str, about: str = "") -> QuerySet[Consent]:
    """Consents to the purpose in its present version that nobody has taken back."""
    purpose = purposes.get(key)
    if purpose is None:
        raise LookupError(f"no purpose {key!r} is entered")
    return Consent.objects.filter(purpose=key, version=purpose.version, about=about, withdrawal=None)


def consented(user: User, key: str, about: str = "") -> bool:
    """Whether ``user`` agrees now to the purpose ``key`` in its present version; for ``about``, where one is named."""
    return in_force(key, about).filter(person=user).exists()


def guest_consented(guest: str, key: str, about: str = "") -> bool:
    """The same of a person without an account."""
    return in_force(key, about).filter(guest=guest).exists()


def persons_consenting(key: str, about: str = "") -> QuerySet[User]:
    """All persons who agree to it now."""
    return User.objects.filter(pk__in=in_force(key, about).exclude(person=None).values("person"))


def consents_of(user: User) -> QuerySet[Consent]:
    """All consents of a person, also withdrawn ones, newest first."""
    return Consent.objects.filter(person=user).select_related("withdrawal").order_by("-id")
