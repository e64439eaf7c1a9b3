"""A table of standard parts (bolts, bearings, sections …) as rows of a supplier's catalogue.

The table gives for each part its kind (``class``), standard, key, dimensions and the unit of each dimension in brackets
(``Length (mm)``). Kinds are put into our classes and their dimensions into our attributes here; dimensions that a class
has no attribute for are kept in the description, so nothing is lost.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.errors import RuleBroken

COLUMNS = {"class", "standard", "key", "dimensions", "dimension_types", "description", "status"}
UNIT = re.compile(r"\(([^)]+)\)\s*$")
BEARING = {"d1": "bore", "d2": "outside_diameter", "B": "width"}
FLANGE = {
    "d1": "bore",
    "k": "bolt_circle",
    "D": "outside_diameter",
    "b": "thickness",
    "d2": "hole",
    "bn": "holes",
}
HEX = {"d1": "thread", "k": "head_height", "s": "across_flats", "pitch": "pitch"}
SOCKET = {"d1": "thread", "s": "key_size"}
SET_SCREW = {"d": "thread", "s": "key_size"}
NUT = {"d1": "thread", "s": "across_flats", "m_max": "height"}
WASHER = {"d1": "bore", "d2": "outside_diameter", "s": "thickness"}
BEAM = {"h": "height", "b": "width", "tw": "web", "tf": "flange", "r": "radius", "r1": "radius"}
ANGLE = {"a": "leg_a", "b": "leg_b", "t": "thickness"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of part is listed: class, names, which dimension is which attribute, shape of its drawing."""

    class_code: str
    name_ko: str
    name_en: str
    dimensions: Mapping[str, str]
    shape: str


def _kinds() -> dict[str, Kind]:
    series = ["hea", "heaa", "heb", "hem", "ipe", "ipe750", "ipea", "ipeo", "iper", "ipev"]
    beams = [*(f"ibeam_{kind}" for kind in series), "inp"]
    rows: list[tuple[str, str, str, str, dict[str, str], str]] = [
        ("round_battery", "26111705", "원통형 건전지", "Round battery", {"h": "height", "d": "diameter"}, "battery"),
        ("singlerowradialbearing", "31171504", "단열 깊은 홈 볼 베어링", "Single row ball bearing", BEARING, "bearing"),
        ("singlerowradialbearingimperial", "31171504", "인치 볼 베어링", "Inch ball bearing", BEARING, "bearing"),
        ("doublerowradialbearing", "31171504", "복열 볼 베어링", "Double row ball bearing", BEARING, "bearing"),
        (
            "axialthrustbearing",
            "31171507",
            "단식 스러스트 베어링",
            "Thrust bearing",
            {"d_w": "bore", "D_w": "outside_diameter", "T": "width"},
            "bearing",
        ),
        (
            "needleroller",
            "31171512",
            "니들 롤러와 케이지",
            "Needle roller and cage",
            {"Fw": "bore", "Ew": "outside_diameter", "Bc": "width"},
            "bearing",
        ),
        ("cylindricalrollerbearing", "31171505", "원통 롤러 베어링", "Cylindrical roller bearing", BEARING, "bearing"),
        *[
            (
                f"vslot20x{size}",
                "30102306",
                f"알루미늄 V슬롯 형재 20×{size}",
                f"V-slot profile 20×{size}",
                {},
                "profile",
            )
            for size in (20, 40, 60, 80)
        ],
        ("plateflange", "40142407", "판 플랜지", "Plate flange", FLANGE, "flange"),
        ("blindflange", "40142403", "맹플랜지", "Blind flange", FLANGE, "flange"),
        (
            "vacuumflange",
            "40142407",
            "진공용 CF 플랜지",
            "CF vacuum flange",
            {"flangeDiameter": "outside_diameter", "flangeSize": "thickness", "innerDiameter": "bore"},
            "flange",
        ),
        *[
            (kind, "31161620", name_ko, name_en, HEX, "bolt")
            for kind, name_ko, name_en in (
                ("hexscrew1", "전나사 육각 볼트", "Hexagon screw"),
                ("hexscrew2", "전나사 육각 볼트", "Hexagon screw"),
                ("hexbolt1", "육각 볼트", "Hexagon bolt"),
                ("hexbolt2", "육각 볼트", "Hexagon bolt"),
            )
        ],
        (
            "hexsocketcountersunk",
            "31161518",
            "육각 구멍붙이 접시머리 나사",
            "Socket countersunk screw",
            SOCKET,
            "screw",
        ),
        ("hexsocketheadcap", "31161518", "육각 구멍붙이 볼트", "Socket head cap screw", SOCKET, "screw"),
        *[
            (
                f"hexsocketsetscrew{point}",
                "31161505",
                f"육각 구멍붙이 멈춤 나사({ko})",
                f"Socket set screw ({en})",
                SET_SCREW,
                "screw",
            )
            for point, ko, en in (
                ("flat", "납작끝", "flat point"),
                ("cone", "뾰족끝", "cone point"),
                ("dog", "원통끝", "dog point"),
                ("cup", "오목끝", "cup point"),
                ("all", "끝 모양 선택", "all points"),
            )
        ],
        *[
            (f"hexagon{thin}nut{number}", "31161727", f"육각 {ko}너트", f"Hexagon {en}nut", NUT, "nut")
            for thin, ko, en in (("thin", "얇은 ", "thin "), ("", "", ""))
            for number in (1, 2, 3)
        ],
        *[
            (kind, "31161807", name_ko, name_en, WASHER, "washer")
            for kind, name_ko, name_en in (
                ("plainwasher1", "평와셔", "Plain washer"),
                ("plainwasher2", "평와셔(보통급)", "Plain washer, grade C"),
                ("plainwasherchamfered", "모따기 평와셔", "Chamfered plain washer"),
                ("plainwasherforcheesehead", "작은 평와셔", "Small plain washer"),
                ("heavydutyplainwasher", "두꺼운 평와셔", "Heavy duty washer"),
            )
        ],
        (
            "din11850range2",
            "40142117",
            "위생용 스테인리스강관",
            "Hygienic stainless tube",
            {"id": "inside_diameter", "od": "outside_diameter"},
            "pipe",
        ),
        ("nominalpipesize", "40142101", "배관용 강관", "Wrought steel pipe", {"od": "outside_diameter"}, "pipe"),
        *[
            (f"cbeam_{kind}", "30101804", f"{kind.upper()} ㄷ형강", f"{kind.upper()} channel", BEAM, "channel")
            for kind in ("upe", "uap", "upn")
        ],
        *[
            (
                kind,
                "30101704",
                f"{kind.split('_')[-1].upper()} 형강",
                f"{kind.split('_')[-1].upper()} beam",
                BEAM,
                "beam",
            )
            for kind in beams
        ],
        (
            "hollow_circle",
            "30102304",
            "원형 강관 형재",
            "Circular hollow section",
            {"D": "outside_diameter", "t": "thickness"},
            "pipe",
        ),
        (
            "hollow_square",
            "30102304",
            "정사각 강관 형재",
            "Square hollow section",
            {"b": "width", "t": "thickness"},
            "profile",
        ),
        (
            "hollow_rectangular",
            "30102304",
            "직사각 강관 형재",
            "Rectangular hollow section",
            {"h": "height", "b": "width", "t": "thickness"},
            "profile",
        ),
        ("lbeam_lnp_equal", "30101504", "등변 ㄱ형강", "Equal angle", ANGLE, "angle"),
        ("lbeam_lnp_unequal", "30101504", "부등변 ㄱ형강", "Unequal angle", ANGLE, "angle"),
        (
            "zbeam",
            "30102304",
            "Z형강",
            "Z section",
            {"h": "height", "c1": "width", "tw": "thickness"},
            "channel",
        ),
    ]
    return {row[0]: Kind(*row[1:]) for row in rows}


