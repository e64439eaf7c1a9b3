"""Our attributes, one a line: class, code, Korean, English, type, quantity and unit, then options.

The type says more, in this order: ``!`` required, ``?`` for information only; ``>`` and ``<`` that more, or less, than
asked for will do; ``~2%`` or ``~0.5`` the tolerance; ``.1`` the decimals; ``*30`` the weight. Options are listed from
the lowest to the highest. Classes below inherit. An option written once is the same in both languages.
"""

import re

from catalog.starter import electrical, fluids, machinery, metals, workplace

AREAS = (fluids, metals, machinery, electrical, workplace)
MATCH = {"RANGE": "COVERS", "ENUM": "ENUM_EQ", "BOOL": "ENUM_EQ", "TEXT": "ENUM_EQ", "DATE": "GE", "NUM": "EQ_TOL"}
KIND = re.compile(
    r"(?P<datatype>[A-Z]+)(?P<need>[!?]?)(?P<sign>[<>]?)(?:~(?P<tolerance>[0-9.]+?)(?P<percent>%?))?"
    r"(?:\.(?P<decimals>[0-9]))?(?:\*(?P<weight>[0-9]+))?"
)
CRITICALITY = {"!": "MUST", "": "SHOULD", "?": "INFO"}
WEIGHTS = {"!": 20, "": 10, "?": 3}
OF_THE_CLASS, GENERAL = 10, 600  # what is special to a class stands before what all of its family have


def rows() -> list[dict]:
    """Each attribute as the fields of ``AttributeDef``, with ``node_code`` and ``options``."""
    lines = [line for area in AREAS for line in area.ATTRIBUTES.strip().splitlines()]
    return [_row(line, order) for order, line in enumerate(lines)]


def _row(line: str, order: int) -> dict:
    node_code, code, name_ko, name_en, kind, measure, options, *_rest = [*line.split("|"), "", "", ""]
    said = KIND.fullmatch(kind)
    if said is None:
        raise ValueError(line)
    datatype, need = said["datatype"], said["need"]
    quantity, unit = measure.split() if measure else ("count", "1")
    match = {">": "GE", "<": "LE"}.get(said["sign"], MATCH[datatype])
    return {
        "node_code": node_code,
        "code": code,
        "name_ko": name_ko,
        "name_en": name_en,
        "datatype": datatype,
        "quantity": quantity,
        "unit": unit,
        "decimals": int(said["decimals"] or 2),
        "required": need == "!",
        "match": "ENUM_AT_LEAST" if datatype == "ENUM" and match == "GE" else match,
        "criticality": CRITICALITY[need],
        "weight": int(said["weight"] or WEIGHTS[need]),
        "tolerance": ("REL" if said["percent"] else "ABS") if said["tolerance"] else "",
        "tolerance_value": said["tolerance"],
        "order": (GENERAL if node_code.endswith("0000") else OF_THE_CLASS) + order,
        "options": [_option(option) for option in options.split(",")] if options else [],
    }


def _option(text: str) -> tuple[str, str, str]:
    """``code:Korean:English``, ``code:both``, or one text for all three."""
    code, _colon, names = text.partition(":")
    korean, _colon, english = names.partition(":")
    return (code, korean, english or korean) if names else (re.sub(r"[^a-z0-9]", "", code.lower()), code, code)
