"""A question set as a table: one row a question, the same columns out and in. Source: issue 6, part 2."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from purchasing.esg.rules.questionnaire import SCORES, AnchorIn, QuestionIn
from purchasing.esg.rules.tables import csv_table
from purchasing.esg.states import Area, Pillar, QuestionKind

CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}")
MOST_ROWS, MOST_LINES = 300, 5_000  # questions; lines that are looked at, empty ones among them
TEXTS = {"text_ko": 300, "text_en": 300, "help_ko": 1000, "help_en": 1000, "unit": 20, "fact": 40}
LISTS = {"evidence_kinds": 30, "kesg": 8}
COLUMNS = [
    "code", "pillar", "area", "kind", "weight", "critical", "na_allowed", "evidence_from", "evidence_kinds", "unit",
    "depends_on", "depends_from", "fact", "kesg", "text_ko", "text_en", "help_ko", "help_en",
    *(f"anchor{score}_{language}" for score in SCORES for language in ("ko", "en")),
    *(f"bound{score}" for score in SCORES),
    "falling",
]  # fmt: skip
NEEDED = ("code", "pillar", "area", "text_ko", "text_en")
YES, NO = {"yes", "y", "1", "true", "예", "네", "o"}, {"no", "n", "0", "false", "아니오", "아니요", "x", ""}
Fault = tuple[int, str, str]  # row (the head is row 1), column, what is wrong


def csv_rows(text: str) -> list[list[str]]:
    """The rows of a CSV file; a spreadsheet's own mark at the beginning is left out.

    Source: issue 6, part 2.

    >>> csv_rows("\\ufeffcode,pillar\\nE1,E\\n")
    [['code', 'pillar'], ['E1', 'E']]
    """
    return csv_table(text, most=MOST_LINES)


def csv_text(questions: Iterable[QuestionIn], *, safe: Callable[[str], object] = str) -> str:
    """A set as CSV, its head first; ``safe`` writes a cell so that a spreadsheet does not run it.

    Source: issue 6, part 2; domain CNV-11.

    >>> csv_text([QuestionIn("E1", "E", "climate", "가", "=1+1")], safe=lambda cell: "'" + cell).count("'=1+1")
    1
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([[safe(cell) for cell in row_of(question)] for question in questions])
    return out.getvalue()


def row_of(question: QuestionIn) -> list[str]:
    """A question as a row of ``COLUMNS``.

    Source: issue 6, part 2.
    """
    anchors = {anchor.score: anchor for anchor in question.anchors}
    cells: dict[str, str] = {
        name: ";".join(value)
        if isinstance(value := getattr(question, name), tuple)
        else ("yes" if value else "no")
        if isinstance(value, bool)
        else str(value)
        for name in COLUMNS[: COLUMNS.index("anchor0_ko")]
    }
    if not question.depends_on:
        cells["depends_from"] = ""
    for score in SCORES:
        anchor = anchors.get(score, AnchorIn(score))
        cells[f"anchor{score}_ko"], cells[f"anchor{score}_en"] = anchor.text_ko, anchor.text_en
        cells[f"bound{score}"] = "" if anchor.bound is None else f"{anchor.bound.normalize():f}"
    cells["falling"] = "yes" if any(anchor.falling for anchor in question.anchors) else "no"
    return [cells[name] for name in COLUMNS]


def read_questions(rows: Sequence[Sequence[object]]) -> tuple[list[QuestionIn], list[Fault]]:
    """The questions of a table, and every cell that cannot be taken; columns are found by their heads in any order.

    Source: issue 6, part 2; domain CNV-11.

    >>> from django.utils.translation import override
    >>> with override("en"): read_questions([["pillar", "code", "text_ko", "text_en"], ["E", "E1", "가", "a"]])[1]
    [(1, 'area', 'This column is missing.')]
    """
    if not rows:
        return [], [(1, "", _("The table is empty."))]
    head = [str(cell or "").strip().lower() for cell in rows[0]]
    faults: list[Fault] = [(1, name, _("This column is missing.")) for name in NEEDED if name not in head]
    faults += [(1, name, _("This column is not known.")) for name in head if name and name not in COLUMNS]
    faults += [
        (1, name, _("This column is there twice.")) for name in sorted({n for n in head if n and head.count(n) > 1})
    ]
    if faults:
        return [], faults
    body = [(at, row) for at, row in enumerate(rows[1:], start=2) if any(str(cell or "").strip() for cell in row)]
    if len(body) > MOST_ROWS:
        return [], [(MOST_ROWS + 2, "", _("A set has at most %(most)s questions.") % {"most": MOST_ROWS})]
    questions: list[QuestionIn] = []
    for at, row in body:
        cells = {
            name: str(value if value is not None else "").strip()
            for name, value in zip(head, row, strict=False)
            if name
        }
        question, wrong = _question(cells)
        if question.code and any(each.code == question.code for each in questions):
            wrong.append(("code", _("This code is already used in the set.")))
        questions.append(question)
        faults += [(at, column, words) for column, words in wrong]
    if not body:
        faults.append((2, "", _("The table has no question.")))
    return questions, faults


