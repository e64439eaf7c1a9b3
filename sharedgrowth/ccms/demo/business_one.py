# ruff: noqa: E501
"""Overviews of the demonstration: strategy, quality, safety, environment, marketing. Written for it."""

from sharedgrowth.ccms.demo.writing import Pair, Text

B1 = Pair(
    ko=Text(
        purpose="전략과 재무는 그룹이 어디로 가고 돈을 어디에 쓰는지를 정합니다. 그래서 이 모듈의 결정 하나가 다른 열두 모듈이 할 수 있는 일을 정합니다. 우리는 이익과 함께 사람과 환경에 미치는 영향을 같은 표에 올려놓고 판단하며, 어려운 해에도 그 표를 치우지 않습니다. 실적이 좋을 때보다 나쁠 때의 결정이 회사가 무엇을 믿는지 보여 준다고 생각합니다.",
        principles="긴 안목: 한 해의 실적보다 열 해 뒤에도 설 수 있는지를 먼저 묻습니다.\n한 표: 재무 목표와 사회·환경 목표를 따로 관리하지 않습니다.\n숨기지 않음: 나쁜 소식일수록 빨리, 같은 자리에서 알립니다.\n나누는 책임: 위험마다 책임자와 대응 기한이 있습니다.",
        dos="중장기 전략을 세울 때 지역사회, 협력사, 직원 대표의 의견을 기록으로 남깁니다.\n투자를 심의할 때 탄소 비용과 안전 비용을 금액으로 넣고, 넣지 않은 안은 올리지 않습니다.\n배당과 재투자와 사회에 돌려주는 몫을 함께 설명합니다.\n위험 목록을 분기마다 새로 쓰고 이사회에 그대로 보고합니다.\n협력사에 영향을 주는 계획 변경은 확정하기 전에 알립니다.",
        donts="분기 실적을 맞추려고 안전·환경 투자를 미루지 않습니다.\n손실을 협력사의 단가로 옮기지 않습니다.\n설명하지 못할 거래 구조로 세금을 줄이지 않습니다.",
        activities="통합 목표 관리: 재무와 사회·환경 지표를 한 계기판에서 봅니다.\n투자 심의에 내부 탄소 가격을 적용합니다.\n위험 지도를 분기마다 갱신하고 훈련합니다.\n해마다 사업 보고서와 영향 보고서를 같은 날 냅니다.",
        references="포털의 성과·통계 화면: 숫자마다 근거 행을 공개합니다.\n그룹 위험 관리 규정",
    ),
    en=Text(
        purpose="Strategy and finance decide where the group goes and where its money is spent, so one decision made here sets what the other twelve modules can do. We put effects on people and the environment on the same page as profit and judge them together, and we do not take that page away in a hard year. What a company believes shows in what it decides when results are bad rather than when they are good.",
        principles="A long view: before this year's result we ask whether the company will stand in ten years.\nOne page: financial goals and those of society and environment are not managed apart.\nNothing hidden: the worse the news, the sooner it is told, in the same place.\nResponsibility with a name: each risk has an owner and a date for the answer.",
        dos="Record what communities, suppliers and employees say when the long-term strategy is made.\nEnter the cost of carbon and of safety in money whenever an investment is decided; a proposal without them is not put forward.\nExplain dividends, reinvestment and what is returned to society together.\nRenew the list of risks each quarter and show it to the board as it is.\nTell suppliers of a change of plan that touches them before it is final.",
        donts="Put off spending on safety or environment to reach a quarter's figure.\nMove a loss into the prices of suppliers.\nLower taxes by structures that we could not explain to a neighbour.",
        activities="Integrated goals: finance, society and environment on one dashboard.\nAn internal price of carbon in every investment decision.\nA map of risks, renewed and rehearsed each quarter.\nAnnual report and impact report published on the same day.",
        references="The portal's impact pages: every figure opens the rows behind it.\nRisk rules of the group",
    ),
    programmes=("esg", "open-sourcing"),
    kpis=("funds.paid", "ccms.index"),
)

