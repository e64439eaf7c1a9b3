"""The kinds of socially friendly enterprises, and the terms with which the preference began. Source: domain 5.1, 5.2.

Validities and targets of public bodies are a reference that staff may edit; nothing is computed from them.
"""

from datetime import date
from decimal import Decimal

from purchasing.bidding.models.preference import PreferenceTerms, SocialCategory
from purchasing.bidding.states import PreferenceTermsState

# code, Korean, English, certificate and issuer (Korean, English), validity (Korean, English), target of public bodies
CATEGORIES = [
    (
        "DISABLED_OWNED", "장애인기업", "Disabled-owned enterprise",
        "장애인기업확인서 (지방중소벤처기업청)", "Disabled-owned enterprise certificate (regional SME office)",
        "3년 이내, 장애 재판정 시기가 먼저 오면 그때까지", "Up to 3 years, shorter if a re-assessment is due", "1",
    ),
    (
        "WOMEN", "여성기업", "Women-owned enterprise",
        "여성기업확인서 (공공구매종합정보망)", "Women-owned enterprise certificate (SMPP)", "3년", "3 years", "5",
    ),
    (
        "SOCIAL_ENT", "사회적기업", "Social enterprise",
        "사회적기업 인증서 (고용노동부)", "Certificate of a social enterprise (Ministry of Employment and Labour)",
        "기한 없음, 해마다 상태 확인", "No end, status checked yearly", None,
    ),
    (
        "SOCIAL_COOP", "사회적협동조합", "Social cooperative",
        "사회적협동조합 설립인가증", "Approval of establishment of a social cooperative",
        "기한 없음, 해마다 상태 확인", "No end, status checked yearly", None,
    ),
    (
        "DIS_STD_WORKPLACE", "장애인 표준사업장", "Standard workplace for disabled people",
        "장애인 표준사업장 인증서 (한국장애인고용공단)", "Certification of a standard workplace (KEAD)",
        "해마다 상태 확인", "Status checked yearly", "0.8",
    ),
    (
        "SEVERE_DIS_PROD", "중증장애인생산품 생산시설", "Production facility of severely disabled people",
        "중증장애인생산품 생산시설 지정서 (보건복지부)", "Designation of the facility (Ministry of Health and Welfare)",
        "3년", "3 years", "1.1",
    ),
    (
        "SELF_SUPPORT", "자활기업", "Self-support enterprise",
        "자활기업 인정서", "Recognition of a self-support enterprise",
        "해마다 상태 확인", "Status checked yearly", None,
    ),
    (
        "VETERANS", "국가유공자 자활용사촌", "Veterans' self-support group",
        "국가유공자 자활집단촌 복지공장 확인", "Recognition of a veterans' self-support group",
        "해마다 상태 확인", "Status checked yearly", None,
    ),
    (
        "VILLAGE", "마을기업", "Village enterprise", "마을기업 지정서", "Designation of a village enterprise",
        "지정서에 적힌 기간", "As the document says", None,
    ),
    (
        "STARTUP", "창업기업", "Start-up", "창업기업확인서", "Start-up certificate",
        "설립 7년 이내, 확인서에 적힌 기간", "Up to 7 years from founding, as the document says", "8",
    ),
]  # fmt: skip
FIRST_DAY = date(2019, 12, 2)  # domain 5.1
FIRST = ("DISABLED_OWNED", "SOCIAL_ENT", "SOCIAL_COOP", "WOMEN")  # domain appendix A, pref.categories


def enter_preference(*, using="default", **_signal) -> None:
    """After each migration the categories are there, and the terms with which the preference began."""
    rows = [
        SocialCategory(
            code=code,
            name_ko=ko,
            name_en=en,
            certificate_ko=paper_ko,
            certificate_en=paper_en,
            validity_ko=lasts_ko,
            validity_en=lasts_en,
            public_target_pct=Decimal(target) if target else None,
            order=order,
        )
        for order, (code, ko, en, paper_ko, paper_en, lasts_ko, lasts_en, target) in enumerate(CATEGORIES)
    ]
    SocialCategory.objects.using(using).bulk_create(rows, ignore_conflicts=True)
    terms = PreferenceTerms.objects.using(using)
    if terms.exists():
        return
    first = terms.create(valid_from=FIRST_DAY)
    for switch in (first.categories, first.bond_for, first.pay_for):
        switch.set(SocialCategory.objects.using(using).filter(code__in=FIRST))
    first.state = PreferenceTermsState.APPROVED
    first.save(using=using, update_fields=["state"])
