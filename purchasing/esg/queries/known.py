"""FIND: "answer once": what the portal already knows, offered as an answer with its day and source.

A question names what is known of it (``Question.fact``); certificates that prove it and earlier answers are looked up
for every question. Nothing is filled in by itself: the company takes an offer, or leaves it.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.queries.eco import valid_claims
from catalog.states import EcoKind
from portal.people.models import Company, Standing
from portal.people.queries import valid_certificates
from purchasing.contracts.models import Contract
from purchasing.contracts.states import ContractState, PayMethod
from purchasing.esg.models import Answer, Assessment, Question
from purchasing.esg.registry import Known, known_facts
from purchasing.esg.rules.answers import Proof, holds
from purchasing.esg.states import StandingFact

PROVED = 5  # a certificate by a third party is what the highest step asks for. Source: domain 11.5 (scale)
IN_USE = 3  # "implemented"
PAYMENT_RATIO = "payments.ratio"  # recorded by the quarterly report of payments on the ground floor


def known_of(assessment: Assessment, questions: Iterable[Question], on: date) -> dict[str, list[Known]]:
    """Offers by question code; the number of queries does not grow with the questions."""
    company = assessment.company
    asked = list(questions)
    certificates = list(valid_certificates(company))
    earlier = _earlier(assessment)
    facts = {name: source(company, on) for name in {q.fact for q in asked} if (source := known_facts.get(name))}
    found: dict[str, list[Known]] = {}
    for question in asked:
        offers = [
            Known(
                key=f"certificate-{each.pk}",
                words=_("%(kind)s, number %(number)s, by %(issuer)s")
                % {"kind": each.kind, "number": each.number, "issuer": each.issuer},
                source=_("certificates of the company"),
                on=each.valid_from,
                score=IN_USE if question.fact else PROVED,
                certificates=(each.pk,),
            )
            for each in certificates
            if each.kind_id in question.evidence_kinds
        ]
        offers += facts.get(question.fact, [])
        if (answer := earlier.get(question.code)) and answer.question.kind == question.kind:
            offers.append(_as_offer(answer, on))
        if offers:
            found[question.code] = offers
    return found


def _earlier(assessment: Assessment) -> dict[str, Answer]:
    """The answers of the last assessment that the company handed in before this one, by code."""
    before = Assessment.objects.filter(
        company=assessment.company_id, submitted_at__isnull=False, pk__lt=assessment.pk
    ).order_by("-submitted_at", "-pk")
    last = before.first()
    if last is None:
        return {}
    answers = last.answers.select_related("question", "assessment").prefetch_related("evidence__certificate")
    return {each.question.code: each for each in answers if not each.not_applicable}


def _as_offer(answer: Answer, on: date) -> Known:
    number = answer.assessment.number
    living = tuple(
        each.pk for each in answer.evidence.all() if each.removed_at is None and holds([Proof(each.valid_to)], on)
    )
    told = []
    if answer.score is not None:
        told.append(_("own score %(score)s") % {"score": answer.score})
    if answer.number is not None:
        told.append(f"{answer.number.normalize():,f} {answer.question.unit}".strip())
    if answer.text:
        told.append(answer.text[:80])
    if living:
        told.append(ngettext("%(count)s document", "%(count)s documents", len(living)) % {"count": len(living)})
    return Known(
        key=f"earlier-{answer.pk}",
        words=" · ".join(told) or _("an earlier answer"),
        source=_("assessment %(number)s") % {"number": number},
        on=answer.edited_at.date(),
        score=answer.score,
        number=answer.number,
        text=answer.text,
        evidence=living,
    )


def _standing(company: Company, fact: str, on: date) -> Standing | None:
    found = Standing.objects.filter(company=company, fact=fact, valid_from__lte=on)
    return found.order_by("-valid_from", "-pk").first()


def eco_labels(company: Company, on: date) -> list[Known]:
    """Products in the catalogue with a label that holds today."""
    return _claims(company, on, (EcoKind.REDUCE,), _("Products with a valid label in e-Catalog: %(count)s"))


def eco_3r(company: Company, on: date) -> list[Known]:
    """Products in the catalogue that are recycled or reused."""
    kinds = (EcoKind.RECYCLE, EcoKind.REUSE)
    return _claims(company, on, kinds, _("Products with a valid claim of recycling or reuse in e-Catalog: %(count)s"))


def _claims(company: Company, on: date, kinds: tuple[str, ...], words: str) -> list[Known]:
    claims = valid_claims(on).filter(version__product__company=company, kind__in=kinds)
    count = claims.values("version").distinct().count()
    if not count:
        return []
    return [Known(key="claims", words=words % {"count": count}, source="e-Catalog", on=on, score=IN_USE)]


def code(company: Company, on: date) -> list[Known]:
    """The consent to the code of conduct."""
    found = _standing(company, StandingFact.CODE, on)
    if found is None:
        return []
    words = _("Code of conduct %(version)s consented") % {"version": found.value}
    return [Known(key="code", words=words, source=found.source, on=found.valid_from, text=words)]


def payment(company: Company, on: date) -> list[Known]:
    """Contracts in which the company pays its own suppliers by win-win payment, and whether it kept the ratio."""
    offers = []
    paid = Contract.objects.filter(payer=company, state=ContractState.IN_FORCE, method=PayMethod.WINWIN).count()
    if paid:
        words = _("Subcontracts in force that are paid by win-win payment: %(count)s") % {"count": paid}
        offers.append(Known(key="winwin", words=words, source=_("contracts"), on=on, score=PROVED))
    ratio = _standing(company, PAYMENT_RATIO, on)
    if ratio is not None:
        words = _("Payment ratio of the last quarter: %(value)s") % {"value": ratio.value}
        offers.append(Known(key="ratio", words=words, source=ratio.source, on=ratio.valid_from, text=words))
    return offers


def minerals(company: Company, on: date) -> list[Known]:
    """The accepted declaration of minerals."""
    found = _standing(company, StandingFact.MINERALS, on)
    if found is None:
        return []
    words = _("Declaration of minerals: %(value)s") % {"value": found.value}
    return [Known(key="minerals", words=words, source=found.source, on=found.valid_from, text=words)]


for name, source in {
    "eco_labels": eco_labels,
    "eco_3r": eco_3r,
    "code": code,
    "payment": payment,
    "minerals": minerals,
}.items():
    known_facts.add(name, source)
