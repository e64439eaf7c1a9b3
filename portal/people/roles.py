"""The roles of domain 16.1: entered after each migration, so that every database has them; names stay as edited."""

S, B, P = "supplier", "buyer", "partner"
ROLES = [  # code, side, Korean, English, needs two-factor sign-in
    ("SA", S, "기업 관리자", "Company administrator", True),
    ("SU", S, "일반 사용자", "User", False),
    ("BD", S, "투찰 담당", "Bidder", True),
    ("SF", S, "재무 담당", "Finance", True),
    ("SE", S, "ESG 담당", "ESG officer", False),
    ("RQ", B, "현업 요청자", "Requester", True),
    ("PO", B, "구매 담당", "Purchasing officer", True),
    ("CM", B, "카탈로그 관리 담당", "Catalogue manager", True),
    ("CE", B, "원가 산정 담당", "Cost estimator", True),
    ("OC", B, "개찰 위원", "Opening-committee member", True),
    ("EV", B, "평가 위원", "Evaluator", True),
    ("AP", B, "승인권자", "Approver", True),
    ("ER", B, "ESG 심사 담당", "ESG reviewer", True),
    ("EC", B, "ESG 위원", "ESG committee member", True),
    ("SG", B, "동반성장 담당", "Shared-growth officer", True),
    ("CN", B, "컨설턴트", "Consultant", True),
    ("FM", B, "기금 담당", "Fund manager", True),
    ("FI", B, "재무 담당", "Finance", True),
    ("IV", B, "이노빌트 사무국", "INNOVILT office", True),
    ("CC", B, "기업시민 사무국", "Corporate-citizenship office", True),
    ("HR", B, "취업 연계 운영", "Job-matching operator", True),
    ("CP", B, "준법 담당", "Compliance officer", True),
    ("PR", B, "개인정보 보호 담당", "Privacy officer", True),
    ("AU", B, "감사", "Auditor", True),
    ("AD", B, "시스템 관리자", "System administrator", True),
    ("BK", P, "은행", "Bank", False),
    ("SVC", P, "연계 프로그램", "API client", False),
]


def enter_roles(*, using="default", **_signal) -> None:
    """Enter the roles that are missing."""
    from portal.people.models import Role

    rows = [
        Role(code=code, side=side, name_ko=name_ko, name_en=name_en, mfa_required=mfa, order=order)
        for order, (code, side, name_ko, name_en, mfa) in enumerate(ROLES)
    ]
    Role.objects.using(using).bulk_create(rows, ignore_conflicts=True)
