"""The questions that came with the portal, in both languages; who answers changes them as needed."""

CATEGORIES = (  # address, Korean, English
    ("start", "시작하기", "Getting started"),
    ("bids", "입찰과 대금", "Tenders and payment"),
    ("programmes", "동반성장 사업", "Shared-growth programmes"),
    ("data", "개인정보와 자료", "Personal data and open data"),
)
QUESTIONS = (  # category, question and answer in Korean, then in English
    (
        "start",
        "거래 실적이 없어도 가입하고 제품을 올릴 수 있습니까?",
        "네. 사업자등록번호로 기업을 등록하면 e-Catalog에 제품을 올릴 수 있습니다. 담당자를 알 필요가 없으며, "
        "등록 기준과 심사 기간은 화면에 적혀 있습니다.",
        "May we register and list products without having traded with you?",
        "Yes. Register the company with its business number, then list products in the e-Catalog. You need not know "
        "anybody; criteria and review times are stated on the pages.",
    ),
    (
        "start",
        "담당자가 바뀌었습니다. 어떻게 합니까?",
        "기업 관리자가 '구성원'에서 새 담당자를 초대하고 이전 담당자의 권한을 거둡니다. 기업 관리자가 떠났다면 "
        "사업자등록증으로 도움 창구에 요청하십시오.",
        "The person in charge has changed. What do we do?",
        "The company administrator invites the new person under Members and takes the rights of the former one away. "
        "If the administrator has left, ask the help desk with the business registration.",
    ),
    (
        "bids",
        "개찰 전에 우리 투찰 금액을 볼 수 있는 사람이 있습니까?",
        "없습니다. 투찰서는 개찰 위원들의 열쇠로 봉인되며 관리자도 열 수 없습니다. 소액 구매는 접근 권한만으로 "
        "잠글 수 있고, 그 경우 공고에 그렇게 적습니다. 제출하면 접수증을 받으니 보관하십시오.",
        "Can anybody see our bid before the opening?",
        "No. Bids are sealed with the keys of the opening committee; administrators cannot open them either. A small "
        "purchase may be locked by access rights alone; its notice says so. Keep the receipt that you get.",
    ),
    (
        "bids",
        "낙찰 하한보다 낮은 투찰은 왜 제외됩니까?",
        "지나치게 낮은 가격은 품질과 하도급 대금에 부담이 되기 때문입니다. 계산식은 공고에 인쇄되며 개찰 뒤 "
        "모든 수치가 결과에 공개됩니다.",
        "Why is a bid below the price floor set aside?",
        "Because prices that are too low are paid for with quality and by subcontractors. The formula is printed in "
        "the notice, and all figures are published with the result.",
    ),
    (
        "bids",
        "상생결제로 받은 대금을 만기 전에 현금으로 바꿀 수 있습니까?",
        "네. 구매사의 신용으로 할인받을 수 있고 할인료는 남은 날수로만 계산합니다. 하위 협력사에 넘겨줄 수도 있습니다.",
        "Can we turn a win-win receivable into cash before it is due?",
        "Yes, at the buyer's credit; the charge counts only the days that are left. You can also pass it on to your "
        "own suppliers.",
    ),
    (
        "programmes",
        "어떤 지원사업이 우리에게 맞는지 어떻게 압니까?",
        "'사업 찾기'에서 다섯 가지 질문에 답하면 맞는 사업과 맞지 않는 이유를 알려 드립니다. 로그인하지 않아도 됩니다.",
        "How do we know which programme fits?",
        "Answer five questions in the finder: it names the programmes that fit and says why others do not. No account "
        "is needed.",
    ),
    (
        "programmes",
        "봉사나 기부에 참여하지 않으면 평가에서 불리합니까?",
        "아닙니다. 참여는 자발적이며 가점은 기업당 2점까지이고 합격 여부를 가르지 않습니다.",
        "Are we worse off in evaluations if we do not join volunteering or donations?",
        "No. It is voluntary; the bonus is at most two points per company and never decides whether a company passes.",
    ),
    (
        "data",
        "내 개인정보를 확인하고 지울 수 있습니까?",
        "네. '내 정보'에서 보관 항목과 근거를 보고, 내려받고, 정정이나 삭제를 요청할 수 있습니다. 10일 안에 "
        "답을 드립니다.",
        "Can I see and delete my personal data?",
        "Yes. Under My data you see what is kept and why, download it, and ask for correction or deletion. You get an "
        "answer within ten days.",
    ),
    (
        "data",
        "성과 수치의 원자료를 받을 수 있습니까?",
        "네. 성과 화면의 모든 숫자는 산식과 원자료로 이어지며, 공개 데이터에서 한 번에 내려받을 수 있습니다.",
        "Can we get the rows behind the results?",
        "Yes. Every number on the pages of results leads to its formula and its rows, and Open data has them all in "
        "one archive.",
    ),
)


def enter_questions(*, using="default", **_signal) -> None:
    """Enter the first categories and questions where there is no category yet."""
    from portal.news.models import FaqCategory, FaqEntry
    from portal.news.states import FaqState

    if FaqCategory.objects.using(using).exists():
        return
    made = {
        slug: FaqCategory.objects.using(using).create(slug=slug, title_ko=korean, title_en=english, order=place * 10)
        for place, (slug, korean, english) in enumerate(CATEGORIES, 1)
    }
    for place, (slug, question_ko, answer_ko, question_en, answer_en) in enumerate(QUESTIONS, 1):
        FaqEntry.objects.using(using).create(
            category=made[slug], state=FaqState.PUBLISHED, question_ko=question_ko, answer_ko=answer_ko,
            question_en=question_en, answer_en=answer_en, order=place * 10,
        )  # fmt: skip
