"""Words of the sealing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VoidCause(TextChoices):
    """Why a bid counts no more through no deed of its bidder."""

    AMENDED = "amended", _("The notice was amended")
    REKEYED = "rekeyed", _("The tender got new keys")
