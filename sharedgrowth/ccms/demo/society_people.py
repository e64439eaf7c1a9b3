# ruff: noqa: E501
"""Overviews of the demonstration: social contributions, communication, personnel, culture. Written for it."""

from sharedgrowth.ccms.demo.writing import Pair, Text

S1 = Pair(
    ko=Text(
        purpose="회사는 이웃과 함께 삽니다. 사회공헌은 남는 돈을 나누는 일이 아니라 우리가 가진 사람과 기술과 시간을 이웃이 필요로 하는 자리에 쓰는 일입니다. 그래서 활동을 정하기 전에 먼저 묻고, 마친 뒤에는 나아졌는지 함께 확인합니다. 봉사는 스스로 할 때 힘이 있으므로 누구도 떠밀지 않고, 평가에도 쓰지 않습니다. 작은 회사들과 함께하면 한 회사가 할 수 없는 일을 할 수 있습니다.",
        principles="먼저 묻기: 주고 싶은 것이 아니라 필요한 것을 합니다.\n스스로: 봉사와 기부는 자발이며 강요하지 않습니다.\n함께: 협력사, 지역 단체와 계획부터 같이 합니다.\n밝게: 받은 돈과 쓴 돈을 모두 공개합니다.",
        dos="해마다 지역의 수요를 조사하고 결과를 공개합니다.\n우리 기술과 강재로 풀 수 있는 과제를 먼저 고릅니다.\n봉사 시간은 현장에서 확인한 만큼만 적습니다.\n사진과 이름은 동의를 받은 것만 쓰고 거두면 바로 내립니다.\n효과를 재고 좋지 않은 활동은 바꿉니다.",
        donts="구매 담당자가 협력사에 기부를 부탁하지 않습니다.\n도움을 받는 사람을 홍보의 배경으로 쓰지 않습니다.\n참여하지 않은 사람에게 불이익을 주지 않습니다.",
        activities="기업시민 프렌즈와 함께 봉사와 선결제 캠페인을 합니다.\nGEM 매칭그랜트로 임직원의 기부에 같은 금액을 더합니다.\n지역 청년의 취업 교육과 연결을 돕습니다.\n해마다 활동 보고서에 시간과 금액과 효과를 냅니다.",
        references="기부금품의 모집 및 사용에 관한 법률\n포털의 기금과 프렌즈 화면",
    ),
    en=Text(
        purpose="A company lives among neighbours. Contributing to society is not sharing what is left over but using people, technology and time where neighbours need them. So we ask before we choose an activity and look together afterwards whether anything got better. Volunteering is strong when it is free: nobody is pushed, and it is not used in appraisals. Together with small companies we can do what one company cannot.",
        principles="Ask first: we do what is needed, not what we would like to give.\nFree: volunteering and giving are voluntary.\nTogether: suppliers and local groups are there from the planning on.\nIn the light: money received and money spent are published.",
        dos="Survey the needs of the region each year and publish the result.\nChoose first what our technology and our steel can solve.\nNote volunteer hours only as far as they were confirmed on the spot.\nUse photographs and names only with consent, and take them down at once when it is withdrawn.\nMeasure effects and change activities that do not help.",
        donts="Let purchasing officers ask suppliers for donations.\nUse people who receive help as a background for advertising.\nPut anybody at a disadvantage who did not take part.",
        activities="Volunteering and advance-payment campaigns with the Corporate Citizenship Friends.\nThe GEM matching fund, which doubles what employees give.\nTraining and placement for young people of the region.\nA yearly report with hours, amounts and effects.",
        references="Act on Collection and Use of Donations\nFunds and Friends on the portal",
    ),
    programmes=("gem", "jobs", "friends"),
    kpis=("gem.people", "friends.hours", "jobs.completed"),
)

