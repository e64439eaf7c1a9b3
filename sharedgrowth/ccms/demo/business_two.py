# ruff: noqa: E501
"""Overviews of the demonstration: purchasing, shared growth, new growth, research. Written for it."""

from sharedgrowth.ccms.demo.writing import Pair, Text

B6 = Pair(
    ko=Text(
        purpose="구매는 우리가 누구와 함께 제품을 만드는지를 정합니다. 그래서 한 건의 입찰이 한 회사의 살림과 그 회사 직원의 월급날을 바꿉니다. 우리는 조건과 결과를 모두 공개하고, 모두가 같은 시각에 같은 정보를 보게 하며, 대금은 정한 날에 끝까지 흐르게 합니다. 가장 싼 값이 아니라 오래 지킬 수 있는 값을 찾는 것이 산업 생태계를 지키는 길이라고 믿습니다.",
        principles="공개: 조건, 질의, 결과, 까닭을 모두 볼 수 있게 합니다.\n같은 문: 인맥이 아니라 규격과 값으로 만납니다.\n지킬 수 있는 값: 하한 아래의 값은 낙찰하지 않습니다.\n끝까지 흐름: 2차, 3차 협력사까지 대금이 도착했는지 봅니다.",
        dos="입찰 공고에 평가 방법과 계산식을 적고 개찰 뒤 계산 과정을 보여 줍니다.\n부탁, 선물, 청탁을 받은 사람과 때를 모두 기록합니다.\n탈락한 회사에 까닭과 숫자를 알려 다음을 준비하게 합니다.\n원가가 오르면 정한 지수에 따라 납품대금을 바꿉니다.\n사회적 기업과 환경 제품이 들어올 자리를 규격에 만듭니다.",
        donts="낙찰 뒤에 값을 다시 깎지 않습니다.\n한 회사의 제안을 다른 회사의 규격으로 쓰지 않습니다.\n구두로 발주하거나 서면 없이 조건을 바꾸지 않습니다.\n봉인된 값을 여는 시각 전에 묻거나 짐작하지 않습니다.",
        activities="누구나 제품을 올리는 공개 소싱과 e-Catalog를 운영합니다.\n저가제한 낙찰제와 총소유비용 입찰을 씁니다.\n상생결제로 하위 협력사까지 대금을 지킵니다.\nESG 진입 심사와 책임광물 확인을 거래 전에 합니다.",
        references="하도급거래 공정화에 관한 법률\n대·중소기업 상생협력 촉진에 관한 법률\n포털의 입찰 공개 자료",
    ),
    en=Text(
        purpose="Purchasing decides with whom we build our products, so a single tender changes the housekeeping of a company and the pay day of its people. We publish all conditions and results, let everybody see the same information at the same moment, and let payments flow on the agreed day down to the last tier. An industry lives on prices that can be kept for years, not on the lowest price of a day.",
        principles="Open: conditions, questions, results and reasons can be seen by all.\nOne door: we meet by specification and price, not by acquaintance.\nA price that can be kept: nothing below the floor is awarded.\nTo the end: we look whether payments arrived at the second and third tier.",
        dos="Write the method and the formula into the notice and show the calculation after the opening.\nRecord every favour asked, gift and solicitation with who and when.\nTell unsuccessful bidders the reason and the figures, so that they can prepare.\nChange delivery prices by the agreed index when costs rise.\nMake room in specifications for social enterprises and eco-friendly products.",
        donts="Bargain again after an award.\nTurn one company's proposal into another company's specification.\nOrder by word of mouth or change conditions without writing.\nAsk for, or guess, a sealed price before it is opened.",
        activities="Open sourcing and an e-Catalog in which anyone can offer a product.\nTenders with a lower price limit and by total cost of ownership.\nWin-win payment that protects payments down to lower tiers.\nESG entry review and responsible minerals before business begins.",
        references="Fair Transactions in Subcontracting Act\nAct on the Promotion of Mutually Beneficial Cooperation\nOpen data of tenders on the portal",
    ),
    programmes=("tenders", "open-sourcing", "supplier-registration", "esg"),
    kpis=("bidding.awards", "payments.on-time", "payments.win-win"),
)

