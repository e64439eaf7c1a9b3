"""The classes and attributes that a fresh installation begins with."""

from django.db import migrations

from catalog.rules.grams import grams_of, normalise
from catalog.starter import attributes, classes

LEVELS = {2: "segment", 4: "family", 6: "class", 8: "commodity"}


def load(apps, schema_editor):
    """Scheme, classes and attributes; nothing that is already there is touched."""
    scheme, _made = apps.get_model("catalog", "ClassScheme").objects.get_or_create(
        code="UNSPSC",
        defaults={
            "release": classes.RELEASE,
            "name_ko": "유엔 표준 제품·서비스 분류",
            "name_en": "United Nations Standard Products and Services Code",
        },
    )
    nodes = _load_classes(apps, scheme)
    _load_attributes(apps, nodes)


def _load_classes(apps, scheme) -> dict:
    node_model = apps.get_model("catalog", "ClassNode")
    nodes = {node.code: node for node in node_model.objects.filter(scheme=scheme)}
    for code, name_ko, name_en in classes.rows():
        if code in nodes:
            continue
        depth = next(size for size in (2, 4, 6, 8) if set(code[size:]) <= {"0"})
        path = [code[:size].ljust(8, "0") for size in range(2, depth + 1, 2)]
        nodes[code] = node_model.objects.create(
            scheme=scheme,
            code=code,
            level=LEVELS[depth],
            parent=nodes[path[-2]] if len(path) > 1 else None,
            path="/".join(path),
            name_ko=name_ko,
            name_en=name_en,
            curated=True,
            grams=sorted(grams_of(normalise(f"{name_ko} {name_en} {code}"))),
        )
    return nodes


def _load_attributes(apps, nodes) -> None:
    def_model, choice_model = apps.get_model("catalog", "AttributeDef"), apps.get_model("catalog", "AttributeChoice")
    for fields in attributes.rows():
        options, node = fields.pop("options"), nodes[fields.pop("node_code")]
        definition, made = def_model.objects.get_or_create(node=node, code=fields.pop("code"), defaults=fields)
        if made:
            choice_model.objects.bulk_create(
                choice_model(definition=definition, code=code, name_ko=ko, name_en=en, order=10 + order)
                for order, (code, ko, en) in enumerate(options)
            )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_house")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
