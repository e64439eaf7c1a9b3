"""When two company names look alike to a reader, whatever letters they are made of."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import accumulate

# Letters of other scripts that readers take for Latin ones (after lower-casing and decomposition).
LOOKALIKES = str.maketrans(
    {
        "а": "a", "в": "b", "е": "e", "ѕ": "s", "і": "i", "ј": "j", "к": "k", "м": "m", "н": "h", "о": "o",
        "р": "p", "с": "c", "т": "t", "у": "y", "х": "x", "ѵ": "v", "ԁ": "d",
        "ԛ": "q", "ԝ": "w", "һ": "h", "ӏ": "l",
        "ь": "b", "г": "r", "п": "n", "α": "a", "β": "b", "γ": "y", "ε": "e", "ζ": "z", "η": "n", "ι": "i", "κ": "k",
        "μ": "m", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "ς": "s", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ϲ": "c",
        "օ": "o", "ѡ": "w", "ı": "i", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʏ": "y", "ꮯ": "c", "ꮪ": "s", "ꭰ": "d",
        "丨": "l",
        "〇": "o", "ㅇ": "o", "0": "o", "1": "l", "|": "l", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ß": "ss",
        "æ": "ae",
    }
)  # fmt: skip
KOREAN_FORMS = (
    "주식회사", "유한회사", "유한책임회사", "합자회사", "합명회사", "사회적협동조합", "협동조합",
    "농업회사법인", "영농조합법인",
    "재단법인", "사단법인", "의료법인", "학교법인", "(주)", "(유)", "(합)", "(재)", "(사)", "(사복)", "(의)", "(특)",
)  # fmt: skip
LATIN_WORDS = """
    co ltd limited inc incorporated corp corporation company llc llp lp plc gmbh ag kg kgaa ohg ug se sa sas sarl srl
    spa bv nv ab as asa oy oyj aps kk pte pty sdn bhd sl sro zrt kft doo ooo oao pao jsc tnhh tbk pt and
"""
LATIN_FORMS = frozenset(LATIN_WORDS.split())
LONG_NAME = 4  # a shorter Korean name may be a part of another word
# Written apart by the decomposition of letters, not letters of their own.
MARKS = ("Mn", "Me", "Cf")


def name_skeleton(name: str) -> str:
    """What is left of a company's name when dress is taken off: width, case, look-alike letters, spaces, legal form.

    Compatibility forms fold by NFKC (㈜, full width, conjoined Jamo), Cyrillic and Greek look-alikes become Latin,
    invisible characters go, and so do the words for the legal form. Equal skeletons are flagged for a person to look.

    Source: security T34.

    >>> name_skeleton("㈜가람 정밀") == name_skeleton("가람정밀 주식회사") == name_skeleton("(주)가람정밀")
    True
    >>> name_skeleton("Garam Precision Co., Ltd."), name_skeleton("РОSСО"), name_skeleton("P0SCO Inc.")
    ('garamprecision', 'posco', 'posco')
    >>> name_skeleton("주식회사")  # nothing but a legal form stays itself
    '주식회사'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = folded
    for form in KOREAN_FORMS:
        bare = bare.replace(form, " ")
    bare = _strip_latin_forms(_latin(bare))
    return _letters(bare) or _letters(_latin(folded))


def _latin(text: str) -> str:
    """Look-alikes become Latin; accents fall; Hangul stays composed."""
    translated = text.translate(LOOKALIKES)
    without_marks = "".join(
        letter for letter in unicodedata.normalize("NFD", translated) if unicodedata.category(letter) not in MARKS
    )
    return unicodedata.normalize("NFC", without_marks).translate(LOOKALIKES)


def _strip_latin_forms(text: str) -> str:
    """Without "Co., Ltd." and its kin at the end, "S.A." written with dots included."""
    words = re.sub(r"\b((?:[a-z]\.){2,})", lambda dotted: dotted[0].replace(".", "") + " ", text)
    parts = re.findall(r"[^\s.,&()\[\]/·・'\"-]+", words)
    while len(parts) > 1 and parts[-1] in LATIN_FORMS:
        parts.pop()
    return "".join(parts)


def _letters(text: str) -> str:
    return "".join(
        letter for letter in text if unicodedata.category(letter)[0] in "LN" and letter not in "\u3164\u115f\u1160"
    )


def names_company(text: str, skeletons: Iterable[str]) -> bool:
    """Whether a text names a company of one of these ``skeletons``, however the name is spaced or written in it.

    A name begins and ends with a word, so that "SK" is not found in "task"; a Korean one may be followed by its
    particle, and one of four letters or more may follow another word without a space. Empty skeletons name nobody.

    Source: security 5.7 (who asks stays unknown until the bids are opened).

    >>> names_company("우리 (주)가람 정밀은 …", ["가람정밀"])
    True
    >>> names_company("GARAM-Precision Co., Ltd.", ["garamprecision"])
    True
    >>> names_company("The task of Steelworks", ["sk", "steel", ""])
    False
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    for form in KOREAN_FORMS:
        folded = folded.replace(form, " ")
    words = [word for word in map(_letters, re.split(r"[\W_]+", _latin(folded))) if word]
    whole = "".join(words)
    edges = {0, *accumulate(len(word) for word in words)}

    def parts(place: int) -> bool:  # between two words, or between Hangul and Latin letters
        return place in edges or whole[place - 1].isascii() != whole[place].isascii()

    def is_named(name: str, start: int) -> bool:
        begins = parts(start) or (not name[0].isascii() and len(name) >= LONG_NAME)
        return begins and (not name[-1].isascii() or parts(start + len(name)))

    found = ((name, re.finditer(f"(?={re.escape(name)})", whole)) for name in skeletons if name)
    return any(is_named(name, hit.start()) for name, hits in found for hit in hits)


def looks_alike(name: str, others: Iterable[str]) -> list[str]:
    """Those of the ``others`` that a reader may take for ``name``.

    Source: security T34.

    >>> looks_alike("РОSСО", ["POSCO", "Garam"])
    ['POSCO']
    """
    skeleton = name_skeleton(name)
    return [other for other in others if other != name and name_skeleton(other) == skeleton]
