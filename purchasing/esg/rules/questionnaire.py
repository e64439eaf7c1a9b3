"""What a question set must be before it is published, and what a set asks of a company. Source: domain 11.2, 11.5."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from purchasing.esg.states import Pillar, QuestionKind

SCORES = range(6)
ANCHORED = frozenset({QuestionKind.SCALE, QuestionKind.NUMBER, QuestionKind.CHOICE})  # choose among words or bounds


@dataclass(frozen=True, slots=True)
class AnchorIn:
    """What a score means; for a number, the value from which it is earned."""

    score: int
    text_ko: str = ""
    text_en: str = ""
    bound: Decimal | None = None
    falling: bool = False


@dataclass(frozen=True, slots=True)
class QuestionIn:
    """A question as it is written, edited, imported or copied."""

    code: str
    pillar: str
    area: str
    text_ko: str
    text_en: str
    kind: str = QuestionKind.SCALE
    help_ko: str = ""
    help_en: str = ""
    weight: int = 3
    critical: bool = False
    na_allowed: bool = True
    evidence_from: int = 2
    evidence_kinds: tuple[str, ...] = ()
    unit: str = ""
    depends_on: str = ""
    depends_from: int = 1
    fact: str = ""
    kesg: tuple[str, ...] = ()
    anchors: tuple[AnchorIn, ...] = field(default=())


def set_faults(weights: Mapping[str, Decimal], questions: Sequence[QuestionIn]) -> list[tuple[str, str]]:
    """What keeps a set from being published: (code of the question, or "", and what is wrong with it).

    The weights of the pillars add up to 100 percent, every pillar has a question, every question that is answered by a
    score says what its scores mean, a critical one always applies to somebody, and no condition leads back to itself.

    Source: domain 11.5; bad input "weights not adding to 100".

    >>> words = tuple(AnchorIn(score, "가", "a") for score in SCORES)
    >>> ask = [QuestionIn(f"{pillar}1", pillar, "climate", "가", "a", anchors=words) for pillar in "ESG"]
    >>> shares = {"E": Decimal("0.35"), "S": Decimal("0.40"), "G": Decimal("0.25")}
    >>> set_faults(shares, ask)
    []
    >>> from django.utils.translation import override
    >>> with override("en"): set_faults(shares | {"G": Decimal("0.20")}, ask)
    [('', 'The weights of the three pillars add up to 95 percent; they must add up to 100.')]
    """
    found: list[tuple[str, str]] = []
    total = sum(weights.values(), Decimal(0)) * 100
    if total != 100:
        found.append(
            (
                "",
                _("The weights of the three pillars add up to %(total)s percent; they must add up to 100.")
                % {"total": f"{total.normalize():f}"},
            )
        )
    for pillar in Pillar:
        if not any(question.pillar == pillar for question in questions):
            found.append(("", _("%(pillar)s has no question.") % {"pillar": pillar.label}))
    for question in questions:
        found += [(question.code, fault) for fault in question_faults(question)]
    codes = {question.code for question in questions}
    conditions = {question.code: question.depends_on for question in questions if question.depends_on}
    for code, on in conditions.items():
        if on not in codes:
            found.append((code, _("It depends on %(code)s, which the set does not have.") % {"code": on}))
    found += [
        (code, _("Its condition leads back to itself: %(way)s.") % {"way": " → ".join(way)})
        for code, way in circles(conditions)
    ]
    return found


def question_faults(question: QuestionIn) -> list[str]:
    """What a single question lacks.

    Source: domain 11.5.

    >>> from django.utils.translation import override
    >>> with override("en"): question_faults(QuestionIn("E1", "E", "climate", "가", "a", critical=True))
    ['It says of no score what it means: 0, 1, 2, 3, 4, 5 are missing.']
    """
    found = []
    if not question.text_ko or not question.text_en:
        found.append(_("It is written in one language only."))
    if question.kind not in ANCHORED:
        if question.critical:
            found.append(_("A critical question is answered by a score, so that it can be low."))
        return found
    if question.kind == QuestionKind.NUMBER:
        bounds = [anchor for anchor in question.anchors if anchor.bound is not None]
        if len(bounds) < 2:
            found.append(_("A number needs at least two bounds, or it always earns the same score."))
        if not is_ladder(bounds):
            found.append(_("The bounds of a number rise with the score, or fall with it, without a step back."))
        return found
    told = {anchor.score for anchor in question.anchors if anchor.text_ko and anchor.text_en}
    missing = [score for score in SCORES if score not in told]
    if question.kind == QuestionKind.CHOICE:
        missing = [] if len(told) > 1 else missing
    if missing:
        words = ", ".join(map(str, missing))
        if len(missing) == len(SCORES):
            found.append(_("It says of no score what it means: %(scores)s are missing.") % {"scores": words})
        else:
            found.append(_("What a score means is missing for: %(scores)s.") % {"scores": words})
    return found


def is_ladder(anchors: Iterable[AnchorIn]) -> bool:
    """Whether bounds go one way: up with the score, or down for "less is better".

    Source: domain 11.5 (scale 0-5).

    >>> is_ladder([AnchorIn(1, bound=Decimal(10)), AnchorIn(3, bound=Decimal(50))])
    True
    >>> is_ladder([AnchorIn(1, bound=Decimal(10), falling=True), AnchorIn(3, bound=Decimal(50), falling=True)])
    False
    """
    steps = sorted((anchor for anchor in anchors if anchor.bound is not None), key=lambda anchor: anchor.score)
    if len({anchor.falling for anchor in steps}) > 1:
        return False
    bounds = [anchor.bound or Decimal(0) for anchor in steps]
    if steps and steps[0].falling:
        bounds.reverse()
    return all(low < high for low, high in zip(bounds, bounds[1:], strict=False))


def number_score(value: Decimal, anchors: Iterable[AnchorIn]) -> int:
    """The score that a number earns: the highest whose bound it reaches; 0 when it reaches none.

    Source: domain 11.5 (scale 0-5).

    >>> steps = [AnchorIn(2, bound=Decimal(10)), AnchorIn(4, bound=Decimal(50))]
    >>> number_score(Decimal(9), steps), number_score(Decimal(10), steps), number_score(Decimal(60), steps)
    (0, 2, 4)
    >>> less = [AnchorIn(2, bound=Decimal(10), falling=True), AnchorIn(5, bound=Decimal(1), falling=True)]
    >>> number_score(Decimal(11), less), number_score(Decimal(10), less), number_score(Decimal("0.5"), less)
    (0, 2, 5)
    """
    reached = [
        anchor.score
        for anchor in anchors
        if anchor.bound is not None and (value <= anchor.bound if anchor.falling else value >= anchor.bound)
    ]
    return max(reached, default=0)


def circles(conditions: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Conditions (code: code it depends on) that lead back to themselves, each named once with the way round.

    Source: issue 6, part 2 (branching).

    >>> circles({"E2": "E1", "E3": "E2"})
    []
    >>> circles({"E1": "E2", "E2": "E1", "E3": "E1"})
    [('E1', ['E1', 'E2', 'E1'])]
    """
    found, seen = [], set()
    for start in conditions:
        way, here = [start], conditions[start]
        while here in conditions and here not in way:
            way.append(here)
            here = conditions[here]
        if here == start and start not in seen:
            seen |= set(way)
            found.append((start, [*way, start]))
    return found
