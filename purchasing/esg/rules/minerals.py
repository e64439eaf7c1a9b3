"""HOW MUCH: coverage of smelters, faults of a declaration, findings about a smelter. Source: domain 11.9."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from purchasing.esg.states.minerals import (
    METALS_OF,
    POLICY_METALS,
    MineralFinding,
    MineralTemplate,
    SmelterStatus,
)

CENT = Decimal("0.01")
# Questions of each metal, in the order of the templates; and the lettered ones about the company.
QUESTIONS = {
    MineralTemplate.CMRT: ("used", "remains", "covered", "cahra", "recycled", "suppliers", "identified", "reported"),
    MineralTemplate.EMRT: ("used", "remains", "cahra", "recycled", "suppliers", "identified", "reported"),
}
LETTERS = {MineralTemplate.CMRT: "ABCDEFGH", MineralTemplate.EMRT: "ABCDEFG"}
ONLY_WHEN_USED = frozenset({"covered", "cahra", "recycled", "suppliers", "identified", "reported"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many smelters of which status, and the two shares in percent."""

    listed: int
    conformant: int
    active: int
    not_enrolled: int
    non_conformant: int
    unknown: int
    share: Decimal | None
    share_with_active: Decimal | None


def coverage(statuses: Iterable[str]) -> Coverage:
    """Conformant of all listed smelters, in percent with two decimals; also with those whose audit is under way.

    Source: domain MIN-06, golden ``minerals``.

    >>> told = ["conformant"] * 38 + ["active"] * 4 + ["not_enrolled"] * 3 + ["unknown"]
    >>> found = coverage(told)
    >>> found.listed, found.share, found.share_with_active
    (46, Decimal('82.61'), Decimal('91.30'))
    >>> coverage([]).share is None
    True
    """
    counts = dict.fromkeys(SmelterStatus.values, 0)
    for status in statuses:
        counts[status] += 1
    listed = sum(counts.values())
    conformant, active = counts[SmelterStatus.CONFORMANT], counts[SmelterStatus.ACTIVE]
    return Coverage(
        listed=listed,
        conformant=conformant,
        active=active,
        not_enrolled=counts[SmelterStatus.NOT_ENROLLED],
        non_conformant=counts[SmelterStatus.NON_CONFORMANT],
        unknown=counts[SmelterStatus.UNKNOWN],
        share=percent(conformant, listed),
        share_with_active=percent(conformant + active, listed),
    )


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent with two decimals, half up; None of nothing.

    Source: domain CNV-03.

    >>> percent(1, 3), percent(0, 0)
    (Decimal('33.33'), None)
    """
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(CENT, ROUND_HALF_UP)


def major_of(version: str) -> int | None:
    """The major number of a template's version.

    Source: domain MIN-02.

    >>> major_of("6.4"), major_of("Revision 5.12"), major_of("EMRT 2.0"), major_of("?")
    (6, 5, 2, None)
    """
    found = re.search(r"\d+", version)
    return int(found.group()) if found else None


def is_version_taken(version: str, current: int) -> bool:
    """Whether a version of a template is taken: the current or the previous major one.

    Source: domain MIN-02.

    >>> [is_version_taken(version, 6) for version in ("6.4", "5.12", "4.20", "7.0")]
    [True, True, False, False]
    """
    major = major_of(version)
    return major is not None and current - 1 <= major <= current


def questions_of(template: str, version: str) -> tuple[str, ...]:
    """The questions that are asked of each metal; the fifth major version of the CMRT knows no high-risk areas.

    Source: domain MIN-02, MIN-03.

    >>> questions_of("cmrt", "5.12")
    ('used', 'remains', 'covered', 'recycled', 'suppliers', 'identified', 'reported')
    >>> len(questions_of("cmrt", "6.4")), len(questions_of("emrt", "1.3"))
    (8, 7)
    """
    asked = QUESTIONS[MineralTemplate(template)]
    if template == MineralTemplate.CMRT and (major_of(version) or 6) < 6:
        return tuple(name for name in asked if name != "cahra")
    return asked


class Declared(NamedTuple):
    """A smelter as it is declared."""

    row: int
    metal: str
    cid: str
    name: str
    country: str
    mines: Sequence[str]
    recycled: bool
    linked: bool


class Known(NamedTuple):
    """A smelter as the list tells it."""

    names: Collection[str]
    country: str
    status: str


class Fault(NamedTuple):
    """What is wrong, by a code, and where: a field, a metal with its question, or a row of the smelters."""

    code: str
    place: str
    detail: str = ""


def declaration_faults(
    *,
    template: str,
    version: str,
    current_major: int,
    scope: str,
    scope_text: str,
    products: int,
    contact: str,
    authorizer: str,
    declared_on: date | None,
    oldest: date,
    today: date,
    company_answers: Mapping[str, str],
    metal_answers: Mapping[str, Mapping[str, str]],
    smelters: Sequence[Declared],
) -> list[Fault]:
    """All that keeps a declaration from being submitted, at once.

    Mandatory questions; every metal in use has a smelter; no smelter twice; not older than the terms allow; a scope
    of certain products lists them. That a smelter's number, name and metal belong together is said beside its row.

    Source: domain MIN-02, MIN-03.

    >>> told = dict(template="emrt", version="2.0", current_major=2, scope="company", scope_text="", products=0,
    ...     contact="Kim", authorizer="Lee", declared_on=date(2026, 3, 2), oldest=date(2025, 3, 2),
    ...     today=date(2026, 3, 2), company_answers=dict.fromkeys("ABCDEFG", "yes"),
    ...     metal_answers={metal: {"used": "no"} for metal in METALS_OF["emrt"]}, smelters=[])
    >>> declaration_faults(**told)
    []
    >>> used = {"cobalt": {"used": "yes", "remains": "no"}}
    >>> declaration_faults(**told | {"metal_answers": told["metal_answers"] | used})
    []
    >>> used["cobalt"]["remains"] = "yes"
    >>> faults = declaration_faults(**told | {"metal_answers": told["metal_answers"] | used})
    >>> [fault.code for fault in faults], str(faults[-1].place)
    (['answer', 'answer', 'answer', 'answer', 'answer', 'no_smelter'], 'cobalt')
    """
    found: list[Fault] = []
    if not is_version_taken(version, current_major):
        found.append(Fault("version", "template_version", version))
    found += [Fault("missing", name) for name, told in (("contact", contact), ("authorizer", authorizer)) if not told]
    if declared_on is None:
        found.append(Fault("missing", "declared_on"))
    elif declared_on < oldest:
        found.append(Fault("old", "declared_on", declared_on.isoformat()))
    elif declared_on > today:
        found.append(Fault("future", "declared_on", declared_on.isoformat()))
    if scope == "product" and not products:
        found.append(Fault("no_products", "products"))
    if scope == "user" and not scope_text:
        found.append(Fault("missing", "scope_text"))
    in_use = metals_in_use(metal_answers)
    listed = {smelter.metal for smelter in smelters}
    for metal in METALS_OF[MineralTemplate(template)]:
        answers = metal_answers.get(metal, {})
        asked = [name for name in questions_of(template, version) if metal in in_use or name == "used"]
        if answers.get("used") == "yes" and metal not in in_use:
            asked.append("remains")
        found += [Fault("answer", f"{metal}.{name}") for name in asked if not answers.get(name)]
        if metal in in_use and metal not in listed:
            found.append(Fault("no_smelter", metal))
    if in_use:
        letters = LETTERS[MineralTemplate(template)]
        found += [Fault("answer", letter) for letter in letters if not company_answers.get(letter)]
    return found + _row_faults(smelters, in_use)


def _row_faults(smelters: Sequence[Declared], in_use: Collection[str]) -> list[Fault]:
    found: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for smelter in smelters:
        place = f"smelter.{smelter.row}"
        if smelter.metal not in in_use:
            found.append(Fault("not_in_use", place, smelter.metal))
        key = (smelter.metal, smelter.cid or plain(smelter.name))
        if key in seen:
            found.append(Fault("twice", place, str(seen[key])))
        seen.setdefault(key, smelter.row)
        if not smelter.name:
            found.append(Fault("missing", place))
    return found


def metals_in_use(metal_answers: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """Metals that are used, and remain in what is delivered (where that is answered).

    Source: domain MIN-03.

    >>> sorted(metals_in_use({"tin": {"used": "yes"}, "gold": {"used": "yes", "remains": "no"}}))
    ['tin']
    """
    return frozenset(
        metal
        for metal, answers in metal_answers.items()
        if answers.get("used") == "yes" and answers.get("remains", "yes") != "no"
    )


def plain(name: str) -> str:
    """A name without what people write differently.

    Source: domain MIN-03 (a number belongs to its name).

    >>> plain("Hanbit Metals Co., Ltd.") == plain("HANBIT METALS")
    True
    """
    words = re.sub(r"[^\w]+", " ", name.casefold()).split()
    return " ".join(word for word in words if word not in {"co", "ltd", "inc", "corp", "corporation", "company", "the"})


def status_of(smelter: Declared, known: Known | None) -> tuple[str, str]:
    """The status that the list gives to a declared smelter, and what does not fit ("", ``unlisted`` or ``name``).

    A number that the list gives to another name counts as unknown: else one could borrow a good number.

    Source: domain MIN-03, MIN-04.

    >>> told = Declared(1, "tin", "CID000001", "Hanbit Metals Co., Ltd.", "KR", [], False, False)
    >>> status_of(told, Known(["Hanbit Metals"], "KR", "conformant")), status_of(told, None)
    (('conformant', ''), ('unknown', 'unlisted'))
    >>> status_of(told, Known(["Dalbit Refining"], "KR", "conformant"))
    ('unknown', 'name')
    """
    if known is None:
        return SmelterStatus.UNKNOWN.value, "unlisted"
    if plain(smelter.name) not in {plain(name) for name in known.names}:
        return SmelterStatus.UNKNOWN.value, "name"
    return known.status, ""


def smelter_findings(
    smelter: Declared, status: str, *, cahra: Collection[str], transit: Collection[str]
) -> list[MineralFinding]:
    """Which red flags a smelter raises; of metals of the policy only.

    Source: domain MIN-05, MIN-09.

    >>> told = Declared(1, "cobalt", "CID1", "A", "AA", ["CD"], False, False)
    >>> [found.value for found in smelter_findings(told, "active", cahra={"CD"}, transit=set())]
    ['risk_area', 'cobalt']
    >>> smelter_findings(told, "conformant", cahra={"CD"}, transit=set())
    []
    >>> told = told._replace(metal="gold", mines=[], country="AE", linked=True)
    >>> [found.value for found in smelter_findings(told, "non_conformant", cahra={"CD"}, transit={"AE"})]
    ['non_conformant', 'transit', 'ownership']
    """
    if smelter.metal not in POLICY_METALS:
        return []
    through = {*smelter.mines, smelter.country} - {""}
    found = []
    if status == SmelterStatus.NON_CONFORMANT:
        found.append(MineralFinding.NON_CONFORMANT)
    if status != SmelterStatus.CONFORMANT and through & set(cahra):
        found.append(MineralFinding.RISK_AREA)
    if through & set(transit):
        found.append(MineralFinding.TRANSIT)
    if smelter.linked:
        found.append(MineralFinding.OWNERSHIP)
    if smelter.metal == "cobalt" and status != SmelterStatus.CONFORMANT:
        found.append(MineralFinding.COBALT)
    return found


class Goal(NamedTuple):
    """How far the conformant smelters are from the goal: both in percent, and how many are still lacking."""

    percent: Decimal
    lacking: int


def goal_of(found: Coverage, share: Decimal) -> Goal:
    """What is missing to the goal: so many listed smelters have yet to become conformant, or to be replaced.

    Source: domain MIN-06.

    >>> goal_of(coverage(["conformant"] * 38 + ["active"] * 8), Decimal(1))
    Goal(percent=Decimal('100.00'), lacking=8)
    >>> goal_of(coverage(["conformant"] * 9 + ["active"]), Decimal("0.9")).lacking
    0
    """
    wanted = int((share * found.listed).to_integral_value(ROUND_CEILING))
    return Goal((share * 100).quantize(Decimal("0.01")), max(wanted - found.conformant, 0))


def is_too_unknown(statuses: Sequence[str], most: Decimal) -> bool:
    """Whether more than the share ``most`` of the smelters is unknown; exactly that share is not too many.

    Source: domain MIN-05.

    >>> is_too_unknown(["unknown"] + ["active"] * 9, Decimal("0.1")), is_too_unknown(["unknown"], Decimal("0.1"))
    (False, True)
    """
    unknown = sum(1 for status in statuses if status == SmelterStatus.UNKNOWN)
    return Decimal(unknown) > most * len(statuses)


def list_diff(
    before: Mapping[str, tuple[str, ...]], after: Mapping[str, tuple[str, ...]]
) -> dict[str, list[list[str]]]:
    """What a new version of a list brings: rows that came, that went, and that changed (key, before, after).

    Source: domain MIN-08.

    >>> list_diff({"a": ("1",), "b": ("2",)}, {"b": ("3",), "c": ("4",)})
    {'new': [['c', '4']], 'gone': [['a', '1']], 'changed': [['b', '2', '3']]}
    """
    return {
        "new": [[key, " · ".join(after[key])] for key in sorted(after.keys() - before.keys())],
        "gone": [[key, " · ".join(before[key])] for key in sorted(before.keys() - after.keys())],
        "changed": [
            [key, " · ".join(before[key]), " · ".join(after[key])]
            for key in sorted(before.keys() & after.keys())
            if before[key] != after[key]
        ],
    }
