"""WHEN and words of the search: who may see a price, and what a tag stands for."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class PriceSeen(IntegerChoices):
    """Who besides its supplier may see a price: what a search may tell of it."""

    NOBODY = 0, _("Nobody")
    BUYERS = 1, _("Registered buyers")
    EVERYBODY = 2, _("Everybody")


class TagKind(TextChoices):
    """What a tag of the search stands for."""

    MAKER = "maker", _("Maker")
    CERTIFICATE = "certificate", _("Certificate")
