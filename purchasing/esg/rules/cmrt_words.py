"""The words by which a CMRT or EMRT workbook is understood: English, Korean, Chinese, Japanese.

Only short marks that tell one field from another, none of the template's sentences.
"""

import re
from collections.abc import Mapping

# A field of the declaration by the marks that its label must hold (all of a tuple), the most telling first.
DECLARATION_FIELDS: dict[str, list[tuple[str, ...]]] = {
    "scope_text": [("description", "scope"), ("범위", "설명"), ("范围", "描述"), ("範囲", "説明")],
    "scope": [
        ("declaration scope",),
        ("scope or class",),
        ("신고 범위",),
        ("선언 범위",),
        ("申报范围",),
        ("申告", "範囲"),
    ],
    "authorizer": [("authorizer (",), ("authorized company representative",), ("승인자",), ("授权人",), ("承認者",)],
    "contact": [("contact name",), ("담당자",), ("联系人",), ("連絡先担当者",)],
    "contact_email": [
        ("email - contact",),
        ("e-mail - contact",),
        ("담당자", "이메일"),
        ("联系人", "电子邮件"),
        ("連絡先", "メール"),
    ],
    "declared_on": [
        ("effective date",),
        ("date of completion",),
        ("작성일",),
        ("유효 일자",),
        ("生效日期",),
        ("発効日",),
    ],
    "company": [("company name",), ("회사명",), ("회사 이름",), ("公司名称",), ("会社名",)],
}
ORDER = ("scope_text", "contact_email", "scope", "authorizer", "contact", "declared_on", "company")
NOT_THE_FIELD = {"authorizer": ("title", "email", "phone", "직함", "이메일", "전화"), "contact": ("phone", "전화")}

QUESTIONS: dict[str, list[tuple[str, ...]]] = {
    "used": [("intentionally",), ("의도적",), ("有意",), ("意図的",)],
    "remains": [("remain",), ("남아",), ("잔존",), ("残留",), ("残存",)],
    "covered": [("covered countr",), ("대상 국가",), ("대상국",), ("涵盖国家",), ("対象国",)],
    "cahra": [("conflict-affected",), ("high-risk",), ("고위험",), ("高风险",), ("高リスク",)],
    "recycled": [("recycled",), ("재활용",), ("스크랩",), ("回收",), ("リサイクル",)],
    "suppliers": [
        ("percentage", "supplier"),
        ("percent", "suppliers"),
        ("협력", "비율"),
        ("공급", "응답"),
        ("供应商", "百分"),
        ("サプライヤー", "割合"),
    ],
    "identified": [
        ("identified all",),
        ("모든 제련소", "파악"),
        ("모든 제련소", "확인"),
        ("确定", "所有冶炼"),
        ("すべての製錬", "特定"),
    ],
    "reported": [
        ("reported in this",),
        ("신고서", "보고"),
        ("신고서", "기재"),
        ("本申报", "报告"),
        ("この申告", "報告"),
    ],
}
QUESTION_ORDER = ("reported", "identified", "suppliers", "recycled", "covered", "cahra", "remains", "used")
NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[).．)]\s*\S")
LETTERED = re.compile(r"^\s*([A-H])\s*[.)．]\s*\S")

METALS: dict[str, tuple[str, ...]] = {
    "tin": ("tin", "주석", "锡", "錫", "スズ", "すず"),
    "tantalum": ("tantalum", "탄탈", "탄탈륨", "钽", "タンタル"),
    "tungsten": ("tungsten", "텅스텐", "钨", "タングステン"),
    "gold": ("gold", "금", "金"),
    "cobalt": ("cobalt", "코발트", "钴", "コバルト"),
    "mica": ("mica", "운모", "云母", "マイカ", "雲母"),
    "copper": ("copper", "구리", "铜", "銅"),
    "graphite": ("graphite", "natural graphite", "흑연", "천연 흑연", "石墨", "黒鉛"),
    "lithium": ("lithium", "리튬", "锂", "リチウム"),
    "nickel": ("nickel", "니켈", "镍", "ニッケル"),
}

YES = {"yes", "y", "예", "네", "是", "はい"}
NO = {"no", "n", "아니오", "아니요", "否", "いいえ"}
UNKNOWN = {"unknown", "알 수 없음", "모름", "미상", "未知", "不明"}

