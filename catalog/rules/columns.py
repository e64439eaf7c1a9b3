"""The columns of a list of products: what they are called in both languages, and which heading means which."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from catalog.rules.units import unit_of
from catalog.rules.values import Definition
from catalog.states import Datatype

LANGUAGES = ("ko", "en")
ATTRIBUTE = "attr:"  # + the attribute's code, then @ and the unit that the heading names
BY_NAME = "attr:?"  # + a name that several attributes of different classes have
MOST_HEADING = 100
SKU, CLASS, BREAKS, PICTURE = "sku", "class", "price_breaks", "picture"
LEFT_OUT = "-"  # a column that is knowingly not read
NOTE = _("What is wrong")  # the column of a correction file; read by nobody
TEXTS = ("name_ko", "name_en", "description_ko", "description_en", "maker", "model", "origin", "hs_code")
SUPPLY = (
    "moq", "order_multiple", "uom", "lead_time_days", "price", "currency", "price_visibility", "price_valid_until",
)  # fmt: skip
FIXED: dict[str, Promise] = {
    SKU: _("Part number"),
    CLASS: _("Class code (8 digits)"),
    "name_ko": _("Name (Korean)"),
    "name_en": _("Name (English)"),
    "description_ko": _("Description (Korean)"),
    "description_en": _("Description (English)"),
    "maker": _("Maker"),
    "model": _("Model"),
    "origin": _("Country of origin"),
    "hs_code": _("HS or HSK code"),
    "moq": _("Minimum order"),
    "order_multiple": pgettext_lazy("column", "Order multiple"),
    "uom": _("Counted in"),
    "lead_time_days": _("Lead time (days)"),
    "price": _("Unit price"),
    "currency": _("Currency"),
    "price_visibility": _("Who sees the price"),
    "price_valid_until": _("Price valid until"),
    BREAKS: _("Price breaks"),
    PICTURE: _("Picture (file name)"),
}
# What other programs call the same thing; after ``heading_key``.
ALSO = {
    SKU: "sku partno partnumber itemno itemnumber itemcode productcode 품번 제품번호 자재번호 품목코드 품목번호",
    CLASS: "class classcode unspsc unspsccode commodity 분류 분류코드 unspsc코드",
    "name_ko": "품명 제품명 상품명 한글명 한글품명 국문품명 nameko koreanname",
    "name_en": "name productname englishname nameen 영문명 영문품명",
    "description_ko": "설명 제품설명 상세설명 descriptionko",
    "description_en": "description descriptionen 영문설명",
    "maker": "maker manufacturer brand mfr 제조사 제조원 브랜드 메이커",
    "model": "model modelno mpn modelname 모델 모델명 모델번호 형번",
    "origin": "origin countryoforigin country 원산지",
    "hs_code": "hs hscode hsk hskcode hs코드 hsk코드 세번",
    "moq": "moq minimumorderquantity minorder 최소주문 최소주문수량 최소주문량",
    "order_multiple": "multiple orderunit 주문배수 주문단위",
    "uom": "uom unit unitofsale 단위 판매단위 수량단위",
    "lead_time_days": "leadtime leadtimedays deliverydays 납기 납기일 납기일수 리드타임",
    "price": "price unitprice 단가 가격 판매가",
    "currency": "currency 통화 화폐",
    "price_visibility": "pricevisibility 가격공개 공개범위",
    "price_valid_until": "validuntil pricevaliduntil 가격유효기간 유효기간",
    BREAKS: "pricebreaks 수량별단가 수량별가격 구간단가",
    PICTURE: "picture image photo drawing 사진 그림 이미지 도면",
}


@dataclass(frozen=True, slots=True)
class Bilingual:
    """An attribute of a class in both languages; ``ref`` is what the caller knows it by."""

    ref: int
    ko: Definition
    en: Definition

    @property
    def code(self) -> str:
        """Its code."""
        return self.en.code

    def in_language(self, language: str) -> Definition:
        """With the names and options of that language."""
        return self.ko if language == "ko" else self.en


def heading_key(text: str) -> str:
    """A heading in one form, without case, spaces, marks and the unit in brackets.

    Source: issue 3, item 3 (column mapping).

    >>> heading_key(" Part-No. "), heading_key("내경 (㎜)"), heading_key("Bore [in]"), heading_key("Name (Korean)")
    ('partno', '내경', 'bore', 'namekorean')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare, unit = split_heading(plain)
    return re.sub(r"[\W_]+", "", bare if unit else plain)[:MOST_HEADING]


