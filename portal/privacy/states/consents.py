"""WHICH: kinds of consent that the law wants separately. Source: domain PII-02 (art. 17, 18, 22, 23, 24)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConsentKind(TextChoices):
    COLLECT = "collect", _("Collection and use")
    THIRD_PARTY = "third_party", _("Provision to a third party")
    OTHER_USE = "other_use", _("Use beyond the purpose")
    SENSITIVE = "sensitive", _("Sensitive data")
    UNIQUE_ID = "unique_id", _("Unique identifiers")
    MARKETING = "marketing", _("News and promotion")
