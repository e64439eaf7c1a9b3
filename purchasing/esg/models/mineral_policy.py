"""The first version of the policy on minerals, in the house's own words: it comes with the portal."""

from datetime import date

from purchasing.esg.models.minerals import MineralPolicy

TEXT_EN = """\
1. What we want. No material that we buy may pay for violence, forced labour or child labour, or ruin the land of the \
people who live where it is mined. This policy is about tin, tantalum, tungsten, gold and cobalt, wherever they come \
from and in whichever product they are.

2. What suppliers do. Whoever delivers goods that hold one of these minerals declares once a year where it was smelted \
or refined, asks its own suppliers the same, and says at once when something changes. An honest "unknown" is better \
than a guess; it is a task, not a reproach.

3. Which smelters. We want every smelter behind our goods to have passed an independent audit. Where one has not, the \
supplier tells within 30 days what it will do, and replaces the smelter within 180 days. Cobalt is bought only when \
every smelter behind it is conformant.

4. How we work. We follow the five steps of the OECD guidance: a management system, risks identified, a strategy for \
them, independent audits at the smelter, a public report every year.

5. Nobody is left alone. We do not leave a region because it is difficult. We help suppliers to find conformant \
sources before we limit orders, and we end a supply only when nothing else is left.

6. Speaking up. Anybody may tell us of a grievance, also without a name. Nobody may suffer for it.
"""

TEXT_KO = """\
1. 목적. 회사가 구매하는 어떤 자재도 폭력, 강제노동, 아동노동의 자금이 되거나 채굴 지역 주민의 삶의 터전을 \
해쳐서는 안 됩니다. 이 정책은 원산지와 제품 종류를 가리지 않고 주석, 탄탈륨, 텅스텐, 금, 코발트에 \
적용합니다.

2. 공급사의 역할. 해당 광물이 든 제품을 납품하는 공급사는 매년 한 번 제련·정련 장소를 신고하고, 자사의 \
공급사에도 같은 사항을 확인하며, 변동이 있으면 바로 알립니다. 추측보다 솔직한 '미상'이 낫습니다. 미상은 \
책망할 일이 아니라 풀어야 할 과제입니다.

3. 제련소. 회사는 제품에 쓰인 모든 제련소가 독립 심사를 통과하기를 바랍니다. 그렇지 않은 제련소가 있으면 \
공급사는 30일 안에 조치 계획을 알리고 180일 안에 제련소를 교체합니다. 코발트는 관련 제련소가 모두 적합한 \
경우에만 구매합니다.

4. 방법. 회사는 OECD 지침의 다섯 단계를 따릅니다. 관리 체계, 위험 식별, 위험 대응 전략, 제련소 독립 심사, \
매년 공개 보고입니다.

5. 함께 풀어 갑니다. 어렵다는 이유만으로 어느 지역을 떠나지 않습니다. 주문을 제한하기 전에 적합한 공급원을 \
찾도록 돕고, 다른 방법이 없을 때만 거래를 끝냅니다.

6. 고충 제기. 누구나 이름을 밝히지 않고도 고충을 알릴 수 있습니다. 이를 이유로 불이익을 주지 않습니다.
"""


def enter_mineral_policy(*, using="default", **_signal) -> None:
    """Enter the first version, that came with the portal."""
    MineralPolicy.objects.using(using).get_or_create(
        version="1.0", defaults={"effective_on": date(2020, 1, 1), "text_ko": TEXT_KO, "text_en": TEXT_EN}
    )
