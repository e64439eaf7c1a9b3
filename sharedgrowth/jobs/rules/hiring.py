"""HOW MUCH: what a form for job seekers must not ask. Source: Hiring Procedure Act, art. 4-3; domain PII-04, 05."""

import re
import unicodedata
from collections.abc import Iterable

# For each forbidden subject: words that ask for it, in Korean (spaces taken out) and in English. A pattern names the
# subject, not a letter sequence in another word: "키" alone is height, in "스키" or "키트" it is not.
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "photo": (
        r"사진",
        r"프로필이미지",
        r"영상자기소개",
        r"\bphotos?\b",
        r"\bphotographs?\b",
        r"\bportraits?\b",
        r"\bheadshots?\b",
        r"\bselfies?\b",
        r"\bpictures? of (you|your)",
    ),
    "appearance": (
        r"외모",
        r"용모",
        r"외형적?인?특징",
        r"인상착의",
        r"\bappearance\b",
        r"\blooks?\b.{0,20}\byou\b",
        r"\bgood[- ]looking\b",
        r"\bphysical features?\b",
    ),
    "height": (
        r"신장(?!비|실|을이식|이식|투석|질환|병)",
        r"(?:^|[^가-힣])키\s*(?:는|가|를|와|\(|/|,|:|\?|및|·|$|cm|센티|정보|입력|기재)",
        r"\bheight\b(?! of (the )?(crane|lift|scaffold|load))",
        r"\bhow tall\b",
    ),
    "weight": (
        r"체중",
        r"몸무게",
        r"\bbody weight\b",
        r"\byour weight\b",
        r"^\W*weight\b",
        r"\b(height|age) (and|or|/) weight\b",
        r"\bhow (much do you weigh|heavy are you)\b",
        r"\bBMI\b",
        r"체질량",
    ),
    "birthplace": (
        r"출신지(역)?",
        r"출생지",
        r"태어난(곳|지역|도시)",
        r"고향",
        r"본적",
        r"등록기준지",
        r"원적",
        r"\bbirth ?places?\b",
        r"\bplace of birth\b",
        r"\bwhere (were|was) you born\b",
        r"\bhome ?town\b",
        r"\bregion of origin\b",
    ),
    "marriage": (
        r"혼인",
        r"결혼",
        r"기혼",
        r"미혼",
        r"배우자(유무|여부|가있)",
        r"이혼",
        r"\bmarital\b",
        r"\bmarried\b",
        r"\bmarriage\b",
        r"\bdivorced?\b",
        r"\bspouse\b",
    ),
    "property": (
        r"재산",
        r"(개인|본인|보유)자산",
        r"부동산(보유|소유)",
        r"자가(보유|소유)",
        r"(주택|차량|자동차)(보유|소유)(여부|유무)",
        r"월세|전세",
        r"채무|부채|신용등급",
        r"\b(personal )?property (you )?own",
        r"\bpersonal (assets?|property|wealth)\b",
        r"\byour (assets?|property|wealth|debts?|savings)\b",
        r"\bdo you own (a|your) (house|home|car)\b",
        r"\bnet worth\b",
        r"\bcredit (rating|score)\b",
    ),
    "relatives": (
        r"(부모|부친|모친|아버지|어머니|형제|자매|남매|가족|배우자|친인척|친척|직계존비속|조부모|자녀).{0,12}"
        r"(학력|학교|직업|직장|직위|근무처|재산|소득|최종학력|하시는일|관계|사항|구성)",
        r"가족(관계|사항|구성|소개)",
        r"가정환경",
        r"\b(parents?|father|mother|sibling|brother|sister|famil(y|ies)|relatives?|spouse|husband|wife)('s|s')?\b"
        r".{0,30}\b(education|school|degree|job|occupation|profession|work|employer|income|property|assets?|"
        r"background|members?|do for a living)\b",
        r"\b(education|school|degree|job|occupation|profession|employer|income|property|assets?)\b.{0,24}"
        r"\b(parents?|father|mother|siblings?|brothers?|sisters?|famil(y|ies)|relatives?|spouse|husband|wife)\b",
        r"\bfamily (background|relations?|members?)\b",
    ),
    "resident_number": (
        r"주민(등록)?(번호|등본|등록증)",
        r"외국인등록번호",
        r"운전면허번호",
        r"여권번호",
        r"가족관계증명서",
        r"\bresident registration\b",
        r"\bresident numbers?\b",
        r"\bRRN\b",
        r"\bpassport (number|no)\b",
        r"\bdriving licen[cs]e (number|no)\b",
        r"\balien registration\b",
        r"\bsocial security\b",
    ),
    "sensitive": (
        r"종교",
        r"정당|정치(적)?(성향|견해)",
        r"노동?조합(가입|활동|여부|원)|노조",
        r"병력(?!특례)|건강상태|질병(이력|여부)|장애(여부|등급|인증)|임신",
        r"범죄(경력|전력)|전과",
        r"성적지향|성생활",
        r"유전(자)?정보",
        r"\breligio(n|us)\b",
        r"\bpolitical (views?|opinions?|party)\b",
        r"\b(trade|labou?r) union\b",
        r"\b(medical|health) (history|condition|records?|status)\b",
        r"\bdisabilit(y|ies)\b",
        r"\bpregnan(t|cy)\b",
        r"\bcriminal (record|history)\b",
        r"\bsexual orientation\b",
    ),
}
_HANGUL = re.compile(r"[가-힣]")
_COMPILED = {
    subject: [(re.compile(pattern, re.IGNORECASE), bool(_HANGUL.search(pattern))) for pattern in patterns]
    for subject, patterns in FORBIDDEN.items()
}


def forbidden_subject(*texts: str) -> str:
    """The first subject that one of the texts of a question asks for and must not; "" when none.

    Letters are composed and widths made plain; Korean is read without spaces and signs, so that "신 장" or "사.진" asks
    for the same. What is refused may be a false alarm: who builds the form words it otherwise.

    Source: Hiring Procedure Act, article 4-3; domain PII-04, PII-05.

    >>> forbidden_subject("키와 몸무게를 쓰십시오"), forbidden_subject("What is your marital status?")
    ('height', 'marriage')
    >>> forbidden_subject("아버지의 최종 학력"), forbidden_subject("Your father's occupation")
    ('relatives', 'relatives')
    >>> forbidden_subject("증명 사 진"), forbidden_subject("주민등록번호"), forbidden_subject("고향이 어디입니까?")
    ('photo', 'resident_number', 'birthplace')
    >>> forbidden_subject("지원 동기를 쓰십시오", "Why do you want to learn this craft?")
    ''
    >>> forbidden_subject("스키 강사 경험이 있습니까?", "Weighing and lifting loads: what do you know of it?")
    ''
    """
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        dense = re.sub(r"[^\w가-힣(/,:?·]+|_", "", plain)
        for subject, patterns in _COMPILED.items():
            for pattern, korean in patterns:
                if pattern.search(dense if korean and not pattern.pattern.startswith("(?:^") else plain):
                    return subject
    return ""


def asked_numbers(texts: Iterable[str]) -> bool:
    """Whether a text that an applicant typed holds something shaped like a resident number (13 digits, valid month).

    Source: domain PII-04 (article 24-2: no resident numbers in the portal).

    >>> asked_numbers(["900101-1234567"]), asked_numbers(["010-2345-6789"]), asked_numbers(["12345678901234"])
    (True, False, False)
    >>> asked_numbers(["900101 - 1234567"])
    True
    """
    shape = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-\s]{0,3}[1-8]\d{6}(?!\d)")
    return any(shape.search(text) for text in texts)