def split_heading(text: str) -> tuple[str, str]:
    """A heading without the unit in brackets behind it, and the code of the unit; empty when there is none.

    Source: issue 3, item 3 (unit in the header).

    >>> split_heading("Bore (inch)"), split_heading("Name (Korean)"), split_heading("Load [kN]")
    (('Bore', '[in_i]'), ('Name (Korean)', ''), ('Load', 'kN'))
    """
    found = re.fullmatch(r"(.*\S)\s*[(\[（]\s*([^()\[\]（）]+?)\s*[)\]）]\s*\*?\s*", text, re.DOTALL)
    unit = unit_of(found[2]) if found else None
    return (found[1], unit.code) if found and unit else (text, "")


def attribute_heading(definition: Definition, symbol: str, *, code: bool = False) -> str:
    """The heading of an attribute: its name, with its unit in brackets; ``code`` puts the code in front.

    Source: issue 3, item 3 (one column per attribute with unit in the header).

    >>> bore = Definition("bore", "Bore", "NUM", "length", "mm")
    >>> attribute_heading(bore, "mm"), attribute_heading(bore, "mm", code=True)
    ('Bore (mm)', 'bore: Bore (mm)')
    """
    name = f"{definition.code}: {definition.name}" if code else definition.name
    with_unit = definition.datatype in (Datatype.NUM, Datatype.RANGE) and symbol
    return f"{name} ({symbol})" if with_unit else name


def fixed_heading(key: str, language: str) -> str:
    """What a fixed column is called.

    Source: issue 3, item 3.

    >>> fixed_heading("sku", "en")
    'Part number'
    """
    with override(language):
        return str(FIXED[key])


def known_headings() -> dict[str, str]:
    """The fixed column that each heading means, by ``heading_key``.

    Source: issue 3, item 3 (column mapping).

    >>> found = known_headings()
    >>> found["partnumber"], found["품번"], found["mpn"]
    ('sku', 'sku', 'model')
    """
    found = {}
    for key, words in ALSO.items():
        found[heading_key(key)] = key
        found |= dict.fromkeys(words.split(), key)
    for language in LANGUAGES:
        found |= {heading_key(fixed_heading(key, language)): key for key in FIXED}
        with override(language):
            found[heading_key(str(NOTE))] = LEFT_OUT
    return found


def mapping_for(
    header: Sequence[str], definitions: Iterable[Bilingual], remembered: Mapping[str, str] | None = None
) -> list[str]:
    """Which of our columns each heading means: remembered, ours, an attribute's name or code; "" where nobody knows.

    A column that was taken once is not taken twice. An attribute's column says the unit of its heading:
    ``attr:bore@[in_i]``.

    Source: issue 3, item 3 (column mapping).

    >>> bore = Bilingual(1, Definition("bore", "내경", "NUM", "length"), Definition("bore", "Bore", "NUM", "length"))
    >>> mapping_for(["품번", "내경 (inch)", "bore", "Colour"], [bore], {"colour": "maker"})
    ['sku', 'attr:bore@[in_i]', '', 'maker']
    """
    fixed, remembered = known_headings(), remembered or {}
    by_code: dict[str, str] = {}
    by_name: dict[str, set[str]] = {}
    for attribute in definitions:
        by_code[heading_key(attribute.code)] = attribute.code
        for name in (attribute.ko.name, attribute.en.name):
            by_name.setdefault(heading_key(name), set()).add(attribute.code)
    found: list[str] = []
    taken: set[str] = set()
    for heading in header:
        target = _meaning(heading, fixed, by_code, by_name, remembered)
        bare = target.split("@")[0]
        found.append("" if bare in taken else target)
        if bare != LEFT_OUT:
            taken.add(bare)
    return found


def _meaning(
    heading: str,
    fixed: Mapping[str, str],
    by_code: Mapping[str, str],
    by_name: Mapping[str, set[str]],
    remembered: Mapping[str, str],
) -> str:
    key = heading_key(heading)
    bare, unit = split_heading(unicodedata.normalize("NFKC", heading))
    end = f"@{unit}" if unit else ""
    if key in remembered:
        target = remembered[key]
        return f"{target}{end}" if target.startswith(ATTRIBUTE) else target
    code, colon, _name = bare.partition(":")
    if colon and code.strip() in by_code.values():
        return f"{ATTRIBUTE}{code.strip()}{end}"
    if key in fixed:
        return fixed[key]
    if len(by_name.get(key, ())) == 1:
        return f"{ATTRIBUTE}{next(iter(by_name[key]))}{end}"
    if key in by_name:
        return f"{BY_NAME}{key}{end}"
    return f"{ATTRIBUTE}{by_code[key]}{end}" if key in by_code else ""


def split_target(target: str) -> tuple[str, str]:
    """A column and the unit of its heading.

    Source: issue 3, item 3.

    >>> split_target("attr:bore@[in_i]"), split_target("sku")
    (('attr:bore', '[in_i]'), ('sku', ''))
    """
    bare, _at, unit = target.partition("@")
    return bare, unit
