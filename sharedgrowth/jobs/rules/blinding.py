"""HOW MUCH: what a blind reviewer must not read. Source: domain YDC-04."""

import re
from collections.abc import Iterable

from portal.regions import REGIONS

LONG_REGIONS = {  # as addresses and people write them, beside the names of REGIONS
    "KR-41": ("경기도", "Gyeonggido"),
    "KR-42": ("강원특별자치도", "강원도"),
    "KR-43": ("충청북도", "Chungcheongbuk"),
    "KR-44": ("충청남도", "Chungcheongnam"),
    "KR-45": ("전북특별자치도", "전라북도", "Jeollabuk"),
    "KR-46": ("전라남도", "Jeollanam"),
    "KR-47": ("경상북도", "Gyeongsangbuk"),
    "KR-48": ("경상남도", "Gyeongsangnam"),
    "KR-49": ("제주특별자치도", "제주도", "Jejudo"),
}
PLACES = frozenset(word for words in (*REGIONS.values(), *LONG_REGIONS.values()) for word in words)
COVER = "▒▒▒"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that are read as digits, and without vowels of words
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+82[-.\s]?|0)\d{1,2}[-.\s]?\d{3,4}[-.\s]?\d{4}(?!\d)")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SEX_KO = re.compile(r"(?<![가-힣])(남성|여성|남자|여자)(?=[은는이가로인의]|입니다|\s|[,.]|$)")
_SEX_EN = re.compile(r"\b(?:a |as a )?(?:young )?(?:man|woman|male|female|girl|boy)\b", re.IGNORECASE)


def code_name(number: int) -> str:
    """The code name by which a reviewer knows an applicant, from a random number below 30 to the fourth.

    Source: domain YDC-04.

    >>> code_name(0), code_name(809_999)
    ('P-2222', 'P-ZZZZ')
    """
    letters = ""
    for _place in range(4):
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return f"P-{letters}"


def region_words(code: str) -> tuple[str, ...]:
    """How people write a region: short, long, in English. Source: domain 9.3, YDC-04.

    >>> region_words("KR-47")
    ('경북', 'North Gyeongsang', '경상북도', 'Gyeongsangbuk')
    """
    return (*REGIONS.get(code, ()), *LONG_REGIONS.get(code, ()))


def _patterns(word: str) -> set[str]:
    """What a name or a place looks like in a text; between the syllables of a Korean name there may be spaces."""
    syllables = re.sub(r"\s", "", word)
    if not re.fullmatch(r"[가-힣]{2,5}", syllables) or word in PLACES:
        found = {re.escape(word)}
        if re.fullmatch(r"[A-Za-z][A-Za-z .'-]+", word):
            found.update(re.escape(part) for part in word.split() if len(part) > 2)
        return found
    names = {syllables}
    if len(syllables) >= 3:
        names.add(syllables[1:])
    if len(syllables) >= 4:
        names.add(syllables[2:])  # a family name of two syllables
    found = {r"\s*".join(name) for name in names}
    if len(syllables) == 2:  # a given name of one syllable is a word like any other: only where it names somebody
        found.add(rf"(?<![가-힣]){syllables[1]}(?=이라|입니다)")
    return found


def blinded(text: str, told: Iterable[str]) -> str:
    """``text`` with what tells who it is covered: ``told`` (names, regions), addresses, phone numbers, words of sex.

    A Korean name is covered however it is spaced, and by its given name alone. What cannot be found by a machine (a
    school's name in a story) stays: the form asks the applicant to leave it out.

    Source: domain YDC-04.

    >>> blinded("저 홍길동은 010-1234-5678로 연락됩니다. 길동이는 경북에서 자랐습니다.", ["홍길동", "경북"])
    '저 ▒▒▒은 ▒▒▒로 연락됩니다. ▒▒▒이는 ▒▒▒에서 자랐습니다.'
    >>> blinded("Write to gil@mail.example. As a young woman I like cranes.", ["Hong Gildong"])
    'Write to ▒▒▒. ▒▒▒ I like cranes.'
    >>> blinded("홍 길 동, 길동, 경상북도 포항", ["홍 길동", *region_words("KR-47")])
    '▒▒▒, ▒▒▒, ▒▒▒ 포항'
    >>> blinded("길동입니다", ["남궁길동"])
    '▒▒▒입니다'
    """
    for pattern in (_EMAIL, _LINK, _PHONE, _SEX_KO, _SEX_EN):
        text = pattern.sub(COVER, text)
    words = set()
    for word in told:
        word = word.strip()
        if len(word) >= 2:
            words |= _patterns(word)
    for word in sorted(words, key=lambda each: (-len(each), each)):
        text = re.sub(word, COVER, text, flags=re.IGNORECASE)
    return text
