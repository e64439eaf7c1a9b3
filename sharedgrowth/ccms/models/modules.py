"""The thirteen modules: nine of business, two of society, two of people. Source: domain 14."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sharedgrowth.ccms.states import Domain

PERSON = settings.AUTH_USER_MODEL


def is_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "ko")[:2] == "en"


class Module(models.Model):
    """One field of work with its mission: what it is there for, in one sentence."""

    code = models.CharField(_("code"), max_length=2, unique=True)  # B1 … B9, S1, S2, P1, P2
    domain = models.CharField(pgettext_lazy("ccms", "part"), max_length=8, choices=Domain)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    title_ko = models.CharField(_("title (Korean)"), max_length=60)
    title_en = models.CharField(_("title (English)"), max_length=60)
    mission_ko = models.CharField(_("mission (Korean)"), max_length=300)
    mission_en = models.CharField(_("mission (English)"), max_length=300)
    mission_source = models.CharField(_("source of the mission"), max_length=200)
    owner = models.ForeignKey(  # who writes its overviews
        PERSON, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("module owner")
    )

    class Meta:
        verbose_name = pgettext_lazy("ccms", "module")
        verbose_name_plural = pgettext_lazy("ccms", "modules")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                name="ccms_module_code_fits_its_part",
                condition=Q(code__regex=r"^B[1-9]$", domain=Domain.BUSINESS)
                | Q(code__regex=r"^S[12]$", domain=Domain.SOCIETY)
                | Q(code__regex=r"^P[12]$", domain=Domain.PEOPLE),
                violation_error_message=_("A code begins with the letter of its part, such as B6."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_en if is_english() else self.title_ko

    @property
    def mission(self) -> str:
        """In the reader's language."""
        return self.mission_en if is_english() else self.mission_ko

    def mission_in(self, lang: str) -> str:
        """In a language."""
        return self.mission_en if lang == "en" else self.mission_ko

    def title_in(self, lang: str) -> str:
        """In a language."""
        return self.title_en if lang == "en" else self.title_ko
