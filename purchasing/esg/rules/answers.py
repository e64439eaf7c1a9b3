"""What an answer still lacks before it can be handed in, and the text that a receipt stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from purchasing.esg.rules.scoring import canonical
from purchasing.esg.states import QuestionKind

REMIND_DAYS = (60, 30, 7)  # before a document of the library ends. Source: issue 6, part 3


@dataclass(frozen=True, slots=True)
class Proof:
    """A document behind an answer: until when it holds (None: without end)."""

    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants."""

    kind: str = QuestionKind.SCALE
    na_allowed: bool = True
    evidence_from: int = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in an answer."""

    score: int | None = None
    number: Decimal | None = None
    text: str = ""
    day: date | None = None
    not_applicable: bool = False
    na_reason: str = ""
    proofs: tuple[Proof, ...] = ()


def lacks(question: Asked, answer: Told, on: date) -> list[str]:
    """What is missing, as words of a key: ``answer``, ``na``, ``reason``, ``evidence``, ``expired``.

    A score at or above ``evidence_from`` needs a document that holds on the day; 0 needs none.

    Source: domain 11.2, 11.5 (evidence per answer, N/A with reason).

    >>> day = date(2026, 11, 26)
    >>> lacks(Asked(), Told(score=3), day), lacks(Asked(), Told(score=1), day), lacks(Asked(), Told(), day)
    (['evidence'], [], ['answer'])
    >>> lacks(Asked(), Told(score=3, proofs=(Proof(date(2026, 11, 25)),)), day)
    ['expired']
    >>> lacks(Asked(), Told(score=3, proofs=(Proof(date(2026, 11, 25)), Proof())), day)
    []
    >>> lacks(Asked(), Told(not_applicable=True), day), lacks(Asked(na_allowed=False), Told(not_applicable=True), day)
    (['reason'], ['na'])
    """
    if answer.not_applicable:
        if not question.na_allowed:
            return ["na"]
        return [] if answer.na_reason else ["reason"]
    given = {
        QuestionKind.NUMBER: answer.number is not None,
        QuestionKind.TEXT: bool(answer.text),
        QuestionKind.DATE: answer.day is not None,
    }.get(QuestionKind(question.kind), answer.score is not None)
    if not given:
        return ["answer"]
    if not answer.score or answer.score < question.evidence_from or not question.evidence_from:
        return []
    if not answer.proofs:
        return ["evidence"]
    return [] if holds(answer.proofs, on) else ["expired"]


def holds(proofs: Sequence[Proof], on: date) -> bool:
    """Whether any of the documents still holds on the day.

    Source: issue 6, bad input "evidence that expires mid-period".

    >>> holds([Proof(date(2026, 11, 26))], date(2026, 11, 26)), holds([], date(2026, 11, 26))
    (True, False)
    """
    return any(proof.valid_to is None or proof.valid_to >= on for proof in proofs)


def days_reminded(valid_to: date, on: date) -> int:
    """How many of the reminders before a document's end are due on the day.

    Source: issue 6, part 3 (expiry reminders).

    >>> [days_reminded(date(2026, 12, 31), date(2026, 12, 31 - days)) for days in (0, 7, 8, 30)]
    [3, 3, 2, 2]
    """
    left = (valid_to - on).days
    return sum(left <= days for days in REMIND_DAYS)


def sheet_text(facts: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> str:
    """The text that is handed in, in one agreed form: whoever has it can compute the receipt's SHA-256.

    Source: issue 6, part 3 (receipt).

    >>> sheet_text({"number": "ESG-1"}, [{"code": "E1", "score": 3}])
    '{"answers":[{"code":"E1","score":3}],"number":"ESG-1"}'
    """
    return canonical({**facts, "answers": list(answers)})
