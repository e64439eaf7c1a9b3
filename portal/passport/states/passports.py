"""WHEN: a passport from the wish for it to its end, what was sent in from elsewhere, and whom we trust."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class PassportState(TextChoices):
    """Where a passport stands."""

    QUEUED = "queued", pgettext_lazy("passport", "Waiting")
    RUNNING = "running", pgettext_lazy("passport", "Being written")
    READY = "ready", pgettext_lazy("passport", "Ready")
    EXPIRED = "expired", pgettext_lazy("passport", "File deleted")
    FAILED = "failed", _("Stopped by a fault")
    CANCELLED = "cancelled", pgettext_lazy("passport", "Cancelled")


class ImportState(TextChoices):
    """Where a passport from elsewhere stands."""

    CHECKED = "checked", pgettext_lazy("passport", "Checked, nothing taken yet")
    TAKING = "taking", pgettext_lazy("passport", "Being taken in")
    TAKEN = "taken", pgettext_lazy("passport", "Taken in")
    FAILED = "failed", _("Stopped by a fault")
    DISCARDED = "discarded", pgettext_lazy("passport", "Discarded")


class IssuerState(TextChoices):
    """Whether we trust the key of another installation."""

    TRUSTED = "trusted", pgettext_lazy("issuer of passports", "Trusted")
    WITHDRAWN = "withdrawn", pgettext_lazy("issuer of passports", "No longer trusted")


P, N, T = PassportState, ImportState, IssuerState

PASSPORT_FLOW = Flow(
    {
        "start": ([P.QUEUED], P.RUNNING),
        "finish": ([P.RUNNING], P.READY),
        "fail": ([P.QUEUED, P.RUNNING], P.FAILED),
        "cancel": ([P.QUEUED, P.RUNNING], P.CANCELLED),
        "resume": ([P.FAILED, P.CANCELLED], P.QUEUED),
        "expire": ([P.READY, P.FAILED], P.EXPIRED),
    }
)
IMPORT_FLOW = Flow(
    {
        "take": ([N.CHECKED], N.TAKING),
        "finish": ([N.TAKING], N.TAKEN),
        "fail": ([N.TAKING], N.FAILED),
        "resume": ([N.FAILED], N.TAKING),
        "discard": ([N.CHECKED, N.TAKING, N.FAILED], N.DISCARDED),
    }
)
ISSUER_FLOW = Flow({"withdraw": ([T.TRUSTED], T.WITHDRAWN), "restore": ([T.WITHDRAWN], T.TRUSTED)})
UNFINISHED = (P.QUEUED, P.RUNNING)