B7 = Pair(
    ko=Text(
        purpose="튼튼한 산업 생태계는 큰 회사 하나가 아니라 여러 회사가 저마다 설 수 있을 때 생깁니다. 동반성장은 도와주는 일이 아니라 함께 나아지고 그 결과를 미리 정한 대로 나누는 일입니다. 우리는 누가 무엇을 받았는지가 아니라 무엇이 달라졌는지를 셉니다. 거래하지 않는 작은 회사에게도 문을 여는 까닭은 그들이 내일의 동료이기 때문입니다.",
        principles="미리 정한 몫: 시작하기 전에 나누는 비율과 재는 방법을 씁니다.\n한 창구: 작은 회사가 여러 부서를 돌지 않게 합니다.\n달라진 것: 지원 금액이 아니라 결과를 잽니다.\n지키는 비밀: 협력사의 기술은 협력사의 것입니다.",
        dos="과제마다 시작 값을 양쪽이 서명하고 끝난 뒤 같은 방법으로 잽니다.\n지원사업의 뽑는 기준과 점수를 미리 보여 주고 결과를 설명합니다.\n전문가가 다녀간 날과 한 일을 회사가 확인하게 합니다.\n끝난 뒤 세 달과 열두 달에 다시 잽니다.\n기금의 한 원까지 어디에 쓰였는지 공개합니다.",
        donts="성과를 이유로 다음 해 단가를 깎지 않습니다.\n지원을 받은 회사에 다른 대가를 바라지 않습니다.\n같은 효과를 두 사업에서 세지 않습니다.",
        activities="성과공유 과제로 함께 줄인 원가를 세 해 동안 나눕니다.\n생산성 혁신, 스마트공장, 에너지 진단을 돕습니다.\n동반성장 지원단이 현장의 과제를 함께 풉니다.\n협력사와 지역 청년을 잇는 취업 프로그램을 엽니다.",
        references="대·중소기업 상생협력 촉진에 관한 법률\n포털의 성과공유와 지원사업 통계",
    ),
    en=Text(
        purpose="A robust industry is not one large company but many that can each stand by themselves. Shared growth is not giving help; it is improving together and sharing the result as agreed before. We do not count who received what but what has changed. Our doors are open to small companies that do not trade with us as well, because they may be tomorrow's colleagues.",
        principles="Shares agreed first: the ratio and the way of measuring are written before the start.\nOne door: small companies need not walk from department to department.\nWhat changed: we measure results, not amounts given.\nSecrets kept: a supplier's technology is the supplier's.",
        dos="Let both sides sign the starting values of a task and measure in the same way at its end.\nShow criteria and points of a programme beforehand and explain the result.\nLet companies confirm the days and the work of experts.\nMeasure again three and twelve months after the end.\nPublish where each won of a fund went.",
        donts="Lower next year's price because a task went well.\nExpect something else in return from a company that was supported.\nCount the same effect in two programmes.",
        activities="Benefit Sharing, which shares savings made together for three years.\nProductivity innovation, smart factories and energy audits.\nA support group that solves tasks on the shop floor.\nA programme that brings suppliers and young people of the region together.",
        references="Act on the Promotion of Mutually Beneficial Cooperation\nFigures of Benefit Sharing and support programmes on the portal",
    ),
    programmes=("benefit-sharing", "support", "support-productivity", "jobs"),
    kpis=("benefit.compensation", "support.companies", "support.effect"),
)

B8 = Pair(
    ko=Text(
        purpose="새로운 사업은 앞으로 무엇으로 살아갈지를 정합니다. 우리는 돈이 되는 것과 사회에 필요한 것이 만나는 자리에서 사업을 찾고, 작은 회사와 연구자의 생각을 제값에 삽니다. 실패는 늘 있으므로 빨리 알아차리고 배운 것을 남깁니다. 새 사업의 원료가 어디에서 오고 다 쓴 뒤 어디로 가는지를 처음부터 설계하는 것이 뒤에 치르는 값보다 쌉니다.",
        principles="필요한 것: 사회의 어떤 문제를 푸는지 한 문장으로 말할 수 있어야 합니다.\n제값: 생각과 기술의 값을 먼저 묻고 계약에 씁니다.\n배우는 실패: 접을 기준을 시작할 때 정합니다.\n처음부터 순환: 다 쓴 뒤의 길을 설계에 넣습니다.",
        dos="사업 심의에 사회·환경 영향과 접는 기준을 넣습니다.\n창업 기업과의 권리와 몫을 쉬운 말로 계약에 적습니다.\n원료의 출처를 광산과 제련소까지 확인합니다.\n접은 사업의 까닭과 배운 것을 사내에 공개합니다.\n지역에 만드는 일자리와 배울 기회를 함께 계획합니다.",
        donts="작은 회사의 생각을 듣고 스스로 시작하지 않습니다.\n분쟁 지역의 광물을 출처 없이 쓰지 않습니다.\n보조금만 보고 사업을 벌이지 않습니다.",
        activities="공개 소싱으로 새 기술과 대체품을 찾습니다.\n테크노 파트너십으로 연구자와 작은 회사를 잇습니다.\n책임광물 신고와 제련소 확인을 새 사업에 먼저 씁니다.\n배터리와 소재의 재사용 사업을 실증합니다.",
        references="포털의 공개 소싱과 책임광물 정책\nOECD 실사 지침",
    ),
    en=Text(
        purpose="New business decides what the company will live on. We look for it where what pays and what society needs meet, and we pay ideas of small companies and researchers their price. There will always be failures, so we notice them early and keep what was learned. It costs less to design from the start where materials come from and where they go after use than to pay for it later.",
        principles="Needed: it can be said in one sentence which problem of society is solved.\nIts price: we ask what an idea or technology is worth and write it into the contract.\nFailing to learn: when to stop is decided at the start.\nCircular from the start: the way after use is part of the design.",
        dos="Put effects on society and environment, and when to stop, into each decision on new business.\nWrite rights and shares of start-ups into contracts in plain words.\nFollow raw materials back to the smelter and the mine.\nTell inside the company why a venture was closed and what was learned.\nPlan jobs and chances to learn for the region together with the business.",
        donts="Listen to a small company's idea and then begin without it.\nUse minerals of conflict regions whose origin is unknown.\nBegin a business for the sake of a subsidy alone.",
        activities="Open sourcing, which finds new technologies and alternatives.\nTechno-partnership between researchers and small companies.\nMinerals declarations and checked smelters, first of all in new business.\nTrials of reuse for batteries and materials.",
        references="Open sourcing and the minerals policy on the portal\nOECD due diligence guidance",
    ),
    programmes=("open-sourcing", "support-finder"),
    kpis=("catalog.savings",),
)

