# ruff: noqa: E501
"""The thirteen modules as they come with the portal. The English missions are the published ones; source: domain 14."""

SOURCE = "CCMS introduction, public page on corporate citizenship, 2020"
MODULES = [  # code, part, Korean title, English title, Korean mission, English mission
    ("B1", "business", "전략·재무", "Strategy and finance",
     "지속가능한 그룹 전략을 세우고 자원을 알맞게 나누며 위험과 성과를 관리하고 조정하는 지휘소가 됩니다.",
     "Act as a control tower that establishes sustainable group strategies, optimally allocates business resources, and manages and adjusts business risk and performance"),
    ("B2", "business", "생산·품질", "Production and quality",
     "제품의 품질과 원가 경쟁력을 지켜 고객에게 쓸모 있는 가치를 만듭니다.",
     "Create customer values by ensuring quality and cost competitiveness of products"),
    ("B3", "business", "생산·안전", "Production and safety",
     "모두가 안전하고 행복하게 지내는 일터를 지킵니다.",
     "Ensure a place for a safe and happy life for everyone"),
    ("B4", "business", "생산·환경", "Production and environment",
     "탄소가 적고 환경을 해치지 않는 생산 체계를 앞서서 만듭니다.",
     "Establish a low-carbon/eco-friendly production system preemptively and proactively"),
    ("B5", "business", "마케팅", "Marketing",
     "고객과 함께 가치를 만들어 고객의 성공과 산업 생태계의 발전을 이끕니다.",
     "Act as a business leader that leads customer success and progress in the industrial ecosystem by successfully creating shared values with customers"),
    ("B6", "business", "구매", "Purchasing",
     "공정하고 투명한 구매로 지속가능한 산업 생태계의 바탕을 놓습니다.",
     "Lay a foundation that establishes a sustainable industrial ecosystem with fair and transparent purchasing"),
    ("B7", "business", "동반성장", "Shared growth",
     "튼튼한 산업 생태계가 자리 잡도록 돕습니다.",
     "Facilitate the establishment of a robust industrial ecosystem"),
    ("B8", "business", "신성장", "New growth",
     "지속가능한 성장과 더 큰 가치를 위하여 새로운 사업을 일굽니다.",
     "Act as a business creator for sustainable growth and more value"),
    ("B9", "business", "연구개발", "R&D",
     "사업의 지속가능한 성장을 위한 기술 해법을 내놓습니다.",
     "Act as a technology solution provider for sustainable growth in business"),
    ("S1", "society", "사회공헌", "Social contributions",
     "배려와 공존을 실천하여 더 나은 세상을 만듭니다.",
     "Practice care and coexistence to make the world a better place"),
    ("S2", "society", "소통", "Communication",
     "경영 활동을 진솔하게 알리고 끊임없이 이어지는 소통의 전달자가 됩니다.",
     "Promote business activities authentically and serve as a messenger in continuous communication"),
    ("P1", "people", "인사", "Personnel",
     "품격 있고 본보기가 되는 세계 시민을 기릅니다.",
     "Nurture graceful, exemplary global citizens"),
    ("P2", "people", "조직문화", "Organizational culture",
     "모두가 함께 일하고 함께 자라는 문화를 실현합니다.",
     "Implement a culture where everyone works and grows together"),
]  # fmt: skip


def enter_modules(*, using="default", **_signal) -> None:
    """Enter the modules that are missing; what staff has edited stays."""
    from sharedgrowth.ccms.models import Module

    rows = [
        Module(
            code=code,
            domain=domain,
            order=order,
            title_ko=title_ko,
            title_en=title_en,
            mission_ko=mission_ko,
            mission_en=mission_en,
            mission_source=SOURCE,
        )
        for order, (code, domain, title_ko, title_en, mission_ko, mission_en) in enumerate(MODULES, start=1)
    ]
    Module.objects.using(using).bulk_create(rows, ignore_conflicts=True)
