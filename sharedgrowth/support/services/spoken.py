"""A lazy text as a row keeps it: in both languages at once."""

from django.utils.translation import override


def both_languages(text: object) -> dict[str, str]:
    """In Korean and English, by the code of the language."""
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = str(text)
    return told