KINDS = _kinds()


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One product as a catalogue states it: what ``services.import_rows`` takes."""

    line: int
    sku: str
    class_code: str
    texts: Mapping[str, str]
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shape: str = ""


def is_standard_parts(columns) -> bool:
    """Whether a file with these columns is a table of standard parts.

    Source: data catalogue/bolts_standard_parts.

    >>> is_standard_parts(["class", "standard", "key", "dimensions", "dimension_types", "description", "status"])
    True
    """
    return set(columns) >= COLUMNS


def catalogue_row(line: int, row: Mapping[str, str], attributes_of: Mapping[str, set[str]]) -> CatalogueRow:
    """The part of ``row`` as a catalogue row; ``attributes_of`` are the attribute codes that each class has.

    Raises RuleBroken with the column as its field. Source: data catalogue/bolts_standard_parts, CAT-15.

    >>> row = catalogue_row(2, {"class": "hexbolt1", "standard": "DIN 931", "key": "M10", "status": "",
    ...     "description": "Hexagon head bolt", "dimensions": '{"d1": 10, "e": 18.9}',
    ...     "dimension_types": '{"d1": "Length (mm)", "e": "Length (mm)"}'}, {"31161620": {"thread"}})
    >>> row.sku, row.texts["name_ko"], row.attributes
    ('hexbolt1:M10', '육각 볼트 DIN 931 M10', {'thread': {'value': '10', 'unit': 'mm'}})
    >>> row.texts["description_en"]
    'Hexagon head bolt. e 18.9 mm.'
    """
    kind = KINDS.get(row["class"])
    if kind is None:
        raise RuleBroken(_("“%(kind)s” is not a kind of part we know.") % {"kind": row["class"][:40]}, field="class")
    if not row["key"].strip():
        raise RuleBroken(_("The key of the part is missing."), field="key")
    dimensions, types = _object(row, "dimensions"), _object(row, "dimension_types")
    standard, key = row["standard"].split("|")[0].strip(), row["key"].strip()
    known = attributes_of.get(kind.class_code, set())
    attributes: dict[str, dict[str, str]] = {}
    rest = []
    for name, value in dimensions.items():
        if value in (None, "None", ""):
            continue
        found = UNIT.search(str(types.get(name, "")))
        unit = found[1] if found else ""
        code = kind.dimensions.get(name, "")
        if code in known:
            attributes[code] = {"value": str(value), "unit": unit}
        else:
            rest.append(f"{name} {value} {unit}".strip())
    if standard and "standard" in known:
        attributes["standard"] = {"value": standard}
    if "nominal" in known:
        attributes["nominal"] = {"value": key}
    sentences = [row["description"].strip().rstrip("."), ", ".join(rest)]
    if row["status"] == "withdrawn":
        sentences.append("The standard has been withdrawn")
    model = f"{standard or kind.name_en} {key}"
    return CatalogueRow(
        line=line,
        sku=f"{row['class']}:{key}",
        class_code=kind.class_code,
        texts={
            "name_ko": " ".join(filter(None, [kind.name_ko, standard, key])),
            "name_en": " ".join(filter(None, [kind.name_en, standard, key])),
            "model": model,
            "description_en": " ".join(f"{sentence}." for sentence in sentences if sentence),
        },
        attributes=attributes,
        shape=kind.shape,
    )


def _object(row: Mapping[str, str], column: str) -> dict:
    try:
        found = json.loads(row[column] or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RuleBroken(_("This is not a list of dimensions: %(text)s") % {"text": row[column][:40]}, field=column)
    return found
