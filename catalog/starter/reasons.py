"""The ready-made reasons that reviewers begin with; the administration keeps them from then on. Source: domain 1.8."""

REASONS = [  # used for, rule, Korean, English
    ("return", "CAT-20", "필수 규격 항목의 값이 비었거나 단위가 다릅니다. 성적서나 도면의 값을 적어 주십시오.",
     "A required attribute is empty or in another unit. State the value of the test report or drawing."),
    ("return", "CAT-20", "도면이나 사진으로 제품을 알아볼 수 없습니다. 치수가 보이는 도면이나 사진을 올려 주십시오.",
     "The drawing or picture does not show the product. Upload a drawing with dimensions or a clear picture."),
    ("return", "CAT-20", "물질안전보건자료(MSDS)가 3년을 넘었습니다. 최신 자료를 올려 주십시오.",
     "The safety data sheet is older than three years. Upload the current one."),
    ("return", "CAT-23", "근거 없는 최상급 표현이 있습니다. 시험 성적서를 붙이거나 수치로 적어 주십시오.",
     "A superlative stands without evidence. Attach a report or state a figure."),
    ("return", "CAT-21", "이미 공개된 제품과 같은 품목으로 보입니다. 다른 점을 설명에 적어 주십시오.",
     "This seems to be the same as a product already listed. State in the description what differs."),
    ("return", "CAT-10", "품목 분류가 제품과 맞지 않습니다. 알맞은 8자리 분류를 골라 주십시오.",
     "The class does not fit the product. Choose the fitting class of eight digits."),
    ("reject", "CAT-23", "다른 회사의 상표를 허락 없이 썼습니다. 사용 허락서가 있을 때 새로 등록해 주십시오.",
     "Another firm's mark is used without licence. Register again once there is a licence."),
    ("reject", "CAT-23", "인증서가 공급사나 제조사의 것이 아닙니다.",
     "The certificate belongs neither to the supplier nor to the maker."),
    ("reject", "CAT-21", "같은 제품이 이미 다른 품번으로 공개되어 있습니다. 그 제품을 개정해 주십시오.",
     "The same product is already listed under another part number. Revise that product."),
    ("block", "CAT-23", "공개된 뒤 사실과 다른 표시가 확인되었습니다.",
     "A statement on the published product was found to be untrue."),
    ("block", "CAT-20", "안전 문제로 확인이 끝날 때까지 공개를 멈춥니다.",
     "The listing is stopped until a safety question is answered."),
]  # fmt: skip


def enter_reasons(*, using="default", **_signal) -> None:
    """After each migration: where there is no reason at all, these are entered."""
    from catalog.models import ReadyReason

    rows = ReadyReason.objects.using(using)
    if not rows.exists():
        rows.bulk_create(
            ReadyReason(use=use, rule=rule, text_ko=ko, text_en=en, order=order)
            for order, (use, rule, ko, en) in enumerate(REASONS)
        )
