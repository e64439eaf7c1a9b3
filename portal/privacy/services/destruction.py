"""DO: destroy personal data, irrecoverably, and certify it without the data. Source: domain PII-06 (art. 21)."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.files.models import File
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.models import DestructionCertificate
from portal.privacy.policies.rights import may_erase_oneself
from portal.privacy.registry import Holding, holdings

log = logging.getLogger(__name__)


def certify(
    holding: Holding, counts: Mapping[str, int], *, reason: str, by: User | None = None
) -> DestructionCertificate | None:
    """The certificate of what has just been destroyed, in the same transaction; None when nothing was.

    ``reason`` names no person: the certificate is kept when nothing else is.
    """
    counts = {kind: number for kind, number in counts.items() if number}
    if not counts:
        return None
    with override("ko"):
        certificate = DestructionCertificate.objects.create(
            number=next_number("DST"),
            holding=holding.key,
            counts=counts,
            basis=str(holding.basis)[:300],
            reason=reason[:300],
            by=by,
        )
    announce("privacy.destroyed", certificate=certificate.pk)
    return certificate


def shred(files: Iterable[File]) -> int:
    """Destroy stored files with their small copies: the rows now, the bytes when the transaction commits.

    Nothing may still refer to them. Returns how many.
    """
    count = 0
    for file in files:
        stored = [(field.storage, field.name) for field in (file.content, file.thumbnail, file.preview) if field.name]
        file.delete()
        for storage, name in stored:
            transaction.on_commit(partial(storage.delete, name), robust=True)
        count += 1
    return count


def destroy_due(on: date) -> list[DestructionCertificate]:
    """Destroy everything whose time has ended on the day ``on``; each thing and its certificate in one transaction.

    One that fails is logged and does not stop the others, nor does a holding that cannot say what is due; it is
    found again the next night.
    """
    certificates = []
    for holding in holdings:
        for thing in _due_of(holding, on):
            try:
                with transaction.atomic():
                    certificate = certify(holding, holding.destroy(thing), reason=_period_over())
            except Exception:  # logged with its trace; tried again the next night
                log.exception("privacy: %s could not be destroyed", holding.key)
            else:
                certificates += [certificate] if certificate else []
    return certificates


def _due_of(holding: Holding, on: date) -> Iterator[Any]:
    try:
        yield from holding.due(on)
    except Exception:  # logged with its trace; asked again the next night
        log.exception("privacy: %s cannot say what is due", holding.key)


def _period_over() -> str:
    with override("ko"):
        return _("The period of keeping has ended.")


@transaction.atomic
def erase_holding(holding: Holding, user: User, *, reason: str, by: User | None) -> DestructionCertificate | None:
    """Destroy what one holding keeps of a person and may let go."""
    counts: Counter[str] = Counter(holding.erase(user, reason=reason))
    return certify(holding, counts, reason=reason, by=by)


@transaction.atomic
def erase_person(user: User, *, reason: str, by: User | None) -> list[DestructionCertificate]:
    """Destroy all that may go of a person; the account last, because the others find their rows by it.

    What a law keeps stays with its holding, and says so (``Holding.keeps``). Irrecoverable.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    made = [erase_holding(holding, user, reason=reason, by=by) for holding in holdings]
    announce("privacy.person_erased", user=user.pk)
    return [certificate for certificate in made if certificate is not None]


@transaction.atomic
def erase_oneself(*, by: User) -> list[DestructionCertificate]:
    """A person who acts for no company closes the own account and erases all that no law keeps."""
    require(may_erase_oneself(by))
    with override("ko"):
        reason = _("The person asked for it.")
    return erase_person(by, reason=reason, by=None)
