"""Rules of passwords: long, not common, not about the person or this portal. Source: security A65-A78 (ASVS 6.2)."""

import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_CHARACTERS = 200
SHORTEST_WORD = 3


class LengthValidator:
    """Not too short to be guessed, not so long that checking it costs."""

    def __init__(self, min_length: int = 15, max_length: int = MOST_CHARACTERS):
        self.min_length, self.max_length = min_length, max_length

    def validate(self, password: str, user=None) -> None:
        """Count characters as typed, composed."""
        length = len(unicodedata.normalize("NFC", password))
        if length < self.min_length:
            raise ValidationError(
                _("%(length)d characters are too few: use at least %(least)d. Several unrelated words are fine.")
                % {"length": length, "least": self.min_length},
                code="password_too_short",
            )
        if length > self.max_length:
            raise ValidationError(
                _("At most %(most)d characters.") % {"most": self.max_length}, code="password_too_long"
            )

    def get_help_text(self) -> str:
        """What is asked for."""
        return ngettext(
            "At least %(least)d character. Several unrelated words are good; symbols are not needed.",
            "At least %(least)d characters. Several unrelated words are good; symbols are not needed.",
            self.min_length,
        ) % {"least": self.min_length}


class ContextValidator:
    """Not made mostly of words that anybody would try here: the portal, the person, their company."""

    def validate(self, password: str, user=None) -> None:
        """Refuse when what is left without those words is too short to be a password."""
        rest = _folded(password)
        found = [word for word in sorted(context_words(user), key=len, reverse=True) if word in rest]
        for word in found:
            rest = rest.replace(word, "")
        if found and len(rest) < 8:
            raise ValidationError(
                _("This password is built around names that are easy to guess here. Use unrelated words."),
                code="password_context",
            )

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("Not built around your name, your company or this portal.")


def context_words(user=None) -> set[str]:
    """Folded words an attacker tries first."""
    words: list[str] = [
        "together",
        "동행",
        "portal",
        "posco",
        "포스코",
        "hanbit",
        "한빛제철",
        str(settings.PORTAL_NAME),
    ]
    if user is not None:
        words += [
            getattr(user, "name", "") or "",
            (getattr(user, "email", "") or "").replace("@", " ").replace(".", " "),
        ]
        if getattr(user, "pk", None):
            words += _company_names(user)
    parts = (part for text in words for part in _folded(text, keep_spaces=True).split())
    return {part for part in parts if len(part) >= SHORTEST_WORD or (len(part) == 2 and not part.isascii())}


def _company_names(user) -> Iterable[str]:
    for names in user.memberships.values_list("company__legal_name_ko", "company__legal_name_en"):
        yield from names


def _folded(text: str, *, keep_spaces: bool = False) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if keep_spaces else "".join(folded.split())
