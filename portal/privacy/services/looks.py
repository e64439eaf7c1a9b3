"""DO: write down that somebody looked at personal data without its mask."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.people.models import User
from portal.privacy.models import Look


@transaction.atomic
def look(*, reader: User, subject: User | None, fields: Sequence[str], why: str, about: str = "") -> Look | None:
    """``reader`` sees ``fields`` of ``subject`` unmasked, because of ``why``; a look at oneself is not written.

    The app has asked its own policy whether the reader may. ``about`` names the thing (``jobs.application:12``);
    where the person has no account, ``subject`` is None and ``about`` says who it is. ``why`` is required: no look
    without a reason. Source: domain PII-08.
    """
    if not why.strip():
        raise RuleBroken(_("Say why you need to see this: the person can read it."), field="why")
    if subject is not None and subject.pk == reader.pk:
        return None
    return Look.objects.create(
        reader=reader, subject=subject, fields=list(fields), why=why.strip()[:300], about=about, count=1
    )


@transaction.atomic
def look_at_many(*, reader: User, count: int, fields: Sequence[str], why: str, about: str = "") -> Look:
    """A list or an export showed ``count`` people at once."""
    if not why.strip():
        raise RuleBroken(_("Say why you need to see this: the person can read it."), field="why")
    return Look.objects.create(
        reader=reader, subject=None, fields=list(fields), why=why.strip()[:300], about=about, count=count
    )