S2 = Pair(
    ko=Text(
        purpose="소통은 꾸미는 일이 아니라 하는 일을 그대로 전하는 일입니다. 우리는 좋은 소식과 나쁜 소식을 같은 속도로 알리고, 물음에는 정한 날 안에 답하며, 숫자에는 출처와 때를 붙입니다. 말하는 것만큼 듣는 것이 중요하므로 듣고 나서 무엇을 바꾸었는지도 알립니다. 누구나 읽을 수 있는 말과 화면을 만드는 것은 친절이 아니라 의무입니다.",
        principles="있는 그대로: 하지 않은 일을 말하지 않습니다.\n같은 속도: 나쁜 소식을 늦추지 않습니다.\n누구나: 장애, 나이, 언어 때문에 읽지 못하는 사람이 없게 합니다.\n들은 뒤: 듣고 바꾼 것을 다시 알립니다.",
        dos="공개하는 숫자마다 단위, 기간, 출처를 적고 근거 행을 엽니다.\n물음에 사흘 안에 첫 답을 하고 늦으면 까닭을 알립니다.\n결정을 알릴 때 영향을 받는 사람에게 먼저 알립니다.\n한국어와 영어로 함께 쓰고 쉬운 말로 고칩니다.\n틀린 것을 찾으면 고친 날과 고친 내용을 남깁니다.",
        donts="확인하지 않은 성과를 발표하지 않습니다.\n비판하는 글을 지우거나 쓴 사람을 찾지 않습니다.\n개인의 이야기를 동의 없이 쓰지 않습니다.",
        activities="포털의 성과 화면에 모든 사업의 숫자를 공개합니다.\n공지, 자주 묻는 질문, 교류회로 듣고 답합니다.\n해마다 이해관계자의 의견과 반영 결과를 냅니다.\n화면과 문서의 접근성을 점검합니다.",
        references="장애인차별금지 및 권리구제 등에 관한 법률\n포털의 공개 자료와 고침 이력",
    ),
    en=Text(
        purpose="Communication does not decorate; it passes on what is done. We tell good and bad news at the same speed, answer questions within set days, and put a source and a time beside each figure. Listening matters as much as speaking, so we also tell what was changed after we listened. Words and pages that everybody can read are not a kindness but a duty.",
        principles="As it is: we do not speak of what was not done.\nThe same speed: bad news is not held back.\nEverybody: nobody is kept from reading by a disability, by age or by language.\nAfter listening: what was changed is told in return.",
        dos="Write unit, period and source beside each published figure and open the rows behind it.\nGive a first answer within three days and say why when it takes longer.\nTell people who are touched by a decision before others.\nWrite in Korean and English together, and in plain words.\nKeep the day and the text of each correction.",
        donts="Announce results that were not checked.\nDelete criticism or search for who wrote it.\nTell a person's story without consent.",
        activities="Figures of all programmes on the portal's impact pages.\nAnnouncements, frequent questions and exchange meetings, which listen and answer.\nA yearly account of what stakeholders said and what came of it.\nRegular checks whether pages and papers can be read by everybody.",
        references="Act on the Prohibition of Discrimination against Persons with Disabilities\nOpen data and corrections on the portal",
    ),
    programmes=("open-sourcing", "tenders"),
    kpis=("ccms.downloads",),
)

P1 = Pair(
    ko=Text(
        purpose="회사의 품격은 사람에게서 나옵니다. 인사는 일에 필요한 것만 묻고 뽑으며, 배우고 싶은 사람이 배우게 하고, 같은 일에 같은 보상을 하는 일입니다. 우리는 본보기가 되는 시민으로 자라도록 돕되 한 가지 모습을 강요하지 않습니다. 아프거나 돌볼 때 자리를 지켜 주고, 떠나는 사람에게도 예의를 다합니다. 협력사에서 일하려는 청년에게도 같은 마음으로 대합니다.",
        principles="일로 보기: 외모, 고향, 가족을 묻지 않습니다.\n자라는 자리: 배울 시간과 옮길 기회를 줍니다.\n같은 보상: 차이가 있으면 까닭을 설명하고 고칩니다.\n지키는 정보: 지원자와 직원의 정보는 필요한 만큼, 필요한 동안만 둡니다.",
        dos="지원서에서 일과 관계없는 항목을 빼고 이름을 가린 채 심사합니다.\n탈락한 사람의 정보를 정한 날에 없애고 증명을 남깁니다.\n직원마다 해마다 닷새의 배움 시간을 보장합니다.\n보상과 승진의 차이를 성별과 고용 형태로 나누어 봅니다.\n기업시민 교육을 현장의 사례로 합니다.",
        donts="주민등록번호, 사진, 가족의 직업을 받지 않습니다.\n돌봄 휴직을 이유로 평가를 낮추지 않습니다.\n협력사 직원의 채용에 끼어들지 않습니다.",
        activities="청년의 꿈 취업 프로그램으로 협력사와 청년을 잇습니다.\n기업시민 학습 과정과 사내 강사를 둡니다.\n공정한 채용 점검을 해마다 밖의 사람에게 맡깁니다.\n세대와 직군을 섞는 멘토링을 합니다.",
        references="채용절차의 공정화에 관한 법률\n개인정보 보호법\n포털의 취업 프로그램",
    ),
    en=Text(
        purpose="A company's grace comes from its people. Personnel work asks and hires by what the work needs, lets those learn who want to learn, and pays equal work equally. We help people to grow into citizens that others look up to, without pressing one shape on them. Places are kept in times of illness and care, and whoever leaves is treated with courtesy. Young people who want to work for our suppliers are met in the same spirit.",
        principles="By the work: we do not ask for looks, birthplace or family.\nRoom to grow: time to learn and chances to move.\nEqual pay: a difference is explained and mended.\nData kept safe: what we know of applicants and employees is kept as far and as long as needed.",
        dos="Leave out of application forms what has no bearing on the work, and review without names.\nDestroy the data of unsuccessful applicants on the set day and keep a certificate.\nGive each employee five days a year to learn.\nLook at pay and promotion by sex and by kind of employment.\nTeach corporate citizenship by cases of the shop floor.",
        donts="Collect resident numbers, photographs or the jobs of relatives.\nMark people down for care leave.\nInterfere with the hiring of suppliers.",
        activities="Youth Dream, which brings suppliers and young people together.\nCourses on corporate citizenship with teachers from our own ranks.\nA yearly check of fair hiring by people from outside.\nMentoring across generations and trades.",
        references="Fair Hiring Procedure Act\nPersonal Information Protection Act\nJob programme on the portal",
    ),
    programmes=("jobs", "gem"),
    kpis=("jobs.trained", "jobs.completed"),
)

