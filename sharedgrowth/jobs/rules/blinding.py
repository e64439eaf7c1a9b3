"""HOW MUCH: what a blind reviewer must not read. Source: domain YDC-04."""

import re
from collections.abc import Iterable

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


def blinded(text: str, told: Iterable[str]) -> str:
    """``text`` with what tells who it is covered: ``told`` (names, regions), addresses, phone numbers, words of sex.

    A Korean name of three or four syllables is covered also by its given name. What cannot be found by a machine (a
    school's name in a story) stays: the form asks the applicant to leave it out.

    Source: domain YDC-04.

    >>> blinded("저 홍길동은 010-1234-5678로 연락됩니다. 길동이는 경북에서 자랐습니다.", ["홍길동", "경북"])
    '저 ▒▒▒은 ▒▒▒로 연락됩니다. ▒▒▒이는 ▒▒▒에서 자랐습니다.'
    >>> blinded("Write to gil@mail.example. As a young woman I like cranes.", ["Hong Gildong"])
    'Write to ▒▒▒. ▒▒▒ I like cranes.'
    """
    for pattern in (_EMAIL, _LINK, _PHONE, _SEX_KO, _SEX_EN):
        text = pattern.sub(COVER, text)
    words = set()
    for word in told:
        word = word.strip()
        if len(word) < 2:
            continue
        words.add(word)
        if re.fullmatch(r"[가-힣]{3,4}", word):
            words.add(word[1:])
        if re.fullmatch(r"[A-Za-z][A-Za-z .'-]+", word):
            words.update(part for part in word.split() if len(part) > 2)
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(re.escape(word), COVER, text, flags=re.IGNORECASE)
    return text
