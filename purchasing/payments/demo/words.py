"""What firms of the demonstration say in confidence, and what compliance answers."""

from portal.demo import World
from purchasing.payments.demo.chain import Teller
from purchasing.payments.services import voice as services

SAID = (  # who, about whom, topic, may be named, words
    (
        "saebyeok",
        "late",
        False,
        "최근 세 달 동안 약정한 날보다 열흘씩 늦게 받았고, 재촉하면 발주가 줄어듭니다.",
    ),
    ("ara", "late", True, "검수가 끝난 뒤에도 세금계산서를 다음 달로 미루라고 합니다. 그만큼 지급일이 늦어집니다."),
    ("jaon", "long_terms", False, "현금 계약인데도 60일을 채워서 받는 조건에 서명하라는 요구를 받았습니다."),
    ("hanul", "late", False, "60일이 지났는데 아직 도장 대금을 받지 못했습니다. 직원 급여를 걱정하고 있습니다."),
)


def speak(world: World) -> None:
    """Three firms about Garam, one about Ara; compliance has begun with one and answered another."""
    teller = world.notes["payment story"]
    if not isinstance(teller, Teller):
        raise AssertionError("the story of the payments comes first")
    officer = world.one("CP")
    voices = {}
    for key, topic, named, text in SAID:
        contract = teller.contracts[key]
        voices[key] = services.speak(
            about=contract.payer,
            topic=topic,
            text=text,
            named=named,
            key=f"story-{key}",
            by=teller.finance(contract.payee),
        )
    services.look_into_voice(voices["saebyeok"], by=officer)
    services.take_up_voice(voices["ara"], by=officer)
    services.answer_voice(
        voices["jaon"],
        text="지급 기한은 60일을 넘길 수 없고 한쪽이 강요할 수 없습니다. 다시 요구받으면 여기에 적어 주십시오.",
        key="story-answer",
        by=officer,
    )