def _question(cells: Mapping[str, str]) -> tuple[QuestionIn, list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    code = cells.get("code", "").upper()
    if not CODE.fullmatch(code):
        wrong.append(("code", _("A code begins with a letter and has at most 8 letters and digits, such as E1.")))
    depends = cells.get("depends_on", "").upper()
    texts = {}
    for name, most in TEXTS.items():
        texts[name] = cells.get(name, "")
        if len(texts[name]) > most:
            wrong.append((name, _("At most %(most)s characters.") % {"most": most}))
    for name in ("text_ko", "text_en"):
        if not texts[name]:
            wrong.append((name, _("The question is written in both languages.")))
    lists: dict[str, tuple[str, ...]] = {}
    for name, most in LISTS.items():
        lists[name] = tuple(part.strip() for part in re.split(r"[;,]", cells.get(name, "")) if part.strip())
        if any(len(part) > most for part in lists[name]):
            wrong.append((name, _("Each at most %(most)s characters, separated by semicolons.") % {"most": most}))
    question = QuestionIn(
        code=code,
        pillar=_choice(cells, "pillar", Pillar, wrong, upper=True),
        area=_choice(cells, "area", Area, wrong),
        kind=_choice(cells, "kind", QuestionKind, wrong, default=QuestionKind.SCALE),
        weight=_whole(cells, "weight", 1, 5, 3, wrong),
        critical=_yes(cells, "critical", wrong),
        na_allowed=_yes(cells, "na_allowed", wrong, default=True),
        evidence_from=_whole(cells, "evidence_from", 0, 5, 2, wrong),
        evidence_kinds=lists["evidence_kinds"],
        kesg=lists["kesg"],
        depends_on=depends,
        depends_from=_whole(cells, "depends_from", 0, 5, 1, wrong),
        anchors=_anchors(cells, wrong),
        **texts,
    )
    if depends and depends == code:
        wrong.append(("depends_on", _("A question does not depend on itself.")))
    return question, wrong


def _anchors(cells: Mapping[str, str], wrong: list[tuple[str, str]]) -> tuple[AnchorIn, ...]:
    falling = _yes(cells, "falling", wrong)
    found = []
    for score in SCORES:
        ko, en, typed = (cells.get(name, "") for name in (f"anchor{score}_ko", f"anchor{score}_en", f"bound{score}"))
        for name, words in ((f"anchor{score}_ko", ko), (f"anchor{score}_en", en)):
            if len(words) > 200:
                wrong.append((name, _("At most %(most)s characters.") % {"most": 200}))
        bound = None
        if typed:
            try:
                bound = Decimal(typed.replace(",", ""))
                if not bound.is_finite() or abs(bound) >= 10**12:
                    raise InvalidOperation
            except InvalidOperation:
                bound = None
                wrong.append((f"bound{score}", _("“%(typed)s” is not a number.") % {"typed": typed[:40]}))
        if ko or en or bound is not None:
            found.append(AnchorIn(score, ko, en, bound, falling))
    return tuple(found)


def _choice(cells, name: str, choices, wrong: list[tuple[str, str]], *, default: str = "", upper: bool = False) -> str:
    typed = cells.get(name, "")
    value = (typed.upper() if upper else typed.lower()) or default
    if value in choices.values:
        return value
    wrong.append(
        (name, _("“%(typed)s” is none of: %(known)s.") % {"typed": typed[:40], "known": ", ".join(choices.values)})
    )
    return choices.values[0]


def _whole(cells, name: str, least: int, most: int, default: int, wrong: list[tuple[str, str]]) -> int:
    typed = cells.get(name, "")
    if not typed:
        return default
    if re.fullmatch(r"[0-9]{1,3}", typed) and least <= int(typed) <= most:
        return int(typed)
    wrong.append((name, _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}))
    return default


def _yes(cells, name: str, wrong: list[tuple[str, str]], *, default: bool = False) -> bool:
    typed = cells.get(name, "").lower()
    if not typed:
        return default
    if typed in YES or typed in NO:
        return typed in YES
    wrong.append((name, _("Write yes or no.")))
    return default