B2 = Pair(
    ko=Text(
        purpose="품질은 고객과 맺은 약속을 제품으로 지키는 일입니다. 우리는 검사로 걸러 내는 것이 아니라 공정에서 좋은 제품이 나오게 하고, 잘못된 제품이 나갔을 때는 먼저 알립니다. 값싼 원가는 버리는 일과 다시 하는 일을 줄여 얻으며, 사람의 안전이나 기준을 깎아 얻지 않습니다. 시험 성적서의 숫자 하나가 다리 하나를 받친다는 마음으로 적습니다.",
        principles="처음부터 바르게: 불량을 다음 공정으로 넘기지 않습니다.\n사실대로: 성적서의 숫자는 잰 그대로이며 고칠 수 없습니다.\n고객의 자리: 규격에 맞아도 고객의 공정에서 문제이면 우리의 문제입니다.\n함께 줄임: 원가는 낭비에서 줄이고 그 몫을 나눕니다.",
        dos="이상을 찾은 사람이 바로 공정을 세우고, 세운 사람을 칭찬합니다.\n불만을 받으면 사흘 안에 첫 답을 하고 원인을 없앤 증거를 보냅니다.\n원료와 부품을 바꿀 때 현장과 고객이 함께 시험합니다.\n협력사의 개선 제안을 한 창구에서 받고 답하는 기한을 지킵니다.\n공정 능력과 불량률을 현장 게시판에 그날 올립니다.",
        donts="납기를 맞추려고 시험을 건너뛰지 않습니다.\n성적서를 다시 쓰거나 시료를 골라 재지 않습니다.\n검사 탈락품을 설명 없이 다른 고객에게 팔지 않습니다.",
        activities="현장 혁신 활동(QSS)으로 낭비와 불량의 원인을 없앱니다.\n설비 자료로 이상을 미리 찾는 스마트 공정을 넓힙니다.\n협력사와 품질 개선 과제를 함께 하고 성과를 나눕니다.\n고객 불만의 원인과 대책을 분기마다 공개합니다.",
        references="포털의 생산성 혁신 사업\n포털의 성과공유 과제와 검증 기록",
    ),
    en=Text(
        purpose="Quality is a promise to the customer kept in the product. We do not sort good from bad at the end; we run the process so that good products come out of it, and when a bad one has left the works we are the first to say so. Low cost comes from less waste and less work done twice, never from a lower standard or from somebody's safety. We write each figure of a test certificate as if a bridge stood on it, because one may.",
        principles="Right at first: a defect is not handed to the next process.\nAs measured: the figures of a certificate are what was measured and cannot be altered.\nIn the customer's place: what fits the specification but fails in the customer's process is our problem.\nSaved together: cost is taken out of waste, and the gain is shared.",
        dos="Let whoever finds something wrong stop the line, and thank who stopped it.\nAnswer a complaint within three days and send proof that its cause is gone.\nTest a change of material or part together with the shop floor and the customer.\nTake suppliers' proposals at one door and keep the dates promised for an answer.\nShow process capability and defects on the shop-floor board the same day.",
        donts="Skip a test to make a delivery date.\nRewrite a certificate or choose the sample that looks best.\nSell rejected goods to another customer without saying so.",
        activities="Shop-floor innovation (QSS) that removes causes of waste and defects.\nSmart processes that see a fault coming in the machine's data.\nQuality tasks with suppliers whose gains are shared.\nCauses and remedies of complaints published each quarter.",
        references="Productivity innovation on the portal\nBenefit-sharing tasks and their verification on the portal",
    ),
    programmes=("benefit-sharing", "support-productivity"),
    kpis=("support.levels", "benefit.tasks"),
)

