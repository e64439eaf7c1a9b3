# ruff: noqa: E501
"""The statements of the self-assessment that come with the portal; written for it. Source: domain 14, CCM-01."""

YEAR, VERSION = 2026, "1.0"
TITLE_KO, TITLE_EN = "기업시민 자가진단", "Corporate-citizenship self-assessment"
ANCHORS = [  # level, Korean, English
    (1, "필요를 알고 있으나 정해진 것이 없습니다.", "The need is known; nothing has been decided yet."),
    (2, "책임자와 기한이 있는 계획이 있습니다.", "There is a plan with a responsible person and a date."),
    (3, "정한 대로 하고 있으며 기록이 남습니다.", "It is done as decided, and records show it."),
    (4, "결과를 숫자로 재고 해마다 고칩니다.", "Results are measured and improved every year."),
    (5, "다른 곳이 배우러 오며 밖에 공개합니다.", "Others come to learn from it, and it is published."),
]
ITEMS: dict[str, list[tuple[int, str, str, str, str]]] = {  # weight, Korean, English, evidence for example (ko, en)
    "B1": [
        (3, "중장기 전략에 사회·환경 목표가 재무 목표와 함께 들어 있습니다.", "The long-term strategy holds social and environmental goals next to financial ones.", "전략 보고서, 이사회 자료", "strategy paper, board papers"),
        (2, "투자를 정할 때 탄소 비용과 사회적 위험을 금액으로 따집니다.", "Carbon cost and social risk are put into money when investments are decided.", "투자 심의서", "investment appraisal"),
        (1, "위험 목록을 분기마다 새로 쓰고 책임자를 둡니다.", "The list of risks is renewed every quarter and each risk has an owner.", "위험 관리 대장", "risk register"),
        (2, "세금과 회계를 나라별로 알기 쉽게 공개합니다.", "Tax and accounts are published country by country in plain words.", "공시 자료", "disclosures"),
    ],
    "B2": [
        (3, "고객 불만을 정한 날 안에 답하고 원인을 없앱니다.", "Complaints are answered within a set number of days and their cause is removed.", "불만 처리 기록", "complaint records"),
        (2, "불량을 공정 안에서 찾아 다음 공정으로 넘기지 않습니다.", "Defects are found inside the process and not passed to the next one.", "공정 능력 자료", "process capability data"),
        (2, "시험 성적서의 숫자는 고칠 수 없게 보관합니다.", "Figures of test certificates are kept so that nobody can alter them.", "성적서 관리 절차", "procedure for certificates"),
        (2, "원가 절감이 품질과 안전 기준을 낮추지 않습니다.", "Savings never lower a standard of quality or safety.", "변경 심의 기록", "change reviews"),
    ],
    "B3": [
        (3, "누구나 위험하면 작업을 멈출 수 있고 멈춘 사람이 불이익을 받지 않습니다.", "Anyone may stop dangerous work, and nobody suffers for having stopped it.", "작업 중지 기록", "stop-work records"),
        (3, "협력사 직원에게 같은 안전 기준과 교육이 주어집니다.", "Contractors' people get the same safety standards and training.", "교육 이수 명단", "training lists"),
        (2, "아차 사고를 모으고 한 달 안에 조치합니다.", "Near misses are collected and acted on within a month.", "아차 사고 대장", "near-miss log"),
        (1, "건강 위험을 해마다 재고 결과를 본인에게 알립니다.", "Health risks are measured every year and each person is told the result.", "작업환경 측정 결과", "workplace measurements"),
    ],
    "B4": [
        (3, "온실가스 배출을 공정별로 재고 줄이는 경로가 있습니다.", "Greenhouse gases are measured by process and there is a path to lower them.", "배출량 명세서", "emission statement"),
        (2, "물과 부산물을 다시 쓰는 목표와 실적이 있습니다.", "There are goals and results for reusing water and by-products.", "자원 순환 실적", "circularity figures"),
        (2, "오염 사고를 즉시 알리는 연락 체계를 해마다 연습합니다.", "The chain of alarm for spills is rehearsed every year.", "훈련 기록", "drill records"),
        (1, "새 설비를 들일 때 가장 나은 환경 기술과 견줍니다.", "New equipment is compared with the best available environmental technique.", "기술 검토서", "technical review"),
    ],
    "B5": [
        (2, "제품의 장점을 근거와 함께 말하고 과장하지 않습니다.", "Claims about products come with evidence and are not exaggerated.", "광고 심의 기록", "review of claims"),
        (3, "고객의 공정을 함께 고쳐 서로의 이익을 셉니다.", "Customers' processes are improved together and the gain of both sides is counted.", "공동 개선 과제", "joint improvement tasks"),
        (2, "작은 고객도 같은 정보와 납기 약속을 받습니다.", "Small customers get the same information and delivery promises.", "납기 준수율", "delivery figures"),
        (1, "고객 정보를 목적 밖에 쓰지 않습니다.", "Customers' information is used for its purpose alone.", "접근 권한 점검표", "review of access rights"),
    ],
    "B6": [
        (3, "모든 입찰의 조건과 결과를 공개합니다.", "The conditions and results of every tender are published.", "입찰 공고와 결과", "notices and results"),
        (3, "대금을 정한 날에 어김없이 지급하고 2차 협력사까지 흐름을 봅니다.", "Payments are made on the agreed day, and their way down to second-tier suppliers is followed.", "지급 실적", "payment records"),
        (2, "부탁과 선물을 모두 기록합니다.", "Every solicitation and gift is recorded.", "청탁 기록 대장", "register of solicitations"),
        (2, "공급사의 사회·환경 위험을 거래 전에 봅니다.", "Suppliers' social and environmental risks are looked at before business begins.", "공급사 평가표", "supplier assessments"),
    ],
    "B7": [
        (3, "협력사와 함께 얻은 성과를 미리 정한 대로 나눕니다.", "Gains made with suppliers are shared as agreed beforehand.", "성과공유 협약", "benefit-sharing agreements"),
        (2, "작은 회사가 스스로 신청할 수 있는 지원 창구가 하나입니다.", "There is one door at which small companies can apply for help by themselves.", "지원사업 공고", "calls for support"),
        (2, "지원받은 회사의 변화를 끝난 뒤에도 잽니다.", "What changed for supported companies is measured also after the end.", "사후 측정 자료", "follow-up data"),
        (1, "협력사의 기술 자료를 동의 없이 쓰지 않습니다.", "Suppliers' technical data is not used without consent.", "비밀 유지 협약", "confidentiality agreements"),
    ],
    "B8": [
        (2, "새 사업을 고를 때 사회 문제를 푸는지 묻습니다.", "New business is asked whether it solves a problem of society.", "사업 심의 기준", "criteria for new business"),
        (2, "창업 기업과 나누는 권리와 이익을 계약에 분명히 적습니다.", "Contracts with start-ups say clearly who has which rights and gains.", "공동 사업 계약", "joint contracts"),
        (3, "실패한 사업에서 배운 것을 적고 나눕니다.", "What was learned from failed ventures is written down and shared.", "종료 보고서", "closing reports"),
        (1, "새 사업의 원료와 배터리가 다시 쓰일 길을 처음부터 설계합니다.", "How materials and batteries of new business are reused is designed from the start.", "순환 설계서", "design for reuse"),
    ],
    "B9": [
        (3, "연구 과제마다 쓰임과 사회적 효과를 처음에 적습니다.", "Each research task says at its start what it is for and what it does for society.", "과제 계획서", "task plans"),
        (2, "다른 이의 특허와 연구 윤리를 시작 전에 살핍니다.", "Others' patents and research ethics are looked at before the start.", "선행 조사서", "prior-art search"),
        (2, "대학과 작은 회사에 시험 설비를 엽니다.", "Test equipment is open to universities and small companies.", "설비 예약 기록", "bookings of equipment"),
        (1, "자료를 남이 다시 확인할 수 있게 보관합니다.", "Data is kept so that others can check it again.", "자료 관리 계획", "data plans"),
    ],
    "S1": [
        (3, "활동을 정하기 전에 지역에 무엇이 필요한지 묻습니다.", "The community is asked what it needs before an activity is chosen.", "수요 조사", "survey of needs"),
        (2, "봉사는 스스로 하며 강요하거나 평가에 쓰지 않습니다.", "Volunteering is free: nobody is pressed and it is not used in appraisals.", "운영 지침", "guidelines"),
        (2, "기부금이 어디에 쓰였는지 공개합니다.", "It is published what donations were used for.", "기부금 결과 보고", "report on donations"),
        (2, "효과를 재고 좋지 않은 활동은 바꿉니다.", "Effects are measured, and activities that do not help are changed.", "효과 측정 자료", "impact data"),
    ],
    "S2": [
        (3, "좋은 소식과 나쁜 소식을 같은 속도로 알립니다.", "Good and bad news are told at the same speed.", "공지 이력", "history of announcements"),
        (2, "이해관계자의 물음에 정한 날 안에 답합니다.", "Questions of stakeholders are answered within a set number of days.", "문의 처리 기록", "records of enquiries"),
        (2, "말과 자료를 누구나 읽을 수 있게 만듭니다.", "Words and documents can be read by everybody, also with assistive technology.", "접근성 점검 결과", "accessibility checks"),
        (1, "공개한 숫자마다 출처와 때를 적습니다.", "Every published figure names its source and time.", "공개 자료", "publications"),
    ],
    "P1": [
        (3, "사람을 뽑고 올릴 때 일과 관계없는 것을 묻지 않습니다.", "Hiring and promotion ask nothing that has no bearing on the work.", "채용 기준", "hiring criteria"),
        (2, "모든 직원이 기업시민을 배우고 업무에 적용합니다.", "Everybody learns what corporate citizenship is and applies it at work.", "교육 이수율", "training figures"),
        (2, "같은 일에 같은 보상을 하고 차이를 해마다 살핍니다.", "Equal work earns equal pay, and gaps are looked at every year.", "보상 분석", "pay analysis"),
        (1, "돌봄과 병으로 쉬는 사람이 자리를 잃지 않습니다.", "Nobody loses a place because of care or illness.", "복직률", "return figures"),
    ],
    "P2": [
        (3, "누구나 의견과 잘못을 말할 수 있고 말한 사람을 지킵니다.", "Anyone can speak of ideas and mistakes, and who speaks is protected.", "제보 처리 기록", "records of reports"),
        (2, "회의와 보고를 줄여 얻은 시간을 잽니다.", "Time won by fewer meetings and reports is measured.", "업무 진단 결과", "survey of work"),
        (2, "괴롭힘이 알려지면 정한 절차로 끝까지 다룹니다.", "Harassment that becomes known is dealt with to the end by a set procedure.", "처리 절차서", "procedure"),
        (2, "협력사 사람을 같은 동료로 대합니다.", "Suppliers' people are treated as colleagues.", "협력사 설문", "survey of suppliers"),
    ],
}  # fmt: skip


def enter_set(*, using="default", **_signal) -> None:
    """Enter the first set, in force, if there is none at all."""
    from sharedgrowth.ccms.models import AssessmentSet
    from sharedgrowth.ccms.models.writing import write_shipped

    if not AssessmentSet.objects.using(using).exists():
        write_shipped(using)