COLUMNS: dict[str, dict[str, list[tuple[str, ...]]]] = {
    "smelters": {
        "cid_input": [("identification number input",), ("식별번호 입력",), ("识别号", "输入"), ("識別番号", "入力")],
        "cid": [
            ("smelter identification",),
            ("smelter id",),
            ("cid",),
            ("제련소 식별",),
            ("제련소 번호",),
            ("冶炼厂识别",),
            ("製錬業者の識別",),
        ],
        "metal": [("metal",), ("광물",), ("금속",), ("金属",)],
        "lookup": [("look-up",), ("look up",), ("lookup",), ("조회",), ("查找",), ("検索",)],
        "name": [
            ("smelter name",),
            ("facility name",),
            ("제련소 이름",),
            ("제련소명",),
            ("제련소 명칭",),
            ("冶炼厂名称",),
            ("製錬業者名",),
        ],
        "mine_country": [
            ("location", "mine"),
            ("country", "mine"),
            ("광산", "국가"),
            ("광산", "위치"),
            ("矿", "国家"),
            ("鉱山", "国"),
        ],
        "mine": [("name of mine",), ("mine(s)",), ("광산",), ("矿山",), ("鉱山",)],
        "country": [
            ("smelter country",),
            ("facility location: country",),
            ("country",),
            ("제련소 국가",),
            ("국가",),
            ("国家",),
            ("国",),
        ],
        "recycled": [
            ("100%", "recycled"),
            ("100", "recycled"),
            ("feedstock",),
            ("100", "재활용"),
            ("100", "回收"),
            ("100", "リサイクル"),
        ],
        "comment": [("comment",), ("비고",), ("의견",), ("备注",), ("コメント",)],
    },
    "products": {
        "no": [("product number",), ("item number",), ("제품 번호",), ("품번",), ("产品编号",), ("製品番号",)],
        "name": [("product name",), ("item name",), ("제품명",), ("제품 이름",), ("产品名称",), ("製品名",)],
        "comment": [("comment",), ("비고",), ("备注",), ("コメント",)],
    },
}
COLUMN_ORDER = {
    "smelters": (
        "cid_input",
        "recycled",
        "mine_country",
        "mine",
        "lookup",
        "name",
        "country",
        "metal",
        "cid",
        "comment",
    ),
    "products": ("no", "name", "comment"),
}
NOT_THE_COLUMN = {
    "cid": ("source", "출처", "来源"),
    "name": ("contact", "담당", "mine"),
    "metal": ("recycled",),
    "comment": (),
}


def plain(words: str) -> str:
    """Small letters, one space between words.

    Source: the design of issue 6 (column-tolerant import).

    >>> plain("  Smelter  NAME (*) ")
    'smelter name (*)'
    """
    return re.sub(r"\s+", " ", words.casefold()).strip()


def _marked(words: str, marks: list[tuple[str, ...]]) -> bool:
    return any(all(mark in words for mark in each) for each in marks)


def field_of(label: str) -> str:
    """Which field of the declaration a label names, or "".

    Source: the design of issue 6 (column-tolerant import).

    >>> field_of("Company Name (*):"), field_of("담당자 이메일 (*)"), field_of("Phone - Contact (*):")
    ('company', 'contact_email', '')
    """
    words = plain(label)
    if len(words) > 90:
        return ""
    for name in ORDER:
        if _marked(words, DECLARATION_FIELDS[name]):
            return "" if any(mark in words for mark in NOT_THE_FIELD.get(name, ())) else name
    return ""


def question_of(label: str) -> str:
    """Which question about metals a label asks, or "": it is numbered, and known by its words.

    Source: the design of issue 6 (column-tolerant import).

    >>> question_of("6) What percentage of relevant suppliers answered?"), question_of("1) 의도적으로 사용합니까?")
    ('suppliers', 'used')
    >>> question_of("Tin (*)"), question_of("5) Does all of it come from recycled sources?")
    ('', 'recycled')
    """
    if not NUMBERED.match(label):
        return ""
    words = plain(label)
    return next((name for name in QUESTION_ORDER if _marked(words, QUESTIONS[name])), "")


def letter_of(label: str) -> str:
    """The letter of a question about the company, or "".

    Source: domain MIN-03.

    >>> letter_of("A. Is there a policy?"), letter_of("G) 시정 조치"), letter_of("Address:")
    ('A', 'G', '')
    """
    found = LETTERED.match(label)
    return found.group(1) if found else ""