B3 = Pair(
    ko=Text(
        purpose="누구도 일하다가 다쳐서는 안 됩니다. 제철소에서 일하는 사람의 절반 넘게가 협력사 사람이므로, 안전은 우리 직원만의 약속일 수 없습니다. 우리는 위험을 없애는 설비를 먼저 사고, 그래도 남는 위험은 작업을 멈출 권리로 막습니다. 사고가 없었다는 기록보다 위험을 말했다는 기록을 더 귀하게 여깁니다. 안전한 일터는 행복한 일터의 가장 낮은 계단이기 때문입니다.",
        principles="사람이 먼저: 어떤 생산량도 다친 사람보다 중요하지 않습니다.\n같은 기준: 협력사와 방문자에게 같은 보호구, 같은 교육, 같은 권리를 줍니다.\n멈출 권리: 위험하다고 느끼면 누구나 멈추고 묻습니다.\n배우는 조사: 사고 조사는 벌하려는 것이 아니라 되풀이하지 않으려는 것입니다.",
        dos="작업 전에 위험을 함께 적고 맡은 사람이 소리 내어 확인합니다.\n위험한 작업은 사람 대신 설비로 바꾸는 투자를 먼저 합니다.\n아차 사고를 하루 안에 올리고 한 달 안에 고칩니다.\n작업을 멈춘 사람의 이름이 아니라 멈춘 까닭을 알립니다.\n협력사의 안전 비용을 입찰 가격 경쟁에서 떼어 따로 줍니다.",
        donts="급하다는 이유로 허가 없이 설비에 들어가지 않습니다.\n사고를 숨기거나 협력사에 떠넘기지 않습니다.\n보호구 값이나 교육 시간을 협력사가 물게 하지 않습니다.",
        activities="위험성 평가와 작업 중지 제도를 협력사와 함께 운영합니다.\n안전 지원사업으로 작은 회사의 설비를 고칩니다.\n떨어짐·끼임·질식의 세 위험을 해마다 없애는 목표를 둡니다.\n건강 상담실을 협력사 직원에게 엽니다.",
        references="산업안전보건법\n포털의 안전 지원사업과 지원단 방문 기록",
    ),
    en=Text(
        purpose="Nobody should come to harm at work. More than half of the people in a steelworks are employed by contractors, so safety cannot be a promise to our own staff alone. We first buy the equipment that removes a danger; what danger remains is held by everybody's right to stop. A record of dangers that were spoken of is worth more to us than a record of days without an accident, because a safe workplace is the lowest step of a happy one.",
        principles="People first: no tonnage matters more than a person hurt.\nOne standard: contractors and visitors get the same equipment, training and rights.\nThe right to stop: whoever feels danger stops and asks.\nLearning from it: an inquiry does not look for somebody to punish but for what must not happen again.",
        dos="Write down dangers together before the work, and let each person say their part aloud.\nInvest first where equipment can take a dangerous task from people.\nReport a near miss within a day and mend it within a month.\nTell why work was stopped, not who stopped it.\nTake the cost of safety out of the price competition of tenders and pay it apart.",
        donts="Enter equipment without a permit because there is no time.\nHide an accident or leave it to the contractor.\nLet contractors pay for protective equipment or for hours of training.",
        activities="Risk assessment and the right to stop, run together with contractors.\nEquipment of small companies made safe by the safety programme.\nYearly goals to remove three dangers: falling, being caught, suffocating.\nHealth consultations open to contractors' people.",
        references="Occupational Safety and Health Act\nSafety programme and visits of the support group on the portal",
    ),
    programmes=("support-programmes", "esg"),
    kpis=("esg.actions", "support.projects"),
)

B4 = Pair(
    ko=Text(
        purpose="쇠를 만드는 일은 지금까지 많은 탄소를 남겼습니다. 우리는 그 사실에서 출발하여 법이 요구하기 전에 먼저 바꿉니다. 낮은 탄소의 공정은 한 회사의 설비로 끝나지 않고 원료와 물류와 고객의 쓰임까지 이어지므로, 줄인 양뿐 아니라 공급망에서 함께 줄인 양을 셉니다. 공장 이웃이 마시는 공기와 물이 이 모듈의 첫 번째 성적표입니다.",
        principles="앞서서: 기준이 생기기 전에 재고, 재기 전에 말하지 않습니다.\n전체로: 공장 안에서 줄이고 밖으로 옮기지 않습니다.\n다시 씀: 부산물은 쓰레기가 아니라 다음 원료입니다.\n이웃과: 공기와 물의 숫자를 이웃이 볼 수 있는 곳에 둡니다.",
        dos="온실가스를 공정별로 재고 줄이는 경로를 해마다 고칩니다.\n설비를 들일 때 가장 나은 환경 기술과 견준 까닭을 남깁니다.\n협력사의 에너지 진단 비용을 함께 부담하고 줄인 양을 나누어 셉니다.\n슬래그와 분진과 폐열의 쓰임을 찾는 과제를 공개 모집합니다.\n사고로 새어 나간 것은 한 시간 안에 이웃에게 알립니다.",
        donts="배출권을 사는 것으로 줄이는 일을 대신하지 않습니다.\n근거 없이 친환경이라고 말하지 않습니다.\n환경 설비를 아끼려고 밤에 끄지 않습니다.",
        activities="저탄소 공정 전환 계획과 실적을 해마다 냅니다.\n친환경 구매 목표를 두고 환경표지 제품을 먼저 삽니다.\n중소기업 에너지 진단과 설비 개선을 돕습니다.\n대기와 수질의 측정값을 실시간으로 공개합니다.",
        references="온실가스 배출 관련 법령과 국가 배출계수\n포털의 친환경 구매 원장과 에너지 지원사업",
    ),
    en=Text(
        purpose="Making steel has left much carbon behind until now. We begin from that fact and change before the law asks us to. A low-carbon process does not end at one company's furnace: it runs through raw materials, transport and what customers do with the steel, so we count what was saved along the chain and not only inside our fence. The air and the water of our neighbours are the first report card of this module.",
        principles="Ahead: we measure before a limit exists and do not speak before we measure.\nThe whole: what is lowered inside is not moved outside.\nAgain: a by-product is not waste but the next raw material.\nWith the neighbours: figures of air and water stand where they can see them.",
        dos="Measure greenhouse gases by process and mend the path to less every year.\nRecord why new equipment was chosen against the best environmental technique.\nShare the cost of energy audits at suppliers and count the savings in common.\nCall openly for uses of slag, dust and waste heat.\nTell neighbours within an hour of anything that has escaped.",
        donts="Buy allowances instead of lowering emissions.\nCall a product green without evidence.\nSwitch environmental equipment off at night to save.",
        activities="A plan of low-carbon processes with its results every year.\nGoals for eco-friendly purchases, with labelled products bought first.\nEnergy audits and better equipment for small companies.\nMeasured values of air and water published as they are measured.",
        references="Law on greenhouse-gas emissions and national emission factors\nLedger of eco-friendly purchases and energy programme on the portal",
    ),
    programmes=("esg", "support-programmes"),
    kpis=("support.carbon", "esg.eco"),
)