B9 = Pair(
    ko=Text(
        purpose="연구개발은 내일의 해법을 오늘 준비하는 일입니다. 우리는 기술이 누구에게 쓰이고 무엇을 바꾸는지를 과제의 첫 장에 적고, 시험 설비와 지식을 대학과 작은 회사에 엽니다. 다른 이의 권리를 먼저 살피고 자료는 남이 다시 확인할 수 있게 남깁니다. 탄소를 줄이는 공정, 더 안전한 현장, 더 오래 가는 강재가 우리가 먼저 풀어야 할 문제입니다.",
        principles="쓰임이 먼저: 누가 쓰고 무엇이 나아지는지로 시작합니다.\n여는 연구: 설비와 지식을 나눌수록 산업이 빨라집니다.\n바른 연구: 권리, 안전, 윤리를 시작 전에 살핍니다.\n다시 확인: 남이 같은 결과를 얻을 수 있게 적습니다.",
        dos="과제 계획서에 사회적 효과와 재는 방법을 적습니다.\n선행 특허와 연구 윤리를 시작 전에 살펴 기록합니다.\n시험 설비의 빈 시간을 공개하고 작은 회사의 예약을 받습니다.\n공동 연구의 이름과 권리를 기여한 만큼 적습니다.\n실패한 실험도 자료와 함께 보관합니다.",
        donts="협력사의 기술 자료를 동의 없이 연구에 쓰지 않습니다.\n좋은 결과만 골라 발표하지 않습니다.\n안전 검토 없이 새 물질을 현장에 들이지 않습니다.",
        activities="저탄소 제철과 재활용 강재 기술을 연구합니다.\n시험실을 개방하고 기술 상담의 날을 둡니다.\n보유 특허를 작은 회사에 무상 또는 낮은 값에 빌려줍니다.\n대학과 공동으로 젊은 연구자를 기릅니다.",
        references="포털의 개방 시험실과 기술 나눔\n연구윤리 확보를 위한 지침",
    ),
    en=Text(
        purpose="Research and development prepare tomorrow's solutions today. We write on the first page of a task whom a technology serves and what it changes, and open test equipment and knowledge to universities and small companies. Others' rights are looked at first, and data is kept so that others can check it again. Processes with less carbon, safer shop floors and steel that lasts longer are the problems we should solve first.",
        principles="Use first: we begin with who will use it and what gets better.\nOpen research: the more equipment and knowledge are shared, the faster an industry moves.\nProper research: rights, safety and ethics are looked at before the start.\nChecked again: it is written down so that others can get the same result.",
        dos="Write the effect on society, and how it is measured, into the plan of a task.\nSearch earlier patents and ethics before the start and keep a record.\nPublish free hours of test equipment and take bookings of small companies.\nName people and rights in joint research by what they contributed.\nKeep failed experiments together with their data.",
        donts="Use suppliers' technical data in research without consent.\nPublish only the results that came out well.\nBring new substances to a shop floor without a safety review.",
        activities="Research on low-carbon ironmaking and on steel from scrap.\nOpen laboratories and days of technical advice.\nPatents lent to small companies free of charge or at a low price.\nYoung researchers, trained together with universities.",
        references="Open laboratories and technology offers on the portal\nGuidelines on research ethics",
    ),
    programmes=("support-finder", "benefit-sharing"),
    kpis=("support.projects",),
)
