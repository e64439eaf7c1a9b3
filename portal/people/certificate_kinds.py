"""The certificates the portal knows (domain CAT-17): entered after each migration; names and years stay as edited."""

KINDS = [  # code, Korean, English, usual years (None: does not expire)
    ("ISO9001", "ISO 9001 품질경영", "ISO 9001 quality management", 3),
    ("ISO14001", "ISO 14001 환경경영", "ISO 14001 environmental management", 3),
    ("ISO45001", "ISO 45001 안전보건경영", "ISO 45001 occupational health and safety", 3),
    ("ISO50001", "ISO 50001 에너지경영", "ISO 50001 energy management", 3),
    ("KOSHAMS", "KOSHA-MS 안전보건경영", "KOSHA-MS safety and health management", 3),
    ("SME", "중소기업확인서", "SME certificate", 1),
    ("KS", "KS 인증", "KS mark", None),
    ("NEP", "신제품(NEP) 인증", "New excellent product (NEP)", 3),
    ("NET", "신기술(NET) 인증", "New excellent technology (NET)", 3),
    ("EPC", "성능인증(EPC)", "Performance certification (EPC)", 3),
    ("INNOBIZ", "이노비즈(기술혁신형)", "Innobiz", 3),
    ("MAINBIZ", "메인비즈(경영혁신형)", "Mainbiz", 3),
    ("VENTURE", "벤처기업확인서", "Venture company", 3),
    ("ECOLABEL", "환경표지 인증", "Korea eco-label", 3),
    ("GR", "우수재활용제품(GR)", "Good recycled product (GR)", 3),
    ("LOWCARBON", "저탄소제품 인증", "Low-carbon product", 3),
    ("HIGHEFF", "고효율에너지기자재", "High-efficiency equipment", 3),
    # the four categories of preferential purchase (domain 5.2); without an end date: their status is checked yearly
    ("DISABLED_OWNED", "장애인기업확인서", "Disabled-owned enterprise", 3),
    ("WOMEN", "여성기업확인서", "Women-owned enterprise", 3),
    ("SOCIAL_ENT", "사회적기업 인증서", "Social enterprise", None),
    ("SOCIAL_COOP", "사회적협동조합 설립인가", "Social cooperative", None),
    # categories that staff may add to the preference by new terms
    ("DIS_STD_WORKPLACE", "장애인 표준사업장 인증", "Standard workplace for disabled people", None),
    ("SEVERE_DIS_PROD", "중증장애인생산품 생산시설 지정", "Production facility of severely disabled people", 3),
    ("SELF_SUPPORT", "자활기업 인정", "Self-support enterprise", None),
    ("VETERANS", "국가유공자 자활집단촌 복지공장", "Veterans' self-support group", None),
    ("VILLAGE", "마을기업 지정", "Village enterprise", None),
    ("STARTUP", "창업기업확인서", "Start-up certificate", None),
]


def enter_certificate_kinds(*, using="default", **_signal) -> None:
    """Enter the kinds that are missing."""
    from portal.people.models import CertificateKind

    rows = [
        CertificateKind(code=code, name_ko=name_ko, name_en=name_en, usual_years=years, order=order)
        for order, (code, name_ko, name_en, years) in enumerate(KINDS)
    ]
    CertificateKind.objects.using(using).bulk_create(rows, ignore_conflicts=True)
