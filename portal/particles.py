"""Korean particles that follow a value: 은 or 는, 을 or 를, by the last sound of what is filled in.

A translation writes both, ``%(company)s은(는)``. When its value is known, the one that is spoken is kept. Only the
particles of the translation are touched, never those inside a value. Values that end in Latin letters keep both
forms: how they are read aloud cannot be told from their letters.
"""

import html
import re
from collections.abc import Mapping

from django.utils.translation import trans_real

# as written: (after a final consonant, after a vowel)
FORMS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
AFTER_VALUE = re.compile(
    r"%\((?P<name>\w+)\)[sd](?P<between>(?:<[^<>]*>|%%|[”’\"')\]])*)(?P<particle>"
    + "|".join(map(re.escape, FORMS))
    + ")"
)
MARKS = re.compile(r"<[^<>]*>")
# 영·일·이·삼·사·오·육·칠·팔·구: which end in a consonant, and which in ㄹ. 십, 백, 천, 만 do as 영 does.
DIGITS_WITH_FINAL, DIGITS_WITH_RIEUL = "013678", "178"
FIRST, LAST, FINALS, RIEUL = 0xAC00, 0xD7A3, 28, 8


def ending(text: str) -> tuple[bool, bool] | None:
    """Whether the last sound is a consonant, and whether it is ㄹ; None where letters do not tell.

    >>> ending("가람정밀"), ending("한빛제철(주)"), ending("10"), ending("Garam")
    ((True, True), (False, False), (True, False), None)
    """
    text = html.unescape(MARKS.sub("", text)).rstrip(" .,)]”’\"'")
    last = text[-1:]
    if last == "%":
        return False, False
    if last and last in "0123456789":
        return last in DIGITS_WITH_FINAL, last in DIGITS_WITH_RIEUL
    if last and FIRST <= ord(last) <= LAST:
        final = (ord(last) - FIRST) % FINALS
        return final != 0, final == RIEUL
    return None


def choose(particle: str, text: str) -> str:
    """The form of ``particle`` that is spoken after ``text``; as written where nobody can tell.

    >>> choose("은(는)", "가람정밀"), choose("(으)로", "가람정밀"), choose("이(가)", "Hanbit")
    ('은', '로', '이(가)')
    """
    told = ending(text)
    if told is None:
        return particle
    consonant, rieul = told
    if particle == "(으)로" and rieul:
        consonant = False
    return FORMS[particle][0 if consonant else 1]


class Spoken(str):
    """A translation with particles after its values; filling it in with ``%`` chooses among them."""

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __mod__(self, values: object) -> str:
        """The filled text.

        >>> Spoken("%(company)s은(는) “%(item)s”을(를) 팝니다.") % {"company": "가람정밀", "item": "과(와) 펌프"}
        '가람정밀은 “과(와) 펌프”를 팝니다.'
        """
        template = str.__str__(self)
        if isinstance(values, Mapping):
            given = values

            def chosen(found: re.Match[str]) -> str:
                particle = found["particle"]
                if found["between"].endswith("%%"):
                    spoken = choose(particle, "%")
                else:
                    spoken = choose(particle, str(given[found["name"]]))
                return found[0].removesuffix(particle) + spoken

            template = AFTER_VALUE.sub(chosen, template)
        return str.__mod__(template, values)


def listen(language: str = "ko") -> None:
    """Let the loaded translations of ``language`` choose their particles."""
    for catalog in trans_real.translation(language)._catalog._catalogs:
        for key, text in catalog.items():
            if isinstance(text, str) and not isinstance(text, Spoken) and AFTER_VALUE.search(text):
                catalog[key] = Spoken(text)