P2 = Pair(
    ko=Text(
        purpose="문화는 아무도 보지 않을 때 하는 일입니다. 우리는 누구나 모른다고 말하고 틀렸다고 말할 수 있는 자리를 만들고, 그 말을 지켜 줍니다. 함께 일하는 사람에는 협력사와 계약직과 방문한 사람이 모두 들어갑니다. 회의와 보고를 줄여 얻은 시간은 배우고 쉬는 데 씁니다. 서로 자라게 하는 문화가 있을 때 앞의 열두 모듈이 종이가 아니라 하루가 됩니다.",
        principles="말할 자리: 직급이 아니라 까닭으로 이야기합니다.\n지키는 사람: 문제를 말한 사람을 끝까지 보호합니다.\n같은 동료: 소속과 계약이 달라도 같은 예의로 대합니다.\n쓰는 시간: 일의 시간을 재고 쓸모없는 일을 없앱니다.",
        dos="회의는 목적과 끝나는 시각을 적고 시작합니다.\n잘못을 먼저 말한 사람에게 고맙다고 말합니다.\n괴롭힘의 신고는 그날 받고 정한 절차로 끝까지 다룹니다.\n협력사와 함께 쓰는 공간과 식당을 같게 합니다.\n해마다 문화 진단을 하고 낮은 곳부터 고칩니다.",
        donts="근무 시간 밖에 답을 요구하지 않습니다.\n신고한 사람을 찾거나 옮기지 않습니다.\n협력사 직원에게 반말이나 사적인 심부름을 시키지 않습니다.",
        activities="익명으로 말하고 답을 받는 창구를 둡니다.\n일하는 방식을 고치는 현장 모임을 엽니다.\nESG 구매 교육과 기업시민 교육을 협력사와 함께 듣습니다.\n해마다 자가진단으로 수준을 재고 개선 과제를 둡니다.",
        references="근로기준법의 직장 내 괴롭힘 금지\n포털의 자가진단과 개선 과제",
    ),
    en=Text(
        purpose="Culture is what is done when nobody looks. We make a place in which anyone can say that they do not know or that something is wrong, and protect what was said. Those with whom we work include suppliers, people on a contract and visitors. Time won by fewer meetings and reports is used to learn and to rest. Where people let one another grow, the other twelve modules are not paper but a working day.",
        principles="Room to speak: reasons count, not ranks.\nProtected: whoever speaks of a problem is protected to the end.\nColleagues: the same courtesy, whatever the employer or the contract.\nTime well used: we measure what time is spent on and drop what is useless.",
        dos="Begin a meeting with its purpose and the time it ends.\nThank who is the first to speak of a mistake.\nTake a report of harassment the same day and deal with it to the end by the set procedure.\nGive suppliers' people the same rooms and canteens.\nSurvey the culture every year and mend the lowest mark first.",
        donts="Ask for answers outside working hours.\nSearch for or move somebody who reported.\nSpeak down to suppliers' people or send them on private errands.",
        activities="A door at which one can speak without a name and get an answer.\nShop-floor meetings that change ways of working.\nCourses on ESG purchasing and corporate citizenship taken together with suppliers.\nA yearly self-assessment with levels and actions.",
        references="Ban on workplace harassment in the Labour Standards Act\nSelf-assessment and actions on the portal",
    ),
    programmes=("esg", "ccms"),
    kpis=("ccms.actions", "ccms.units"),
)
