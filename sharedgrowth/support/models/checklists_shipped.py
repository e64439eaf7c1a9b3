"""The checklists that come with the portal, in our own words; staff make later versions. Entered after each migrate."""

from portal.clock import db_now

CHECKLISTS = {
    "electric": (
        "전기 설비",
        "Electrical equipment",
        (
            (
                "수배전반 앞 1미터 이상이 비어 있고 문이 잠긴다",
                "A metre before the switchboard is free and its door locks",
                "medium",
            ),
            ("누전 차단기가 시험 단추로 작동한다", "The residual-current breaker trips at its test button", "high"),
            ("충전부가 덮여 손이 닿지 않는다", "Live parts are covered and out of reach", "stop"),
            (
                "접지선이 이어져 있고 저항값이 기록되어 있다",
                "The earth conductor is continuous and its resistance recorded",
                "high",
            ),
            (
                "전선 피복이 상하지 않고 물기를 피해 놓였다",
                "Cables have whole sheaths and lie away from water",
                "medium",
            ),
            (
                "변압기와 단자의 온도를 해마다 열화상으로 본다",
                "Transformers and terminals are looked at by infrared each year",
                "low",
            ),
            ("정전 작업 때 잠금과 꼬리표를 쓴다", "Lock and tag are used when the current is off for work", "high"),
            (
                "역률과 부하율을 보고 진상 콘덴서를 조절한다",
                "Power factor and load are watched and capacitors set",
                "low",
            ),
        ),
    ),
    "lifting": (
        "크레인과 양중 설비",
        "Cranes and lifting gear",
        (
            (
                "정격 하중이 보이고 과부하 방지 장치가 작동한다",
                "The rated load can be read and the overload guard works",
                "stop",
            ),
            ("훅에 해지 장치가 있고 벌어지지 않았다", "The hook has its latch and is not opened out", "high"),
            ("와이어 로프의 소선 끊김이 기준 아래이다", "Broken wires of the rope are below the limit", "stop"),
            (
                "슬링과 샤클에 하중 표가 있고 상하지 않았다",
                "Slings and shackles bear their load and are undamaged",
                "high",
            ),
            (
                "비상 정지와 상하한 제한 스위치가 작동한다",
                "Emergency stop and upper and lower limit switches work",
                "stop",
            ),
            (
                "양중 구역이 표시되어 사람이 아래로 다니지 않는다",
                "The lifting area is marked and nobody walks beneath",
                "high",
            ),
            ("레일과 바퀴의 마모를 기록한다", "Wear of rails and wheels is recorded", "low"),
            ("조작자의 자격과 교육 기록이 있다", "The operators' qualification and training are recorded", "medium"),
        ),
    ),
    "machine": (
        "기계 안전과 보전",
        "Machine guarding and maintenance",
        (
            ("회전부와 물림점에 덮개가 있다", "Turning parts and nips are guarded", "stop"),
            ("덮개를 열면 기계가 선다", "The machine stops when its guard is opened", "stop"),
            ("비상 정지 단추에 손이 닿고 작동한다", "Emergency stops are within reach and work", "high"),
            ("윤활 점과 주기가 표로 있고 지켜진다", "Lubrication points and intervals are listed and kept", "medium"),
            ("진동과 소음을 재고 변화를 본다", "Vibration and noise are measured and their course watched", "low"),
            ("예비품의 종류와 수량이 정해져 있다", "Kinds and numbers of spare parts are fixed", "low"),
            ("유압 호스에 새는 곳과 부푼 곳이 없다", "Hydraulic hoses neither leak nor bulge", "high"),
            (
                "고장 이력을 적고 되풀이되는 원인을 없앤다",
                "Failures are recorded and causes that return removed",
                "medium",
            ),
        ),
    ),
    "air": (
        "압축 공기와 열 설비",
        "Compressed air and heat",
        (
            ("새는 곳을 분기마다 찾아 막는다", "Leaks are sought and stopped each quarter", "medium"),
            (
                "압력 용기의 안전밸브 검사일이 지나지 않았다",
                "The safety valves of pressure vessels are within their test date",
                "stop",
            ),
            (
                "압축기 흡입 공기가 서늘하고 거르개가 깨끗하다",
                "The compressor draws cool air through clean filters",
                "low",
            ),
            ("쓰는 압력이 필요한 압력에 맞추어져 있다", "The pressure in use fits the pressure needed", "low"),
            (
                "보일러의 수질과 배기 온도를 기록한다",
                "Water and exhaust temperature of the boiler are recorded",
                "medium",
            ),
            ("증기관과 밸브가 보온되어 있다", "Steam pipes and valves are insulated", "low"),
            ("응축수를 되돌려 쓴다", "Condensate is used again", "low"),
            ("가스 검지기가 달려 있고 시험 기록이 있다", "Gas detectors are fitted and their tests recorded", "high"),
        ),
    ),
}


def enter_checklists(*, using="default", **_signal) -> None:
    """Enter those of which no version is there yet."""
    from sharedgrowth.support.models.facility import Checklist, ChecklistItem

    for code, (ko, en, items) in CHECKLISTS.items():
        if Checklist.objects.using(using).filter(code=code).exists():
            continue
        made = Checklist.objects.using(using).create(
            code=code, title_ko=ko, title_en=en, state="published", published_at=db_now()
        )
        ChecklistItem.objects.using(using).bulk_create(
            ChecklistItem(checklist=made, no=no, text_ko=text_ko, text_en=text_en, severity=severity)
            for no, (text_ko, text_en, severity) in enumerate(items, start=1)
        )