def metal_of(words: str) -> str:
    """The metal that a cell names and nothing else, or "".

    Source: domain 11.9.

    >>> metal_of("Tin (*)"), metal_of("코발트"), metal_of("Tungsten  (*)"), metal_of("Tin is used"), metal_of("金")
    ('tin', 'cobalt', 'tungsten', '', 'gold')
    """
    bare = plain(re.sub(r"\(.*?\)|[*:]", " ", words))
    return next((metal for metal, names in METALS.items() if bare in names), "")


def answer_of(words: str, question: str) -> str:
    """An answer as it is kept: yes, no, unknown; of the share of suppliers a percentage.

    Source: domain MIN-03.

    >>> answer_of("Yes", "used"), answer_of("아니오", "remains"), answer_of("Unknown", "covered")
    ('yes', 'no', 'unknown')
    >>> answer_of("100%", "suppliers"), answer_of("Greater than 90%", "suppliers"), answer_of("maybe", "used")
    ('100%', '>90%', '')
    >>> answer_of("1", "suppliers"), answer_of("1", "used")
    ('100%', '')
    >>> answer_of("Yes, in full", "B"), answer_of("Yes, conformant with IPC1755", "E")
    ('yes', 'yes')
    """
    bare = plain(words).rstrip(".")
    first = re.split(r"[,;(（，]", bare)[0].strip()
    if first in YES:
        return "yes"
    if first in NO:
        return "no"
    if first in UNKNOWN:
        return "unknown"
    if question in ("suppliers", "recycled"):
        number = re.search(r"(\d{1,3})\s*%", bare)
        if number and int(number.group(1)) <= 100:
            more = bool(re.search(r"greater|more|over|초과|이상|大于|超", bare)) or ">" in bare
            less = bool(re.search(r"less|under|미만|小于|未満", bare)) or "<" in bare
            share = f"{'>' if more else '<' if less else ''}{number.group(1)}%"
            if question == "suppliers":
                return share
            return "yes" if share == "100%" else "no"
        if bare in ("0", "1"):  # a share as the workbook keeps it, without its sign
            whole = bare == "1"
            return ("100%" if whole else "0%") if question == "suppliers" else ("yes" if whole else "no")
        if question == "suppliers" and re.search(r"^(none|없음|无|なし)$", bare):
            return "0%"
    return ""


def scope_of(words: str) -> str:
    """The scope of a declaration, or "".

    Source: domain MIN-02.

    >>> scope_of("A. Company"), scope_of("B. Product (or List of Products)"), scope_of("C. User defined"), scope_of("?")
    ('company', 'product', 'user', '')
    """
    bare = plain(words)
    marks = {
        "product": ("product", "제품", "产品", "製品"),
        "user": ("user", "사용자", "用户", "ユーザー"),
        "company": ("company", "회사", "전사", "公司", "会社", "全社"),
    }
    return next((name for name, each in marks.items() if any(mark in bare for mark in each)), "")


def column_of(label: str, wanted: str) -> str:
    """Which column of the sheet ``wanted`` a head names, or "".

    Source: the design of issue 6 (column-tolerant import).

    >>> heads = ["Smelter Identification Number Input Column", "Metal (*)", "Smelter Name (1)", "Smelter Country (*)"]
    >>> [column_of(head, "smelters") for head in heads]
    ['cid_input', 'metal', 'name', 'country']
    >>> column_of("Source of Smelter Identification Number", "smelters"), column_of("Name of Mine(s)", "smelters")
    ('', 'mine')
    """
    words = plain(label)
    if not words or len(words) > 250:
        return ""
    for name in COLUMN_ORDER[wanted]:
        if _marked(words, COLUMNS[wanted][name]) and not any(mark in words for mark in NOT_THE_COLUMN.get(name, ())):
            return name
    return ""


def country_of(words: str, countries: Mapping[str, str]) -> str:
    """The code of a country named in any language that is taken, or given as its code.

    Source: ISO 3166-1.

    >>> known = {"korea, republic of": "KR"}
    >>> country_of("Korea, Republic of", known), country_of("kr", known), country_of("?", {})
    ('KR', 'KR', '')
    """
    bare = plain(words)
    if bare in countries:
        return countries[bare]
    code = bare.upper()
    return code if code in set(countries.values()) else ""


def is_recycled(words: str) -> bool:
    """Whether the place of a mine says that there is none: recycled or scrap.

    Source: domain MIN-03.

    >>> is_recycled("Recycled"), is_recycled("스크랩"), is_recycled("Kivu")
    (True, True, False)
    """
    bare = plain(words)
    return any(mark in bare for mark in ("recycle", "scrap", "재활용", "스크랩", "回收", "リサイクル", "スクラップ"))
