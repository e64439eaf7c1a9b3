"""What is missing or wrong in many versions before they may be reviewed; the rules are those of one version."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.models import AttributeDef, AttributeValue, ClassNode, EcoClaim, Product, ProductFile, ProductVersion
from catalog.queries.classes import definitions_for
from catalog.rules.bulk_rows import LANGUAGES
from catalog.rules.grams import normalise
from catalog.rules.listing import SIMILAR, Finding, Listing, mandatory_findings, wording_findings
from catalog.states import PICTURES, FileRole, ProductState
from portal.clock import today


def findings_of(versions: Collection[ProductVersion]) -> dict[int, list[tuple[Finding, str, str]]]:
    """The findings of each version with their words in Korean and English. A constant number of queries.

    The versions come with ``product`` and ``class_node``. Source: CAT-20, CAT-21, CAT-23.
    """
    pks = [version.pk for version in versions]
    day = today()
    given: dict[int, set[str]] = defaultdict(set)
    for version_id, code in AttributeValue.objects.filter(version__in=pks).values_list("version", "definition__code"):
        given[version_id].add(code)
    files: dict[int, list[tuple]] = defaultdict(list)
    for version_id, *file in ProductFile.objects.filter(version__in=pks).values_list("version", "role", "dated"):
        files[version_id].append(tuple(file))
    ended = dict(EcoClaim.objects.filter(version__in=pks, valid_to__lt=day).values_list("version", "number"))
    twins = _twins(versions)
    required = _required({version.class_node_id: version.class_node for version in versions})
    found: dict[int, list[tuple[Finding, str, str]]] = {}
    for version in versions:
        listing = _listing(version, required[version.class_node_id], given[version.pk], files[version.pk])
        findings = mandatory_findings(listing, day) + wording_findings(listing)
        if version.pk in ended:
            findings.append(Finding("CAT-20", "eco", ""))
        if version.product_id in twins:
            findings.append(Finding("CAT-21", "model", ""))
        if findings:
            found[version.pk] = _worded(version, findings, required, given, files, ended, twins, day)
    return found


def _worded(version, findings, required, given, files, ended, twins, day) -> list[tuple[Finding, str, str]]:
    """The words of each finding in both languages; they are asked for again, because they were made in one."""
    said: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with override(language):
            missing = required[version.class_node_id]
            listing = _listing(version, missing, given[version.pk], files[version.pk])
            again = mandatory_findings(listing, day) + wording_findings(listing)
            words = [str(finding.message) for finding in again]
            if version.pk in ended:
                text = _("The document %(number)s of a 3R claim has ended. Attach the one that holds, or take it off.")
                words.append(text % {"number": ended[version.pk]})
            if version.product_id in twins:
                number, sku = twins[version.product_id]
                text = _("You already list this maker and model as %(number)s (%(sku)s). Revise that product instead.")
                words.append(text % {"number": number, "sku": sku})
            said[language] = words
    return list(zip(findings, said["ko"], said["en"], strict=True))


def _listing(version: ProductVersion, required: list[AttributeDef], given: set[str], files: list[tuple]) -> Listing:
    product = version.product
    return Listing(
        name_ko=version.name_ko,
        name_en=version.name_en,
        description=f"{version.description_ko}\n{version.description_en}",
        class_code=version.class_node.code,
        class_level=version.class_node.level,
        class_active=version.class_node.active,
        origin=version.origin,
        lead_time_days=product.lead_time_days,
        moq_given=product.moq is not None,
        missing_attributes=[
            (definition.code, definition.name) for definition in required if definition.code not in given
        ],
        pictures=sum(role in PICTURES for role, _dated in files),
        msds_dates=[dated for role, dated in files if role == FileRole.MSDS],
        price_until=product.price_valid_until if product.price is not None else None,
    )


def _required(nodes: dict[int, ClassNode]) -> dict[int, list[AttributeDef]]:
    return {
        pk: [definition for definition in definitions_for(node).values() if definition.required]
        for pk, node in nodes.items()
    }


def _twins(versions: Collection[ProductVersion]) -> dict[int, tuple[str, str]]:
    """By product: number and part number of another product of the company with the same maker and model."""
    products = [version.product for version in versions if version.product.identity]
    if not products:
        return {}
    wanted = {(product.company_id, product.identity) for product in products}
    companies = {company for company, _identity in wanted}
    same = Product.objects.filter(
        Q(company__in=companies), identity__in=[identity for _company, identity in wanted]
    ).exclude(state=ProductState.WITHDRAWN)
    groups: dict[tuple[int, str], list[tuple[int, str, str]]] = defaultdict(list)
    for company, identity, pk, number, sku in same.order_by("pk").values_list(
        "company", "identity", "pk", "number", "sku"
    ):
        groups[company, identity].append((pk, number, sku))
    found = {}
    for product in products:
        others = [row for row in groups[product.company_id, product.identity] if row[0] != product.pk]
        if others:
            found[product.pk] = others[0][1:]
    return found


ALIKE = """
SELECT t.version, near.product_id
FROM unnest(%(versions)s::bigint[], %(titles)s::text[], %(codes)s::text[], %(companies)s::bigint[])
    AS t(version, title, code, company)
JOIN LATERAL (
    SELECT s.product_id FROM catalog_productsearch s
    WHERE s.class_code = t.code AND s.company_id <> t.company AND similarity(s.title, t.title) >= %(least)s
    ORDER BY similarity(s.title, t.title) DESC, s.product_id LIMIT 1
) near ON true
"""


def alike_hints(versions: Collection[ProductVersion]) -> dict[int, tuple[str, str]]:
    """By version: in Korean and English, which product of another company has nearly the same name. Two queries.

    The versions come with ``product`` and ``class_node``; as ``queries.similar_listings``. Source: CAT-21.
    """
    titles = {v.pk: normalise(f"{v.name_ko} {v.name_en} {v.model}") for v in versions}
    params: dict[str, Any] = {
        "versions": list(titles),
        "titles": list(titles.values()),
        "codes": [version.class_node.code for version in versions],
        "companies": [version.product.company_id for version in versions],
        "least": SIMILAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, params)
        near = dict(cursor.fetchall())
    others = Product.objects.select_related("company").in_bulk(set(near.values()))
    return {pk: _alike_words(others[other]) for pk, other in near.items()}


def _alike_words(other: Product) -> tuple[str, str]:
    said = []
    for language in LANGUAGES:
        with override(language):
            text = _("Nearly the same name as %(number)s of %(company)s. Compare the two.")
            said.append(text % {"number": other.number, "company": other.company})
    return said[0], said[1]
