"""DO: bands C, D and R ask for corrective actions of the items that cost most. Source: domain 11.5 (consequences)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.clock import today
from portal.people.models import Company
from purchasing.esg.models import Assessment, CorrectiveAction
from purchasing.esg.queries.review import ItemRow, items_of
from purchasing.esg.queries.review_known import Breach, breach_of
from purchasing.esg.queries.scorecard import last_score
from purchasing.esg.rules.actions import gravest
from purchasing.esg.services.actions import open_action
from purchasing.esg.states import CAP_RUNNING, Band, Severity

PAYMENT_ITEM = "G4"  # fair payment to own suppliers. Source: domain 11.5
ASKING = frozenset({Band.C, Band.D, Band.R})


@transaction.atomic
def open_for_result(assessment: Assessment) -> list[CorrectiveAction]:
    """Open what a final result asks for; heard twice, the second time opens nothing."""
    score = last_score(assessment)
    if score is None or score.band not in ASKING:
        return []
    Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    known = set(assessment.actions.values_list("question_code", flat=True))
    rows = {row.question.code: row for row in items_of(assessment) if row.score is not None}
    given = [(code, row.score or 0, row.question.weight) for code, row in rows.items()]
    return [
        open_action(
            assessment.company,
            finding=_finding(rows[code]),
            severity=_severity(rows[code]),
            assessment=assessment,
            question_code=code,
        )
        for code in gravest(given)
        if code not in known
    ]


@transaction.atomic
def open_for_payment(company: Company) -> CorrectiveAction | None:
    """Ask a supplier to mend a breach of payment that the last report notes; not twice while one runs.

    Source: domain 4.5 (PAY-20), 17.
    """
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    breach = breach_of(company, today())
    running = company.corrective_actions.filter(assessment=None, question_code=PAYMENT_ITEM, state__in=CAP_RUNNING)
    if breach is None or running.exists():
        return None
    told = []
    for language in ("ko", "en"):
        with override(language):
            told += payment_words(breach)
    return open_action(company, finding="\n".join(told), severity=Severity.MAJOR, question_code=PAYMENT_ITEM)


def payment_words(breach: Breach) -> list[str]:
    """What the report of payments says, with its day."""
    told = []
    if breach.short_since is not None:
        words = _("Ratio rule of win-win payment not kept, report of %(day)s.")
        told.append(words % {"day": breach.short_since})
    if breach.late:
        words = _("Debts to own suppliers late: %(count)s, report of %(day)s.")
        told.append(words % {"count": breach.late, "day": breach.late_since})
    return told


def _severity(row: ItemRow) -> Severity:
    """A critical item that is missing is a priority; another one that is missing is major; the rest is minor."""
    if (row.score or 0) > 1:
        return Severity.MINOR
    return Severity.PRIORITY if row.question.critical else Severity.MAJOR


def _finding(row: ItemRow) -> str:
    """The item, its score and what the reviewer said, in both languages."""
    told = []
    for language, text in (("ko", row.question.text_ko), ("en", row.question.text_en or row.question.text_ko)):
        with override(language):
            words = _("Item %(code)s scores %(score)s of 5: %(text)s")
            told.append(words % {"code": row.question.code, "score": row.score, "text": text[:300]})
    if row.review is not None and row.review.remark:
        told.append(row.review.remark[:300])
    return "\n".join(told)
