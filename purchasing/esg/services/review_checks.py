"""DO: what an item may be given, in every round, at an audit and after an objection."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.people.models import User
from purchasing.esg import queries
from purchasing.esg.models import Assessment, ItemReview
from purchasing.esg.queries import ItemRow
from purchasing.esg.rules import review as rules
from purchasing.esg.rules import scoring

LATER_ROUND = 4  # of ``ItemReview``


@dataclass(frozen=True, slots=True)
class Given:
    """What a reviewer gives one item; ``score`` None with ``not_applicable``."""

    score: int | None = None
    not_applicable: bool = False
    remark: str = ""
    verified: bool = False


def check_given(row: ItemRow, word: Given, *, is_first: bool) -> None:
    """A score of the scale, or "not applicable" where the item allows it; less than the company's own with a reason."""
    code = row.question.code
    if word.not_applicable:
        if not row.question.na_allowed:
            raise RuleBroken(_("%(code)s always applies: give a score.") % {"code": code}, field=code)
        if not row.left_out and is_first and not word.remark.strip():
            raise RuleBroken(_("%(code)s: say why it does not apply.") % {"code": code}, field=code)
        return
    if word.score is None or not 0 <= word.score <= scoring.TOP:
        raise RuleBroken(_("%(code)s: give a score from 0 to 5.") % {"code": code}, field=code)
    if rules.needs_remark(row.own, word.score, was_left_out=row.left_out) and not word.remark.strip():
        raise RuleBroken(
            _("%(code)s: you give less than the company gave itself. Say why: it reads it.") % {"code": code},
            field=code,
        )


def heed(code: str, score: int | None, remark: str, *, most: int | None) -> None:
    """A breach of payment that is not closed costs a step; who gives more than ``most`` says why. Source: domain 17."""
    if most is not None and score is not None and score > most and not remark.strip():
        told = {"code": code, "most": most}
        words = _("%(code)s: a breach of payment is open, so %(most)s is proposed. Say why you give more.")
        raise RuleBroken(words % told, field=code)


def left_out_within_bounds(assessment: Assessment, rows: list[ItemRow], last: Mapping[str, ItemReview]) -> None:
    """What does not apply stays below the share of each pillar's weight that the set allows."""
    sheet = queries.sheet_for(assessment.question_set)
    left_out = [code for code, review in last.items() if review.not_applicable]
    for pillar in scoring.PILLARS:
        codes = [code for code in left_out if code in {row.question.code for row in rows}]
        share = scoring.left_out_share(sheet, pillar, codes)
        if share > assessment.question_set.na_share:
            most = f"{assessment.question_set.na_share * 100:.0f}"
            told = {"pillar": pillar, "share": f"{share * 100:.1f}", "most": most}
            raise RuleBroken(
                _(
                    "%(share)s%% of the weight of %(pillar)s would not apply; at most %(most)s%% may be left out. "
                    "Give scores to some of these items."
                )
                % told
            )


def correct_items(assessment: Assessment, given: Mapping[str, Given], *, remark: str, by: User) -> None:
    """Items after the review is closed (audit, objection): by the same rules, as the last round of each."""
    rows = {row.question.code: row for row in queries.items_of(assessment)}
    if unknown := sorted(set(given) - set(rows)):
        raise RuleBroken(_("%(codes)s: not among the items to review.") % {"codes": ", ".join(unknown)})
    for code, word in given.items():
        said = replace(word, remark=(word.remark.strip() or remark)[:1000])
        check_given(rows[code], said, is_first=False)
        rows[code].rounds[LATER_ROUND] = ItemReview.objects.create(
            assessment=assessment,
            question=rows[code].question,
            round=LATER_ROUND,
            reviewer=by,
            score=None if said.not_applicable else said.score,
            not_applicable=said.not_applicable,
            remark=said.remark,
            verified=True,
        )
    if given:
        last = {code: row.review for code, row in rows.items() if row.review is not None}
        left_out_within_bounds(assessment, list(rows.values()), last)
