"""Traces in the properties of files: what a program wrote of their making, and two bidders do not share by chance."""

from collections.abc import Mapping

# What programs write by themselves, and what an account is called that nobody named.
MANY_HAVE = frozenset(
    word
    for line in (
        "user|users|사용자|windows 사용자|windows user|microsoft office user|office user|owner|admin|administrator",
        "관리자|root|guest|pc|home|test|unknown|unnamed|un-named|anonymous|author|작성자|company|회사|회사명|none|null",
        "microsoft|microsoft corporation|hewlett-packard|hewlett-packard company|samsung|samsung electronics|lg",
        "lg electronics|dell|lenovo|openpyxl|xlsxwriter|apache poi|python-docx|libreoffice|hancom|hancom office",
        "한컴|한글과컴퓨터",
    )
    for word in line.split("|")
)
# Programs give these to every new workbook: they say when the program was made, not the file.
MADE_WITH_PROGRAM = ("2006-09-16t00:00:00z", "2015-06-05t18:17:20z", "2015-06-05t18:19:34z")
FEWEST_LETTERS, SECONDS = 2, 14  # a date and a time to the second have fourteen digits


def property_traces(told: Mapping[str, str]) -> set[tuple[str, str]]:
    """Of what a file tells of its making, that which two bidders do not share by chance, as (kind, value).

    The author and who saved it last are one kind: one firm's author may be the other's editor. A time counts only to
    the second, and together with the program that wrote it. Source: domain 2.11 (identical metadata).

    >>> sorted(property_traces({"author": "김도윤", "last_author": "user", "created": "2006-09-16t00:00:00z"}))
    [('author', '김도윤')]
    >>> sorted(property_traces({"created": "d:20261103101512+09'00'", "program": "hancom pdf 1.3"}))
    [('made', "d:20261103101512+09'00' hancom pdf 1.3")]
    """
    found = {
        (kind, value)
        for kind, name in (("author", "author"), ("author", "last_author"), ("office", "office"))
        if len(value := told.get(name, "")) >= FEWEST_LETTERS and value not in MANY_HAVE
    }
    made = told.get("created", "")
    if sum(sign.isdecimal() for sign in made) >= SECONDS and made not in MADE_WITH_PROGRAM:
        found.add(("made", f"{made} {told.get('program', '')}".strip()))
    if told.get("original"):
        found.add(("original", told["original"]))
    return found
