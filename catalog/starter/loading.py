"""Bring the starter set into a portal: new ones get all of it, older ones what they lack. What people edited stays."""

from decimal import Decimal
from importlib import import_module

from catalog.rules.grams import grams_of, normalise
from catalog.starter import attributes, classes, crosswalk

LEVELS = {"HS": {2: "chapter", 4: "heading", 6: "subheading"}}


def load_starter(apps) -> None:
    """Classes, attributes, and the cross-walk to HS and CPV; to be repeated safely. ``apps`` as in a migration."""
    _name_loaded_classes(apps)
    import_module("catalog.migrations.0003_starter").load(apps, None)
    _refine_attributes(apps)
    _load_crosswalk(apps)


def _name_loaded_classes(apps) -> None:
    """Classes that came with a whole release, before we had a name for them: unless somebody named them already."""
    node_model = apps.get_model("catalog", "ClassNode")
    named = {code: (name_ko, name_en) for code, name_ko, name_en in classes.rows()}
    loaded = node_model.objects.filter(scheme__code="UNSPSC", code__in=named, curated=False)
    for node in loaded:
        node.name_ko, node.name_en = named[node.code]
        node.curated = True
        words = [node.name_ko, node.name_en, node.official_ko, node.official_en, node.code]
        node.grams = sorted(grams_of(normalise(" ".join(words))))
        node.save(update_fields=["name_ko", "name_en", "curated", "grams"])


def _refine_attributes(apps) -> None:
    """Weight, tolerance and criticality for attributes of the first starter set that nobody has touched since."""
    entries = apps.get_model("audit", "AuditEntry").objects.filter(thing_type="catalog.attributedef")
    touched = {int(pk) for pk in entries.values_list("thing_id", flat=True)}
    wanted = {(row["node_code"], row["code"]): row for row in attributes.rows()}
    plain = apps.get_model("catalog", "AttributeDef").objects.filter(weight=10, tolerance="", tolerance_value=None)
    for definition in plain.exclude(pk__in=touched).select_related("node"):
        row = wanted.get((definition.node.code, definition.code))
        if row is None or row["match"] != definition.match or row["datatype"] != definition.datatype:
            continue
        definition.weight, definition.criticality = row["weight"], row["criticality"]
        definition.tolerance = row["tolerance"]
        definition.tolerance_value = Decimal(row["tolerance_value"]) if row["tolerance_value"] else None
        definition.save(update_fields=["weight", "criticality", "tolerance", "tolerance_value"])


def _load_crosswalk(apps) -> None:
    scheme_model, node_model = apps.get_model("catalog", "ClassScheme"), apps.get_model("catalog", "ClassNode")
    map_model = apps.get_model("catalog", "ClassMap")
    schemes = {
        code: scheme_model.objects.get_or_create(
            code=code, defaults={"release": release, "name_ko": name_ko, "name_en": name_en}
        )[0]
        for code, (release, name_ko, name_en) in crosswalk.SCHEMES.items()
    }
    present = set(node_model.objects.filter(scheme__code__in=schemes).values_list("scheme__code", "code"))
    node_model.objects.bulk_create(
        node_model(
            scheme=schemes[scheme],
            code=code,
            level=_level(scheme, code),
            path=code,  # the tree above it comes with the release that an operator loads
            name_ko=name_ko,
            name_en=name_en,
            curated=True,
            grams=sorted(grams_of(normalise(f"{name_ko} {name_en} {code}"))),
        )
        for scheme, code, name_ko, name_en in crosswalk.others()
        if (scheme, code) not in present
    )
    ids = {
        (scheme, code): pk
        for scheme, code, pk in node_model.objects.filter(scheme__code__in=["UNSPSC", *schemes]).values_list(
            "scheme__code", "code", "pk"
        )
    }
    map_model.objects.bulk_create(
        (
            map_model(node_id=ids["UNSPSC", ours], other_id=ids[scheme, other], quality=quality)
            for ours, scheme, other, quality in crosswalk.maps()
        ),
        ignore_conflicts=True,
    )


def _level(scheme: str, code: str) -> str:
    """The depth of a class of HS or CPV.

    >>> _level("HS", "848210"), _level("CPV", "44440000-6"), _level("CPV", "42122430-3")
    ('subheading', 'class', 'detail')
    """
    if scheme == "HS":
        return LEVELS["HS"][len(code)]
    size = max(2, len(code[:8].rstrip("0")))
    return {2: "division", 3: "group", 4: "class", 5: "category"}.get(size, "detail")
