"""Our classes beside those of HS 2022 (six digits) and of CPV 2008.

Codes are facts; the names are ours. A line of ``MAPS``: our class, then HS, then CPV; the letter says how the other
class stands to ours: E the same goods, B broader, N narrower.

Source: World Customs Organization, Harmonized System; Regulation (EC) No 213/2008 (CPV); domain CAT-14.
"""

SCHEMES = {
    "HS": ("2022", "국제 통일 상품 분류(HS)", "Harmonized System"),
    "CPV": ("2008", "유럽 공공조달 분류(CPV)", "Common Procurement Vocabulary"),
}
QUALITY = {"E": "EXACT", "B": "BROADER", "N": "NARROWER"}
HS = """
251810|백운석(소성하지 않은 것)|Dolomite, raw
251820|소성 백운석|Dolomite, calcined
252100|석회석(융제·석회 제조용)|Limestone for flux and lime
252210|생석회|Quicklime
252921|형석(불화칼슘 97% 이하)|Fluorspar up to 97% CaF₂
252922|형석(불화칼슘 97% 초과)|Fluorspar above 97% CaF₂
271019|윤활유와 중질 석유 제품|Lubricating oils and other heavier petroleum oils
280421|아르곤|Argon
280430|질소|Nitrogen
280440|산소|Oxygen
320890|용제형 도료(기타 고분자)|Solvent-borne paints, other polymers
320990|수성 도료(기타 고분자)|Water-borne paints, other polymers
340319|윤활 조제품(석유계)|Lubricating preparations containing petroleum oils
380110|인조 흑연|Artificial graphite
381600|내화 시멘트·모르타르·캐스터블|Refractory cements, mortars and castables
382499|기타 화학 조제품|Other chemical preparations
390690|아크릴 중합체|Acrylic polymers
392010|폴리에틸렌 필름·시트|Polyethylene film and sheet
392690|기타 플라스틱 제품|Other articles of plastics
400922|금속 보강 고무 호스(연결구 있음)|Rubber hoses with metal reinforcement and fittings
400942|기타 보강 고무 호스(연결구 있음)|Rubber hoses otherwise reinforced, with fittings
401011|금속 보강 고무 컨베이어 벨트|Rubber conveyor belts with metal
401012|직물 보강 고무 컨베이어 벨트|Rubber conveyor belts with textile
401031|브이벨트(둘레 60–180 cm, 브이 리브드)|V-ribbed V-belts, 60–180 cm around
401032|브이벨트(둘레 60–180 cm, 그 외)|Other V-belts, 60–180 cm around
401693|고무 개스킷·실|Rubber gaskets and seals
420329|가죽 장갑|Leather gloves
441520|목재 팔레트|Wooden pallets
560790|기타 섬유 로프|Other textile ropes
591190|공업용 섬유 제품|Technical textile articles
611610|고무·플라스틱 코팅 편직 장갑|Knitted gloves, coated
621040|코팅 직물 의류|Garments of coated fabric
630790|기타 섬유 제품|Other made-up textile articles
640340|금속 토캡 가죽 신발|Footwear with a metal toecap
650610|안전 모자|Safety headgear
680422|결합 연마재 숫돌|Grinding wheels of bonded abrasive
680510|연마포|Abrasive cloth
680520|연마지|Abrasive paper
680530|기타 바탕 연마재|Abrasives on other backings
680610|광물면·세라믹 섬유|Mineral wool and ceramic fibre
690220|내화 벽돌(알루미나·실리카 50% 초과)|Refractory bricks above 50% alumina or silica
690290|기타 내화 벽돌|Other refractory bricks
701710|석영 유리 실험기구|Quartz laboratory glassware
701790|기타 실험용 유리기구|Other laboratory glassware
720211|고탄소 망간철|High-carbon ferromanganese
720221|규소철(규소 55% 초과)|Ferrosilicon above 55% Si
720230|규소망간|Silicomanganese
720241|고탄소 크롬철|High-carbon ferrochromium
720270|몰리브덴철|Ferromolybdenum
720291|티타늄철|Ferrotitanium
720292|바나듐철|Ferrovanadium
720293|니오븀철|Ferroniobium
720510|철강 입자(쇼트)|Iron and steel granules
720851|열연 강판(두께 10 mm 초과)|Hot-rolled plate above 10 mm
720852|열연 강판(두께 4.75–10 mm)|Hot-rolled plate, 4.75–10 mm
721240|도장 강대(폭 600 mm 미만)|Painted steel strip under 600 mm wide
721499|기타 열간 압연 봉강|Other hot-rolled bars
721621|ㄱ형강(80 mm 미만)|Angles under 80 mm
721631|ㄷ형강(80 mm 이상)|Channels from 80 mm
721632|I형강(80 mm 이상)|I sections from 80 mm
721633|H형강(80 mm 이상)|H sections from 80 mm
721640|ㄱ·T형강(80 mm 이상)|Angles and T sections from 80 mm
722920|규소망간강 선재(합금강선)|Wire of silico-manganese steel
730439|기타 이음매 없는 강관|Other seamless steel pipe
730441|냉간 이음매 없는 스테인리스강관|Cold-finished seamless stainless pipe
730449|기타 이음매 없는 스테인리스강관|Other seamless stainless pipe
730630|용접 강관(원형)|Welded round steel pipe
730640|용접 스테인리스강관(원형)|Welded round stainless pipe
730661|각형 용접 강관|Welded square and rectangular tube
730721|스테인리스강 플랜지|Stainless steel flanges
730791|철강 플랜지|Steel flanges
731210|와이어로프·강연선|Wire rope and strand
731511|롤러 체인|Roller chain
731589|기타 체인|Other chain
731815|볼트·나사|Bolts and screws
731816|너트|Nuts
731822|와셔(스프링 제외)|Washers, not spring
732690|기타 철강 제품|Other articles of iron or steel
760429|알루미늄 합금 형재|Aluminium alloy profiles
820411|고정식 스패너|Fixed spanners
831110|피복 아크 용접봉|Coated arc-welding electrodes
831120|플럭스 코어드 와이어|Cored arc-welding wire
841221|유압 실린더|Hydraulic cylinders
841350|왕복 용적식 펌프|Reciprocating displacement pumps
841360|회전 용적식 펌프|Rotary displacement pumps
841370|원심 펌프|Centrifugal pumps
841459|송풍기|Fans and blowers
841480|공기 압축기 등|Air compressors and others
841610|액체 연료 버너|Burners for liquid fuel
841620|가스·미분탄 버너|Burners for gas and pulverised fuel
842129|액체 여과기(기타)|Other liquid filters
842199|여과기 부분품|Parts of filters
842410|소화기|Fire extinguishers
842511|전동 호이스트|Electric hoists
842519|수동 호이스트|Hand-operated hoists
843139|운반 기계 부분품|Parts of conveying machinery
848140|안전밸브|Safety valves
848180|기타 밸브|Other valves
848210|볼 베어링|Ball bearings
848220|테이퍼 롤러 베어링|Tapered roller bearings
848230|자동 조심 롤러 베어링|Spherical roller bearings
848240|니들 베어링|Needle bearings
848250|원통 롤러 베어링|Cylindrical roller bearings
848280|기타 베어링|Other rolling bearings
848320|베어링 하우징(베어링 포함)|Bearing housings with bearings
848330|베어링 하우징·미끄럼 베어링|Bearing housings and plain bearings
848340|기어·감속기|Gears and gearing
848360|클러치·커플링|Clutches and couplings
848420|메커니컬 실|Mechanical seals
848490|기타 개스킷 세트|Other gasket sets
850151|다상 전동기(750 W 이하)|Multi-phase motors up to 750 W
850152|다상 전동기(750 W–75 kW)|Multi-phase motors, 750 W to 75 kW
850153|다상 전동기(75 kW 초과)|Multi-phase motors above 75 kW
850421|유입 변압기(650 kVA 이하)|Liquid transformers up to 650 kVA
850422|유입 변압기(650 kVA–10 MVA)|Liquid transformers, 650 kVA to 10 MVA
850433|기타 변압기(16–500 kVA)|Other transformers, 16–500 kVA
850440|정지형 변환기|Static converters
850610|망간·알칼리 일차 전지|Manganese dioxide cells
850650|리튬 일차 전지|Lithium cells
853620|자동 차단기(1,000 V 이하)|Circuit breakers up to 1,000 V
853650|기타 스위치(1,000 V 이하)|Other switches up to 1,000 V
854370|기타 전기 기기|Other electrical apparatus
854449|전선(1,000 V 이하)|Conductors up to 1,000 V
854460|전선(1,000 V 초과)|Conductors above 1,000 V
854511|노용 탄소 전극|Carbon electrodes for furnaces
900490|보안경|Protective spectacles and goggles
902519|기타 온도계·고온계|Other thermometers and pyrometers
902610|유량·액면 계측기|Flow and level instruments
902620|압력 계측기|Pressure instruments
903149|기타 광학 계측기|Other optical measuring instruments
"""
CPV = """
09211000-1|윤활유·윤활제|Lubricants
09211400-5|기어유|Gear oil
09211610-0|유압유|Hydraulic oil
09211630-6|방청유|Rust-preventive oil
09211640-9|전기 절연유|Insulating oil
14621000-0|합금철|Ferro-alloy
14622000-7|강재|Steel goods
14810000-2|연마 제품|Abrasives
14811300-2|연삭 숫돌|Wheels for grinding
14812000-6|연마 분말·입자|Abrasive grain
14814000-0|인조 흑연|Synthetic graphite
18141000-9|작업용 장갑|Gloves for work
18143000-3|보호 장구|Protective equipment
18444110-7|안전모·헬멧|Protective helmets
18831000-3|금속 토캡 안전화|Metal-toecap footwear
24111100-6|아르곤|Argon gas
24111700-2|질소|Nitrogen gas
24111900-4|산소|Oxygen gas
24951000-5|그리스·윤활제|Grease and lubricant
24958200-6|응집제|Flocculant
24962000-5|수처리 약품|Chemicals for water treatment
24963000-2|방식·방청 제품|Corrosion preventives
31132000-0|다상 전동기|Polyphase motors
31151000-9|정지형 변환기|Static power converters
31155000-7|인버터|Inverter units
31212000-5|차단기|Breakers
31213200-4|배전용 변압기|Transformers for distribution
31300000-9|절연 전선·케이블|Insulated wires and cables
31321200-4|저압·중압 케이블|Low and medium voltage cables
31321300-5|고압 케이블|High voltage cables
31321600-8|차폐 케이블|Screened cable
31411000-0|알칼리 전지|Alkaline cells
31420000-6|일차 전지|Primary cells
31660000-0|탄소 전극|Electrodes of carbon
33735100-2|보안경|Goggles for protection
33793000-5|실험용 유리기구|Glassware for laboratories
34312600-3|고무 컨베이어 벨트|Conveyor belts of rubber
34312700-4|고무 전동 벨트|Drive belts of rubber
35111300-8|소화기|Extinguishers
35113000-9|안전 장비|Safety gear
35113400-3|보호복·안전복|Protective clothing
35125100-7|센서|Sensing devices
38417000-1|열전대|Thermocouple elements
38421110-6|유량계|Meters of flow
38423000-6|압력 계측기|Pressure measurement
39525200-0|천 필터 여재|Cloth filter elements
39541220-4|줄걸이·슬링|Lifting slings
42121100-4|유압·공압 실린더|Fluid-power cylinders
42122000-0|펌프|Pumps of all kinds
42122130-0|물 펌프|Pumps for water
42122230-1|정량 펌프|Metering pumps
42122430-3|원심 펌프|Pumps, centrifugal
42122440-6|회전 펌프|Pumps, rotary
42123200-9|회전식 압축기|Compressors, rotary
42131100-7|기능별 밸브|Valves by function
42131142-3|조절 밸브|Valves for control
42131147-8|안전밸브|Valves for safety
42131230-7|게이트 밸브|Valves, gate
42131260-6|볼 밸브|Valves, ball
42141000-9|미끄럼 베어링·구동 요소|Plain bearings and drive elements
42141300-2|기어·감속기|Gear drives
42141700-6|축 커플링|Couplings for shafts
42310000-2|노용 버너|Burners for furnaces
42416300-8|호이스트|Hoisting gear
42417310-8|컨베이어 벨트|Belts for conveyors
42419810-7|벨트 컨베이어 부품|Belt conveyor parts
42419900-5|양중 장비 부품|Lifting gear parts
42522000-1|산업용 송풍기|Industrial fans
42913300-2|오일 필터|Filters for oil
44111100-2|벽돌|Brick
44143000-4|팔레트|Load pallets
44163100-1|관|Piping
44165100-5|호스|Hose
44167110-2|플랜지|Pipe flanges
44176000-4|필름|Films
44315200-3|용접 재료|Welding consumables
44316400-2|철물|Ironware
44317000-5|철강 슬링|Steel slings
44331000-9|봉강|Bar
44333000-3|철선|Steel wire
44334000-0|형재|Profile sections
44425000-5|링·실류|Rings and seals
44425200-7|고무 실|Seals of rubber
44440000-6|베어링|Bearings of all kinds
44442000-0|롤러 베어링|Roller bearing units
44500000-5|공구·체인·철물|Tools, chain and hardware
44512500-7|스패너|Spanner tools
44531000-1|나사 체결품|Threaded fastening parts
44531400-5|볼트|Bolt fasteners
44531510-9|볼트·나사|Bolts with screws
44531600-7|너트|Nut fasteners
44532200-0|와셔|Washer rings
44810000-1|도료|Paint
44921200-4|석회|Lime products
44921300-5|석회석|Limestone rock
44922200-1|백운석|Dolomite rock
"""
MAPS = """
11101507|854511:N 380110:B|14814000-0:B 31660000-0:B
11101508|251810:N 251820:N|44922200-1:E
11101524|252921:N 252922:N|
11101712|720211:N 720221:N 720230:N 720241:N 720270:N 720291:N 720292:N 720293:N|14621000-0:E
11111608|252100:E|44921300-5:E
12141903|280430:E|24111700-2:E
12141904|280440:E|24111900-4:E
12142004|280421:E|24111100-6:E
15121502|340319:B 271019:B|09211000-1:B
15121503|271019:B|09211400-5:E
15121504|271019:B|09211610-0:E
15121505|271019:B|09211640-9:E
15121525|271019:B|09211000-1:B
15121802|340319:B|09211630-6:E
15121804|340319:B|24963000-2:B
15121902|340319:B 271019:B|24951000-5:B
23131503|680422:B|14811300-2:E
23171510|831120:B 722920:B|44315200-3:B
23171515|831110:E|44315200-3:B
24101602|842511:N 842519:N|42416300-8:E
24101611|731210:B 560790:B 731589:B|39541220-4:E 44317000-5:N
24101701|843139:B|42419810-7:B
24101715|401011:N 401012:N|34312600-3:B 42417310-8:E
24112505|441520:B 392690:B|44143000-4:E
24141501|392010:B|44176000-4:B
26101601|850152:N 850153:N 850151:N|31132000-0:B
26111524|848340:B|42141300-2:B
26111526|850152:B 848340:B|31132000-0:B
26111705|850610:N 850650:N|31420000-6:B 31411000-0:N
26111801|401031:N 401032:N|34312700-4:B
26121603|854449:B|31300000-9:B 31321600-8:N
26121629|854449:B 854460:N|31321200-4:B 31321300-5:N
27111706|820411:B|44512500-7:B
27121602|841221:B|42121100-4:B
30101504|721621:N 721640:B|44334000-0:B
30101604|721499:N|44331000-9:B
30101704|721633:N 721632:N|44334000-0:B
30101804|721631:N|44334000-0:B
30102204|720851:N 720852:N|14622000-7:B
30102304|730661:N 730630:B|44334000-0:B
30102306|760429:B|44334000-0:B
30111607|252210:E|44921200-4:B
31151505|731210:E|44333000-3:B
31151603|731511:E|44500000-5:B
31151901|721240:B|
31161505|731815:B|44531000-1:B
31161518|731815:B|44531510-9:B
31161619|731815:B|44531400-5:B
31161620|731815:B|44531400-5:B
31161727|731816:B|44531600-7:B
31161807|731822:B|44532200-0:B
31162605|732690:B|42419900-5:B
31162803|732690:B|44316400-2:B
31163002|848360:B|42141700-6:B
31171504|848210:E|44440000-6:B
31171505|848250:N 848220:N 848230:N|44442000-0:E
31171507|848210:B 848280:B|44440000-6:B
31171511|848320:E|44440000-6:B
31171512|848240:E|44440000-6:B
31171605|848330:B|42141000-9:B
31171707|848340:B|42141300-2:B
31181506|401693:B|44425200-7:B
31181602|401693:B|44425200-7:B
31181604|848420:E|44425000-5:B
31181701|848490:B|44425000-5:B
31191506|680520:N 680530:N 680510:N|14810000-2:B
31191512|720510:E|14812000-6:B
31211504|320890:N 320990:N|44810000-1:B
31371003|680610:B|
31371104|690290:B|44111100-2:B
31371105|690220:B|44111100-2:B
31371201|381600:B|
31371203|381600:B|
39121001|850421:N 850422:N 850433:B|31213200-4:E
39121007|850440:B|31151000-9:B 31155000-7:N
39121528|854370:B 903149:B|35125100-7:B
39121550|853650:B|35125100-7:B
39121616|853620:B|31212000-5:B
40101601|841459:B|42522000-1:B
40101834|841620:N 841610:N|42310000-2:E
40141604|848140:E|42131147-8:E
40141605|848180:B|42131100-7:B
40141607|848180:B|42131260-6:E
40141609|848180:B|42131142-3:E
40141613|848180:B|42131230-7:E
40142006|400922:N 400942:N|44165100-5:B
40142101|730630:N 730439:N 730661:N|44163100-1:B
40142117|730640:N 730441:N 730449:N|44163100-1:B
40142403|730791:B 730721:N|44167110-2:B
40142407|730791:B 730721:N|44167110-2:B
40142412|730791:B 730721:N|44167110-2:B
40151503|841370:B|42122430-3:E
40151505|841350:B|42122230-1:E
40151513|841370:B|42122130-0:B
40151533|841350:B 841360:B|42122000-0:B
40151551|841360:B|42122440-6:B
40151609|841480:B|42123200-9:B
40161508|591190:B 842199:B|39525200-0:B
40161515|842129:B 842199:B|42913300-2:B
41112206|902519:B|38417000-1:E
41112410|902620:B|38423000-6:B
41112501|902610:B|38421110-6:E
41121803|701710:N 701790:N 392690:B|33793000-5:B
41121804|701710:N 701790:N|33793000-5:B
46181504|420329:N 611610:N|18141000-9:E
46181518|621040:B|35113400-3:B
46181605|640340:E|18831000-3:E
46181704|650610:E|18444110-7:B
46181804|900490:B|33735100-2:E
46182002|630790:B|18143000-3:B
46182306|630790:B|35113000-9:B
46191601|842410:E|35111300-8:E
47101602|382499:B|24962000-5:B
47101606|382499:B|24962000-5:B
47101608|390690:B 382499:B|24958200-6:E
"""


def others() -> list[tuple[str, str, str, str]]:
    """(scheme, code, Korean, English) of each class of another scheme that ours stand beside."""
    return [
        (scheme, *line.split("|"))  # type: ignore[misc]
        for scheme, text in (("HS", HS), ("CPV", CPV))
        for line in text.strip().splitlines()
    ]


def maps() -> list[tuple[str, str, str, str]]:
    """(our code, scheme, its code, quality)."""
    found = []
    for line in MAPS.strip().splitlines():
        code, *sides = line.split("|")
        for scheme, side in zip(("HS", "CPV"), sides, strict=True):
            found += [(code, scheme, *_pair(pair)) for pair in side.split()]
    return found


def _pair(text: str) -> tuple[str, str]:
    other, _colon, letter = text.partition(":")
    return other, QUALITY[letter]
