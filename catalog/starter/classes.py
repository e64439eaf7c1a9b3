"""Our classes: code, Korean name, English name. Every class has all of its ancestors here."""

RELEASE = "7.0901"
CLASSES = """
15000000|연료·윤활·방청|Fuels, lubricants and anti-corrosives
15120000|윤활유·그리스·방청제|Lubricants, greases and anti-corrosives
15121500|윤활유|Lubricating oils
15121503|기어유|Gear oil
15121504|유압 작동유|Hydraulic oil
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
24101700|컨베이어|Conveyors and parts
24101701|컨베이어 롤러|Conveyor rollers
24101715|컨베이어 벨트|Conveyor belts
24140000|포장 자재|Packing supplies
24141500|고정·보호 포장재|Securing and protective packing
24141501|랩 필름|Stretch wrap film
26000000|동력·전기|Power and electrical
26100000|동력원|Power sources
26101600|전동기|Electric motors
26101601|유도 전동기|Induction motors
26110000|전지·동력 전달|Batteries and power transmission
26111500|동력 전달 장치|Power transmission
26111526|기어드 모터|Geared motors
26111700|전지|Batteries
26111705|건전지|Dry cell batteries
26120000|전선·케이블|Wire and cable
26121600|전기 케이블|Electrical cable
26121603|제어 케이블|Control cable
26121629|전력 케이블|Power cable
27000000|공구·범용 기계|Tools and general machinery
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
31163000|커플링|Couplings
31163002|기어 커플링|Gear couplings
31170000|베어링·기어|Bearings and gears
31171500|베어링|Bearings
31171504|볼 베어링|Ball bearings
31171505|롤러 베어링|Roller bearings
31171507|스러스트 베어링|Thrust bearings
31171511|필로우 블록 베어링|Pillow block bearings
31171512|니들 베어링|Needle bearings
31180000|개스킷·실|Gaskets and seals
31181500|개스킷|Gaskets
31181506|오링|O-rings
31181600|실|Seals
31181604|메커니컬 실|Mechanical seals
31370000|내화물|Refractories
31371100|내화 벽돌|Refractory bricks
31371105|고알루미나 벽돌|High-alumina bricks
31371200|부정형 내화물|Castables
31371201|치밀 캐스터블|Dense castables
31371203|저시멘트 캐스터블|Low-cement castables
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
46000000|안전·보안|Safety and security
46180000|개인 보호구|Personal protection
46181500|보호복·장갑|Protective clothing
46181504|보호 장갑|Protective gloves
46181600|안전화|Safety footwear
46181605|작업용 안전화|Safety shoes
46181700|머리·얼굴 보호구|Head and face protection
46181704|안전모|Safety helmets
"""


def rows() -> list[tuple[str, str, str]]:
    """(code, Korean, English), parents before children."""
    parts = (line.split("|") for line in CLASSES.strip().splitlines())
    return sorted(((code, ko, en) for code, ko, en in parts), key=lambda row: (len(row[0].rstrip("0")) + 1) // 2)
