"""The code of conduct that comes with the portal: version 1.0, seven parts, our own words. Source: domain 11.1, 11.3.

It was adopted before the portal ran: nobody of the portal wrote or published it. Further versions are written by one
person and published by another.
"""

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from portal.clock import SEOUL
from purchasing.esg.models.gate import CodeOfConduct, CodePart
from purchasing.esg.rules.code import code_sha256
from purchasing.esg.states import CodeState

VERSION = "1.0"
ADOPTED = datetime(2021, 5, 11, 9, tzinfo=SEOUL)


class Part(NamedTuple):
    """One of the seven."""

    title_ko: str
    title_en: str
    text_ko: str
    text_en: str


PARTS = (
    Part(
        "기본 인권",
        "Fundamental human rights",
        "만 15세 미만(관련 국제 기준이 예외를 인정한 나라는 14세 미만)의 사람에게 일을 시키지 않으며, 18세 "
        "미만에게 위험한 일이나 야간 근로를 시키지 않습니다.\n"
        "강제 노동, 인신매매, 빚을 이유로 한 노동을 하지 않습니다. 신분증과 여권을 맡아 두지 않으며, 누구나 법이 "
        "정한 절차에 따라 일을 그만둘 수 있습니다.\n"
        "임금, 근로시간, 휴일, 사회보험은 법을 따르고 임금은 정한 날에 전부 지급합니다.\n"
        "성별, 나이, 국적, 종교, 장애, 고용 형태를 이유로 차별하지 않으며 괴롭힘과 폭력을 막습니다. 노동조합과 "
        "노사협의회를 만들고 참여할 자유를 보장합니다.",
        "Nobody below the age of 15 works for us (14 in countries that international standards exempt); nobody "
        "below 18 does dangerous work or works at night.\n"
        "There is no forced labour, trafficking or work for debts. Identity papers and passports are never kept; "
        "everybody may leave as the law provides.\n"
        "Wages, working hours, days off and social insurance follow the law, and wages are paid in full on their "
        "day.\n"
        "Nobody is treated worse because of sex, age, nationality, religion, disability or form of employment; "
        "harassment and violence are prevented. Everybody is free to form and join a union or a works council.",
    ),
    Part(
        "안전과 보건",
        "Health and safety",
        "위험성 평가를 정기적으로 하고, 찾아낸 위험을 없애거나 줄인 기록을 남깁니다.\n"
        "보호구와 안전 교육을 무료로 제공합니다. 급박한 위험이 있으면 누구나 작업을 멈출 수 있으며 그 때문에 "
        "불이익을 받지 않습니다.\n"
        "사고와 직업병을 숨기지 않고 보고하며, 원인을 조사해 되풀이되지 않게 합니다.\n"
        "비상 대응 계획을 세우고 훈련하며, 화학물질은 물질안전보건자료에 따라 다룹니다.",
        "Risks are assessed regularly, and what was done to remove or lower them is recorded.\n"
        "Protective equipment and safety training are free. Whoever sees imminent danger may stop the work and "
        "suffers no disadvantage for it.\n"
        "Accidents and occupational diseases are reported, never hidden; their causes are found so that they do "
        "not come back.\n"
        "There is an emergency plan, and it is practised; chemicals are handled by their safety data sheets.",
    ),
    Part(
        "환경",
        "Environment",
        "필요한 환경 인허가를 모두 갖추고 배출 기준을 지킵니다.\n"
        "에너지와 온실가스를 측정하고 줄일 목표를 세웁니다. 물, 원료, 폐기물을 아끼고 다시 씁니다.\n"
        "유해 화학물질을 대체하거나 줄이며, 유출 사고를 막고 일어나면 곧바로 알립니다.\n"
        "제품의 환경 표시는 유효한 인증과 시험에 근거합니다.",
        "All environmental permits are held and emission limits are kept.\n"
        "Energy and greenhouse gases are measured, and there are targets to lower them. Water, materials and "
        "waste are saved and used again.\n"
        "Hazardous chemicals are replaced or reduced; spills are prevented, and reported at once when they "
        "happen.\n"
        "Environmental claims on products rest on certificates and tests in force.",
    ),
    Part(
        "윤리",
        "Ethics",
        "뇌물, 향응, 금품을 주지도 받지도 않으며, 구매사 임직원에게 선물하지 않습니다.\n"
        "입찰에서 가격, 물량, 순번을 경쟁사와 의논하지 않습니다.\n"
        "이해충돌이 있으면 먼저 알립니다. 장부와 보고는 사실대로 작성합니다.\n"
        "익명으로 알릴 수 있는 창구를 두고, 알린 사람을 보복으로부터 지킵니다. 관계 기관에 신고했다는 이유로 "
        "불이익을 주지 않습니다.\n"
        "분쟁과 인권 침해에 쓰이는 광물(주석, 탄탈럼, 텅스텐, 금, 코발트)의 출처를 확인합니다.",
        "Bribes, entertainment and favours are neither given nor taken; the buyer's staff receive no gifts.\n"
        "Prices, volumes and turns are not discussed with competitors in a tender.\n"
        "A conflict of interest is told beforehand. Books and reports say what is true.\n"
        "There is a channel for reporting without a name, and whoever reports is protected. Nobody is treated "
        "worse for reporting to an authority.\n"
        "The origin of minerals that finance conflicts or abuses (tin, tantalum, tungsten, gold, cobalt) is "
        "looked into.",
    ),
    Part(
        "영업비밀과 지식재산",
        "Trade secrets and intellectual property",
        "거래하며 알게 된 도면, 원가, 기술 자료를 정해진 목적에만 쓰고 허락 없이 남에게 주지 않습니다.\n"
        "다른 회사의 특허와 영업비밀을 침해하지 않습니다.\n"
        "개인정보와 정보 시스템을 법과 계약에 따라 보호하고, 유출되면 곧바로 알립니다.\n"
        "하위 협력사에 기술 자료를 달라고 할 때에는 이유와 대가를 서면으로 정합니다.",
        "Drawings, costs and technical data learned in the business serve their purpose alone and are given to "
        "nobody without leave.\n"
        "Patents and trade secrets of others are respected.\n"
        "Personal data and information systems are protected as law and contract say; a leak is reported at once.\n"
        "Whoever asks a sub-supplier for technical data settles reason and price in writing.",
    ),
    Part(
        "품질",
        "Quality",
        "약속한 규격과 납기를 지키고, 시험 성적서와 검사 기록을 사실대로 작성합니다.\n"
        "결함을 알게 되면 숨기지 않고 알리며, 이미 나간 물건을 추적할 수 있게 합니다.\n"
        "재료, 공정, 생산지를 바꿀 때에는 먼저 알리고 동의를 받습니다.\n"
        "모조품과 출처가 불분명한 부품을 쓰지 않습니다.",
        "Specifications and delivery dates are kept as promised; test reports and inspection records say what "
        "was found.\n"
        "A defect that becomes known is told, not hidden, and goods already delivered can be traced.\n"
        "Changes of material, process or place of production are announced and agreed beforehand.\n"
        "No counterfeits and no parts of unknown origin are used.",
    ),
    Part(
        "상생 협력과 사회 공헌",
        "Win-win partnership and social contribution",
        "하위 협력사에 법이 정한 기일 안에 대금을 지급하고, 부당하게 깎거나 물리지 않습니다.\n"
        "이 행동규범을 하위 협력사에도 요구하고 지키는지 살핍니다.\n"
        "사회적 기업과 중소기업의 참여를 넓힙니다.\n"
        "지역 사회와 소통하고 그 발전에 힘을 보탭니다.",
        "Sub-suppliers are paid within the days of the law; nothing is cut or returned without right.\n"
        "This code is asked of sub-suppliers as well, and whether they keep it is looked at.\n"
        "Social enterprises and small companies are given a wider part.\n"
        "We talk with the communities around us and contribute to them.",
    ),
)


@transaction.atomic
def enter_code(*, using="default", **_signal) -> None:
    """Enter version 1.0 where there is no code of conduct yet."""
    if CodeOfConduct.objects.using(using).exists():
        return
    code = CodeOfConduct(
        version=VERSION,
        effective_on=date(2021, 5, 11),
        changes_ko="첫 판입니다.",
        changes_en="The first version.",
        is_material=True,
    )
    code.save(using=using, force_insert=True)
    rows = [CodePart(code=code, no=no, **part._asdict()) for no, part in enumerate(PARTS, start=1)]
    CodePart.objects.using(using).bulk_create(rows)
    fingerprint = code_sha256(VERSION, [tuple(part) for part in PARTS])
    CodeOfConduct.objects.using(using).filter(pk=code.pk).update(
        state=CodeState.PUBLISHED, sha256=fingerprint, published_at=ADOPTED
    )