B5 = Pair(
    ko=Text(
        purpose="마케팅은 팔고 끝나는 일이 아니라 고객이 성공하도록 돕는 일입니다. 고객의 공정에서 강판 한 장이 어떻게 쓰이는지 알면 더 얇게, 더 오래, 더 적은 탄소로 쓰는 길을 함께 찾을 수 있습니다. 그렇게 만든 가치를 우리만 가지지 않고 나눌 때 산업 전체가 앞으로 갑니다. 작은 고객에게도 같은 정보와 같은 약속을 주는 것이 그 시작입니다.",
        principles="고객의 성공: 우리 매출보다 고객의 결과를 먼저 묻습니다.\n근거 있는 말: 성능과 환경의 주장은 시험과 함께 말합니다.\n고른 대우: 물량이 적다는 이유로 정보와 납기를 줄이지 않습니다.\n함께 만든 가치: 공동 개발의 몫을 미리 정합니다.",
        dos="고객의 현장을 해마다 찾아 쓰임과 어려움을 적습니다.\n제품의 탄소와 재활용 정보를 성적서와 함께 줍니다.\n강재를 쓰는 중소기업의 제품을 알리고 인증으로 뒷받침합니다.\n납기와 값이 바뀔 때 까닭과 날짜를 먼저 알립니다.\n불만을 낸 고객에게 고친 결과를 다시 보여 줍니다.",
        donts="경쟁사의 값이나 고객의 비밀을 묻거나 옮기지 않습니다.\n필요하지 않은 제품을 묶어 팔지 않습니다.\n좋은 시험 결과만 골라 알리지 않습니다.",
        activities="고객과 공동으로 강재 활용 기술을 개발합니다.\n이노빌트로 강재를 바르게 쓴 건축 제품을 알립니다.\n고객 교육과 기술 지원을 무료로 엽니다.\n고객 만족도를 재고 낮은 항목의 대책을 공개합니다.",
        references="포털의 이노빌트 등록부\n표시·광고의 공정화에 관한 법률",
    ),
    en=Text(
        purpose="Marketing does not end with a sale; it helps customers to succeed. Who knows how a sheet of steel is used in the customer's process can find, together with the customer, how to use it thinner, longer and with less carbon. When value made in this way is shared instead of kept, a whole industry moves. It begins with giving small customers the same information and the same promises as large ones.",
        principles="The customer's success: we ask for their result before our turnover.\nClaims with evidence: performance and environment are spoken of together with tests.\nEven treatment: small volumes are no reason for less information or later delivery.\nShared value: what each side gains from joint development is agreed beforehand.",
        dos="Visit customers' shop floors every year and write down uses and difficulties.\nGive carbon and recycling data of a product together with its certificate.\nMake products of small companies known that use steel well, and back them by certification.\nTell reasons and dates first when delivery or price changes.\nShow customers who complained what has been mended.",
        donts="Ask for or pass on competitors' prices or customers' secrets.\nSell products in a bundle that nobody needs.\nPublish only those test results that look good.",
        activities="Joint development of steel solutions with customers.\nINNOVILT, which makes building products known that use steel rightly.\nCourses and technical help for customers, free of charge.\nMeasured satisfaction, with remedies for the lowest marks published.",
        references="INNOVILT register on the portal\nFair Labelling and Advertising Act",
    ),
    programmes=("innovilt", "open-sourcing"),
    kpis=("catalog.products",),
)
