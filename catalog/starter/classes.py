"""Our classes: code, Korean name, English name. Every class has all of its ancestors here."""

RELEASE = "7.0901"
CLASSES = """
11000000|광물·원료|Minerals and raw materials
11100000|광석·금속 원료|Ores, minerals and metals
11101500|광물 부원료|Minerals
11101507|흑연 전극·흑연재|Graphite electrodes and graphite
11101508|백운석|Dolomite
11101524|형석|Fluorspar
11101700|금속 원료|Base metals
11101712|합금철|Ferro-alloys
11110000|토사·석재|Earth and stone
11111600|석재|Stone
11111608|석회석|Limestone
12000000|화학품·가스|Chemicals and gases
12140000|원소·산업용 가스|Elements and industrial gases
12141900|비금속·순수 가스|Non-metals and pure gases
12141903|질소|Nitrogen
12141904|산소|Oxygen
12142000|불활성 가스|Noble gases
12142004|아르곤|Argon
15000000|연료·윤활·방청|Fuels, lubricants and anti-corrosives
15120000|윤활유·그리스·방청제|Lubricants, greases and anti-corrosives
15121500|윤활유|Lubricating oils
15121502|절삭유·압연유|Cutting and rolling oils
15121503|기어유|Gear oil
15121504|유압 작동유|Hydraulic oil
15121505|변압기유|Transformer oil
15121525|열처리유|Quenching oils
15121800|방청제|Anti-corrosives
15121802|방청유|Rust preventive oil
15121804|방청 처리제|Rust-proofing agent
15121900|그리스|Greases
15121902|산업용 그리스|Industrial grease
23000000|제조·가공 설비|Manufacturing and processing equipment
23130000|연마 설비·소모품|Grinding equipment and consumables
23131500|연삭·연마용품|Grinding and polishing supplies
23131503|연삭 숫돌|Grinding wheels
23170000|작업장 설비|Workshop equipment
23171500|용접 설비·재료|Welding equipment and consumables
23171510|용접 와이어|Welding wire
23171515|용접봉|Welding electrodes
24000000|물류·보관 설비|Material handling and storage
24100000|운반 설비|Material handling equipment
24101600|양중 장비|Lifting equipment
24101602|호이스트|Hoists
24101611|슬링|Slings
24101700|컨베이어|Conveyors and parts
24101701|컨베이어 롤러|Conveyor rollers
24101715|컨베이어 벨트|Conveyor belts
24110000|용기·적재 자재|Containers and load carriers
24112500|적재·운송 용품|Load carriers for distribution
24112505|팔레트|Pallets
24140000|포장 자재|Packing supplies
24141500|고정·보호 포장재|Securing and protective packing
24141501|랩 필름|Stretch wrap film
26000000|동력·전기|Power and electrical
26100000|동력원|Power sources
26101600|전동기|Electric motors
26101601|유도 전동기|Induction motors
26110000|전지·동력 전달|Batteries and power transmission
26111500|동력 전달 장치|Power transmission
26111524|감속기|Gear units
26111526|기어드 모터|Geared motors
26111700|전지|Batteries
26111705|건전지|Dry cell batteries
26111800|전동 벨트|Drive belts and components
26111801|브이벨트|V-belts
26120000|전선·케이블|Wire and cable
26121600|전기 케이블|Electrical cable
26121603|제어 케이블|Control cable
26121629|전력 케이블|Power cable
27000000|공구·범용 기계|Tools and general machinery
27110000|작업 공구|Hand tools
27111700|렌치·드라이버|Wrenches and drivers
27111706|양구 스패너|Open-end wrenches
27120000|유압 기기|Hydraulic equipment
27121600|유압 실린더·피스톤|Hydraulic cylinders and pistons
27121602|유압 실린더|Hydraulic cylinders
30000000|구조·건축 자재|Structural and building materials
30100000|형강·봉강·판재|Sections, bars and plate
30101500|ㄱ형강|Angles
30101504|ㄱ형강(강재)|Steel angles
30101600|봉강|Bars
30101604|봉강(강재)|Steel bars
30101700|보 형강|Beams
30101704|H형강·I형강|Steel beams (H and I sections)
30101800|ㄷ형강|Channels
30101804|ㄷ형강(강재)|Steel channels
30102200|판재|Plate
30102204|후판·강판|Steel plate
30102300|형재|Profiles
30102304|강관 형재(각형·원형)|Steel profiles and hollow sections
30102306|알루미늄 형재|Aluminium profiles
30110000|시멘트·석회|Cement and lime products
30111600|시멘트·석회류|Cement and lime
30111607|생석회|Burnt lime
31000000|기계 요소·부품|Machine elements and components
31150000|로프·체인·밴드|Rope, chain and strapping
31151500|로프|Rope
31151505|와이어로프|Wire rope
31151600|체인|Chain
31151603|롤러 체인|Roller chain
31151900|밴드|Strapping
31151901|강대 밴드|Steel strapping
31160000|체결 부품|Fasteners and couplings
31161500|나사|Screws
31161505|멈춤 나사|Set screws
31161518|육각 구멍붙이 나사|Socket screws
31161600|볼트|Bolts
31161619|스터드 볼트|Stud bolts
31161620|육각 볼트|Hexagon bolts
31161700|너트|Nuts
31161727|육각 너트|Hexagon nuts
31161800|와셔|Washers
31161807|평와셔|Plain washers
31162600|고리|Hooks
31162605|인양 훅|Lifting hooks
31162800|줄걸이·철물|Rigging hardware
31162803|섀클|Shackles
31163000|커플링|Couplings
31163002|기어 커플링|Gear couplings
31170000|베어링·기어|Bearings and gears
31171500|베어링|Bearings
31171504|볼 베어링|Ball bearings
31171505|롤러 베어링|Roller bearings
31171507|스러스트 베어링|Thrust bearings
31171511|필로우 블록 베어링|Pillow block bearings
31171512|니들 베어링|Needle bearings
31171600|부싱|Bushings
31171605|축 부싱|Shaft bushings
31171700|기어|Gears
31171707|스퍼 기어|Spur gears
31180000|개스킷·실|Gaskets and seals
31181500|개스킷|Gaskets
31181506|오링|O-rings
31181600|실|Seals
31181602|오일 실(고무)|Rubber shaft seals
31181604|메커니컬 실|Mechanical seals
31181700|패킹|Packings
31181701|글랜드 패킹|Gland packings
31190000|연마 자재|Grinding and polishing materials
31191500|연마재|Abrasives
31191506|연마 디스크|Abrasive discs
31191512|쇼트볼|Blasting shot
31210000|도료|Paints and finishes
31211500|페인트·프라이머|Paints and primers
31211504|방식 도료|Protective coating paints
31370000|내화물|Refractories
31371000|세라믹 섬유|Ceramic fibre products
31371003|내화 블랭킷|Refractory blankets
31371100|내화 벽돌|Refractory bricks
31371104|규석 벽돌|Silica bricks
31371105|고알루미나 벽돌|High-alumina bricks
31371200|부정형 내화물|Castables
31371201|치밀 캐스터블|Dense castables
31371203|저시멘트 캐스터블|Low-cement castables
39000000|전기 기기|Electrical equipment
39120000|전기 부품·제어|Electrical components and control
39121000|전력 변환|Power conversion
39121001|배전용 변압기|Distribution transformers
39121007|인버터(주파수 변환기)|Frequency converters
39121500|스위치·센서|Switches and sensors
39121528|광전 센서|Photoelectric sensors
39121550|근접 센서|Proximity sensors
39121600|회로 보호|Circuit protection
39121616|배선용 차단기|Moulded-case circuit breakers
40000000|배관·유체·환기|Piping, fluids and ventilation
40100000|난방·환기|Heating and ventilation
40101600|송풍·환기 기기|Fans and blowers
40101601|송풍기|Blowers
40101800|가열 기기|Heating equipment
40101834|버너|Burners
40140000|유체·가스 배관|Fluid and gas distribution
40141600|밸브|Valves
40141604|안전밸브|Safety valves
40141605|솔레노이드 밸브|Solenoid valves
40141607|볼 밸브|Ball valves
40141609|조절 밸브|Control valves
40141613|게이트 밸브|Gate valves
40142000|호스|Hoses
40142006|유압·오일 호스|Oil hoses
40142100|관|Pipe
40142101|탄소강관|Carbon steel pipe
40142117|스테인리스강관|Stainless steel pipe
40142400|플랜지|Pipe flanges
40142403|맹플랜지|Blind flanges
40142407|판 플랜지|Plate flanges
40142412|웰드넥 플랜지|Weld-neck flanges
40150000|펌프·압축기|Pumps and compressors
40151500|펌프|Pumps
40151503|원심펌프|Centrifugal pumps
40151505|정량펌프|Dosing pumps
40151513|수중펌프|Submersible pumps
40151533|유압펌프|Hydraulic pumps
40151551|기어펌프|Gear pumps
40151600|압축기|Compressors
40151609|스크루 압축기|Screw compressors
40160000|여과·집진|Filtering and purification
40161500|필터|Filters
40161508|집진 백필터|Bag filters
40161515|유압 필터|Hydraulic filters
41000000|계측·시험 기기|Measuring and testing equipment
41110000|계측 기기|Measuring instruments
41112200|온도 계측|Temperature measurement
41112206|열전대|Thermocouples
41112400|압력 계측|Pressure measurement
41112410|압력 전송기|Pressure transmitters
41112500|유량 계측|Flow measurement
41112501|유량계|Flow meters
41120000|시험실 용품|Laboratory supplies
41121800|시험실 유리·플라스틱 기구|Laboratory glass and plastic ware
41121803|비커|Beakers
41121804|플라스크|Flasks
46000000|안전·보안|Safety and security
46180000|개인 보호구|Personal protection
46181500|보호복·장갑|Protective clothing
46181504|보호 장갑|Protective gloves
46181518|방열복|Heat-resistant clothing
46181600|안전화|Safety footwear
46181605|작업용 안전화|Safety shoes
46181700|머리·얼굴 보호구|Head and face protection
46181704|안전모|Safety helmets
46181800|눈 보호구|Eye protection
46181804|보안경(고글)|Goggles
46182000|호흡 보호구|Respiratory protection
46182002|방진 마스크|Respirators
46182300|추락 방지|Fall protection
46182306|안전대|Safety harnesses
46190000|소방|Fire protection
46191600|소방 기구|Fire-fighting equipment
46191601|소화기|Fire extinguishers
47000000|환경·수처리|Water and cleaning supplies
47100000|용수·폐수 처리|Water and waste-water treatment
47101600|수처리 약품|Water treatment chemicals
47101602|스케일 방지제|Scale inhibitors
47101606|부식 억제제|Corrosion inhibitors
47101608|응집제|Flocculants
"""


def rows() -> list[tuple[str, str, str]]:
    """(code, Korean, English), parents before children."""
    parts = (line.split("|") for line in CLASSES.strip().splitlines())
    return sorted(((code, ko, en) for code, ko, en in parts), key=lambda row: (len(row[0].rstrip("0")) + 1) // 2)
