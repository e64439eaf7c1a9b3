"""Attributes: machine parts, drives, piping, pumps and filters. The notation is told in ``attributes``."""

ATTRIBUTES = """
24101700|width|폭|Width|NUM!~1%.0|length mm
24101700|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
24101700|standard|적용 규격|Standard|TEXT
24101700|material|재질|Material|TEXT
24101700|speed|최고 이송 속도|Maximum conveying speed|NUM>.1|speed m/s
24101700|mass|질량|Mass|NUM?~5%.1|mass kg
24101701|outside_diameter|외경|Outside diameter|NUM!~1%.1|length mm
24101701|load|허용 하중|Load capacity|NUM>.1|force kN
24101701|shaft|축 지름|Shaft diameter|NUM~1%.1|length mm
24101701|tube|롤러관 두께|Tube wall|NUM>~5%.1|length mm
24101701|runout|반지름 흔들림|Radial run-out|NUM<.2|length mm
24101715|thickness|두께|Thickness|NUM!~1%.1|length mm
24101715|tensile|인장 강도|Tensile strength|NUM>.0|pressure MPa
24101715|plies|포 층수|Number of plies|NUM.0|count 1
24101715|flame_retardant|난연|Flame-retardant|BOOL
24101715|cover_top|상부 커버 두께|Top cover|NUM>~10%.1|length mm
24101715|cover_bottom|하부 커버 두께|Bottom cover|NUM>~10%.1|length mm
24101715|wear|마모량(mm³)|Abrasion (mm³)|NUM<.0|count 1
26111500|output_rotation|출력 회전수|Output speed|NUM~3%.1|rotation /min
26111500|service_factor|서비스 팩터|Service factor|NUM>.2|count 1
26111500|mounting|설치 방식|Mounting|ENUM||foot:풋 장착:Foot,flange:플랜지 장착:Flange,shaft:축 장착:Shaft-mounted
26111500|ip|보호 등급|Ingress protection|TEXT
26111500|noise|소음|Sound level|NUM<.0|sound dB
26111500|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
26111500|mass|질량|Mass|NUM?~5%.1|mass kg
26111524|ratio|감속비|Reduction ratio|NUM!~2%.2|count 1
26111524|torque|출력 토크|Output torque|NUM!>~3%.0*30|torque N.m
26111524|shaft|출력축 지름|Output shaft|NUM~1%.1|length mm
26111526|power|출력|Rated power|NUM!>.2|power kW
26111526|ratio|감속비|Reduction ratio|NUM!.1|count 1
26111526|torque|출력 토크|Output torque|NUM>.0|torque N.m
26111800|section|단면 형식|Section|TEXT!
26111800|length|유효 길이|Effective length|NUM!~0.5%.0*30|length mm
26111800|top_width|윗면 폭|Top width|NUM~2%.1|length mm
26111800|height|높이|Height|NUM~3%.1|length mm
26111800|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
26111800|oil_resistant|내유성|Oil-resistant|BOOL
26111800|antistatic|대전 방지|Antistatic|BOOL
26111800|material|재질|Material|TEXT
26111800|standard|적용 규격|Standard|TEXT
27121600|bore|실린더 내경|Cylinder bore|NUM!~1%.0|length mm
27121600|stroke|행정|Stroke|NUM!>.0|length mm
27121600|pressure|사용 압력|Working pressure|NUM!>.1|pressure MPa
27121600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
27121600|rod|로드 지름|Rod diameter|NUM~1%.0|length mm
27121600|mounting|설치 방식|Mounting|ENUM||clevis:클레비스:Clevis,flange:플랜지:Flange,trunnion:트러니언:Trunnion,foot:풋:Foot
27121600|cushion|쿠션|Cushioning|BOOL
27121600|seal|실 재질|Seal material|TEXT
27121600|speed|최고 피스톤 속도|Maximum piston speed|NUM>.0|speed mm/s
27121600|mass|질량|Mass|NUM?~5%.1|mass kg
31150000|standard|적용 규격|Standard|TEXT
31151500|diameter|지름|Diameter|NUM!~1%.1|length mm
31151500|breaking_load|파단 하중|Breaking load|NUM!>.1|force kN
31151500|construction|구성|Construction|TEXT
31151500|core|심|Core|ENUM||fc:섬유심 FC:Fibre core FC,iwrc:와이어심 IWRC:Wire rope core IWRC
31151500|lay|꼬임|Lay|ENUM||zo:보통 Z:Ordinary right,so:보통 S:Ordinary left,zl:랭 Z:Lang right,sl:랭 S:Lang left
31151500|wire_grade|소선 인장 강도|Wire tensile grade|NUM>.0|pressure MPa
31151500|finish|표면 처리|Finish|ENUM||bare:무도금:Ungalvanised,galvanised:아연 도금:Galvanised
31151500|line_mass|단위 질량|Mass per length|NUM?~3%.2|line_mass kg/m
31151500|length|길이|Length|NUM>.0|length m
31151600|pitch|피치|Pitch|NUM!~1%.3|length mm
31151600|breaking_load|파단 하중|Breaking load|NUM>.1|force kN
31151600|roller|롤러 지름|Roller diameter|NUM~1%.2|length mm
31151600|inner_width|내링크 폭|Inner width|NUM~1%.2|length mm
31151600|pin|핀 지름|Pin diameter|NUM~1%.2|length mm
31151600|strands|열수|Strands|NUM.0|count 1
31151600|line_mass|단위 질량|Mass per length|NUM?~3%.2|line_mass kg/m
31151600|material|재질|Material|TEXT
31151900|width|폭|Width|NUM!~1%.1|length mm
31151900|thickness|두께|Thickness|NUM!~1%.2|length mm
31151900|tensile|인장 강도|Tensile strength|NUM>.0|pressure MPa
31151900|elongation|연신율|Elongation|NUM>.0|ratio %
31151900|coil_mass|코일 질량|Coil mass|NUM?~10%.0|mass kg
31151900|finish|표면 처리|Finish|ENUM||blued:블루잉:Blued,waxed:왁스:Painted and waxed,zinc:아연 도금:Zinc-coated
31151900|core|코일 내경|Coil bore|NUM~1%.0|length mm
31160000|standard|적용 규격|Standard|TEXT
31160000|material|재질|Material|TEXT
31160000|finish|표면 처리|Surface finish|TEXT
31160000|coating|도금 두께|Coating thickness|NUM>.0|length um
31160000|working_temperature|사용 온도|Working temperature|RANGE?.0|temperature Cel
31160000|package|포장 수량(개)|Pieces per box|NUM?.0|count 1
31161500|thread|나사 지름|Thread diameter|NUM!~1%.2|length mm
31161500|length|길이|Length|NUM~1%.1|length mm
31161500|key_size|구멍 대변 거리|Socket size|NUM~1%.2|length mm
31161500|strength|강도 등급|Strength class|TEXT
31161500|head|머리 형상|Head|ENUM||hexagon:육각:Hexagon,socket:구멍붙이:Socket,pan:팬:Pan,countersunk:접시:Countersunk,none:머리 없음:None
31161500|pitch|피치|Pitch|NUM.2|length mm
31161600|thread|나사 지름|Thread diameter|NUM!~1%.2|length mm
31161600|pitch|피치|Pitch|NUM~1%.2|length mm
31161600|length|길이|Length|NUM~1%.1|length mm
31161600|across_flats|대변 거리|Width across flats|NUM~1%.2|length mm
31161600|head_height|머리 높이|Head height|NUM~1%.2|length mm
31161600|strength|강도 등급|Strength class|TEXT
31161600|thread_length|나사부 길이|Thread length|NUM.1|length mm
31161700|thread|나사 지름|Thread diameter|NUM!~1%.2|length mm
31161700|across_flats|대변 거리|Width across flats|NUM!~1%.2|length mm
31161700|height|높이|Height|NUM~1%.2|length mm
31161700|pitch|피치|Pitch|NUM.2|length mm
31161700|strength|강도 등급|Strength class|TEXT
31161700|type|종류|Kind|ENUM||normal:보통:Regular,thin:낮은 너트:Thin,lock:풀림 방지:Locking,weld:용접:Weld
31161800|bore|내경|Hole diameter|NUM!~1%.2|length mm
31161800|outside_diameter|외경|Outside diameter|NUM!~1%.2|length mm
31161800|thickness|두께|Thickness|NUM!~1%.2|length mm
31161800|type|종류|Kind|ENUM||plain:평:Plain,spring:스프링:Spring,tooth:이붙이:Toothed,square:각:Square
31161800|hardness|경도(HV)|Hardness (HV)|NUM>.0|count 1
31162600|wll|사용 하중|Working load limit|NUM!>~2%.2*40|mass t
31162600|opening|훅 입구|Throat opening|NUM>~5%.0|length mm
31162600|type|형식|Type|ENUM||eye:아이:Eye,swivel:회전:Swivel,shank:섕크:Shank,grab:그랩:Grab
31162600|latch|해지 장치|Safety latch|BOOL!
31162600|safety_factor|안전율|Safety factor|NUM>.1|count 1
31162600|mass|질량|Mass|NUM?~5%.1|mass kg
31162800|wll|사용 하중|Working load limit|NUM!>~2%.2*40|mass t
31162800|pin|핀 지름|Pin diameter|NUM~2%.1|length mm
31162800|inside_width|안쪽 폭|Inside width|NUM~3%.1|length mm
31162800|bow|형식|Type|ENUM||bow:바우형:Bow,dee:디형:Dee
31162800|pin_type|핀 형식|Pin|ENUM||screw:나사핀:Screw pin,bolt:볼트핀:Safety bolt
31162800|safety_factor|안전율|Safety factor|NUM>.1|count 1
31163000|bore|축 구멍 지름|Shaft bore|RANGE.0|length mm
31163000|torque|전달 토크|Torque|NUM!>.0|torque N.m
31163000|rotation|최고 회전수|Maximum speed|NUM>.0|rotation /min
31163000|outside_diameter|외경|Outside diameter|NUM~2%.0|length mm
31163000|misalignment|허용 각도 편차|Angular misalignment|NUM>.1|angle deg
31163000|length|길이|Length|NUM~2%.0|length mm
31163000|mass|질량|Mass|NUM?~5%.1|mass kg
31171500|bore|내경|Bore|NUM!~1%.3|length mm
31171500|outside_diameter|외경|Outside diameter|NUM!~1%.3|length mm
31171500|width|폭|Width|NUM!~1%.3|length mm
31171500|dynamic_load|기본 동정격 하중|Dynamic load rating|NUM>.1|force kN
31171500|standard|적용 규격|Standard|TEXT
31171500|sealing|밀봉|Sealing|ENUM||open:개방형:Open,shield:실드:Shielded,seal:실:Sealed
31171500|static_load|기본 정정격 하중|Static load rating|NUM>~3%.1*20|force kN
31171500|rotation|한계 회전수|Limiting speed|NUM>~5%.0|rotation /min
31171500|clearance|내부 틈새|Internal clearance|ENUM||c2:C2:C2,cn:보통 CN:Normal CN,c3:C3:C3,c4:C4:C4,c5:C5:C5
31171500|precision|정밀도 등급|Precision class|ENUM>||p0:P0:P0,p6:P6:P6,p5:P5:P5,p4:P4:P4
31171500|cage|리테이너|Cage|ENUM||steel:강판:Pressed steel,brass:황동:Brass,polyamide:폴리아미드:Polyamide,full:총형:Full complement
31171500|mass|질량|Mass|NUM?~5%.2|mass kg
31171600|bore|내경|Bore|NUM!~0.1%.3*20|length mm
31171600|outside_diameter|외경|Outside diameter|NUM!~0.1%.3*20|length mm
31171600|length|길이|Length|NUM!~1%.1|length mm
31171600|material|재질|Material|TEXT!
31171600|pressure|허용 면압|Permitted load|NUM>~5%.1*20|pressure MPa
31171600|speed|허용 미끄럼 속도|Permitted sliding speed|NUM>.2|speed m/s
31171600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
31171600|lubrication|윤활|Lubrication|ENUM||dry:무급유:Dry,grease:그리스:Grease,oil:오일:Oil,water:물:Water
31171600|flange|플랜지|Flanged|BOOL?
31171700|module|모듈|Module|NUM!.2*30|length mm
31171700|teeth|잇수|Number of teeth|NUM!.0*30|count 1
31171700|face|이 폭|Face width|NUM!~2%.1|length mm
31171700|bore|구멍 지름|Bore|NUM~0.5%.2|length mm
31171700|pressure_angle|압력각|Pressure angle|NUM.1|angle deg
31171700|helix|비틀림각|Helix angle|NUM.1|angle deg
31171700|hardness|이 표면 경도(HRC)|Tooth hardness (HRC)|NUM>~2.0|count 1
31171700|grade|정밀도 등급(KS B ISO 1328)|Accuracy grade (ISO 1328)|NUM<.0|count 1
31171700|material|재질|Material|TEXT
31181500|bore|내경|Inside diameter|NUM!~1%.2|length mm
31181500|section|선 지름|Cross-section|NUM!~1%.2|length mm
31181500|material|재질|Material|TEXT!
31181500|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
31181500|hardness|경도(Shore A)|Hardness (Shore A)|NUM~5.0|count 1
31181500|pressure|사용 압력|Working pressure|NUM>.1|pressure MPa
31181500|medium|사용 유체|Medium|TEXT
31181500|standard|적용 규격|Standard|TEXT
31181500|shelf_life|보관 기한|Shelf life|NUM?>.0|time a
31181600|shaft|축 지름|Shaft diameter|NUM!~1%.1|length mm
31181600|pressure|사용 압력|Working pressure|NUM>.2|pressure MPa
31181600|rotation|최고 회전수|Maximum speed|NUM>.0|rotation /min
31181600|outside_diameter|외경|Outside diameter|NUM~1%.1|length mm
31181600|width|폭|Width|NUM~2%.1|length mm
31181600|elastomer|고무 재질|Elastomer|TEXT
31181600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
31181600|medium|사용 유체|Medium|TEXT
31181600|standard|적용 규격|Standard|TEXT
31181602|lip|립 형식|Lip|ENUM||single:단일 립:Single,double:이중 립:Double,cassette:카세트:Cassette
31181604|faces|접촉면 재질|Face materials|TEXT
31181700|section|단면 치수|Section|NUM!~2%.1|length mm
31181700|material|재질|Material|TEXT!
31181700|working_temperature|사용 온도|Working temperature|RANGE!.0|temperature Cel
31181700|pressure|사용 압력|Working pressure|NUM>.1|pressure MPa
31181700|speed|최고 주속|Maximum surface speed|NUM>.1|speed m/s
31181700|ph|사용 pH|pH range|RANGE.0|count 1
31181700|length|길이|Length|NUM?>.1|length m
31181700|standard|적용 규격|Standard|TEXT
40101600|flow|풍량|Air flow|NUM!>.1|flow m3/min
40101600|pressure|정압|Static pressure|NUM!>.2|pressure kPa
40101600|power|출력|Rated power|NUM~3%.2|power kW
40101600|noise|소음|Sound level|NUM<.0|sound dB
40101600|rotation|회전수|Speed|NUM~3%.0|rotation /min
40101600|voltage|정격 전압|Rated voltage|NUM.0|voltage V
40101600|gas_temperature|가스 온도|Gas temperature|RANGE.0|temperature Cel
40101600|efficiency|효율|Efficiency|NUM>~2%.1*20|ratio %
40101600|material|임펠러 재질|Impeller material|TEXT
40101600|mass|질량|Mass|NUM?~5%.0|mass kg
40101800|capacity|연소 용량|Burner capacity|NUM!>.0|power kW
40101800|fuel|연료|Fuel|ENUM!||cog:코크스로 가스:Coke oven gas,bfg:고로 가스:Blast furnace gas,lng:LNG:LNG,oil:유류:Oil
40101800|turndown|조절비|Turndown ratio|NUM>.0|count 1
40101800|gas_pressure|연료 압력|Fuel pressure|RANGE.1|pressure kPa
40101800|air_temperature|공기 예열 온도|Preheated air|NUM>.0|temperature Cel
40101800|nox|질소산화물 배출|Nitrogen oxides emitted|NUM<.0*30|density mg/m3
40101800|flame_detector|화염 검출|Flame detection|ENUM||uv:자외선:Ultraviolet,ir:적외선:Infrared,rod:이온 봉:Ionisation rod
40101800|ignition|점화|Ignition|ENUM||spark:전기 점화:Spark,pilot:파일럿:Pilot flame
40101800|connection|연결 방식|Connection|TEXT
40140000|standard|적용 규격|Standard|TEXT
40140000|material|재질|Material|TEXT
40140000|test_certificate|시험 성적서|Test certificate|BOOL?
40141600|nominal|호칭 지름|Nominal size|TEXT!
40141600|pressure|사용 압력|Working pressure|NUM!>.2|pressure MPa
40141600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
40141600|connection|연결 방식|Connection|ENUM||flange:플랜지:Flanged,thread:나사:Threaded,weld:용접:Welded
40141600|seat|시트 재질|Seat material|TEXT
40141600|actuation|구동|Actuation|ENUM||manual:수동:Manual,pneumatic:공압:Pneumatic,electric:전동:Electric,hydraulic:유압:Hydraulic,self:자력:Self-acting
40141600|leakage|누설 등급|Leakage class|ENUM>||ii:Ⅱ:II,iii:Ⅲ:III,iv:Ⅳ:IV,v:Ⅴ:V,vi:Ⅵ:VI
40141600|kv|유량 계수 Kv|Flow coefficient Kv|NUM>~5%.1|flow m3/h
40141600|face_to_face|면간 거리|Face to face|NUM~0.5%.0|length mm
40141600|mass|질량|Mass|NUM?~5%.1|mass kg
40142000|bore|내경|Bore|NUM!~1%.1|length mm
40142000|pressure|사용 압력|Working pressure|NUM!>.1|pressure MPa
40142000|length|길이|Length|NUM~1%.1|length m
40142000|outside_diameter|외경|Outside diameter|NUM~3%.1|length mm
40142000|bend_radius|최소 굽힘 반지름|Bend radius|NUM<~5%.0|length mm
40142000|burst|파열 압력|Burst pressure|NUM>~3%.1*20|pressure MPa
40142000|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
40142000|reinforcement|보강층|Reinforcement|ENUM||textile:섬유:Textile,braid1:강선 1겹:One wire braid,braid2:강선 2겹:Two wire braids,spiral4:강선 나선 4겹:Four wire spirals
40142000|fittings|연결구|End fittings|TEXT
40142100|outside_diameter|외경|Outside diameter|NUM!~1%.2|length mm
40142100|inside_diameter|내경|Inside diameter|NUM~1%.2|length mm
40142100|thickness|두께|Wall thickness|NUM~1%.2|length mm
40142100|length|길이|Length|NUM>.0|length mm
40142100|schedule|두께 계열|Schedule|TEXT
40142100|manufacture|제조 방법|Manufacture|ENUM||seamless:이음매 없음:Seamless,erw:전기 저항 용접:Electric-resistance welded,saw:서브머지드 아크 용접:Submerged-arc welded
40142100|end|끝단|End|ENUM||plain:평면:Plain,bevel:개선:Bevelled,thread:나사:Threaded
40142100|test_pressure|수압 시험 압력|Hydraulic test pressure|NUM>.1|pressure MPa
40142100|coating|피복|Coating|ENUM||none:없음:None,galvanised:아연 도금:Galvanised,pe:폴리에틸렌:Polyethylene,epoxy:에폭시:Epoxy
40142400|nominal|호칭 지름|Nominal size|TEXT!
40142400|outside_diameter|외경|Outside diameter|NUM!~1%.1|length mm
40142400|bolt_circle|볼트 구멍 중심원|Bolt circle|NUM~1%.1|length mm
40142400|bore|내경|Bore|NUM~1%.1|length mm
40142400|thickness|두께|Thickness|NUM!~1%.1|length mm
40142400|holes|볼트 구멍 수|Number of holes|NUM.0|count 1
40142400|hole|볼트 구멍 지름|Hole diameter|NUM~1%.1|length mm
40142400|rating|압력 등급|Pressure rating|TEXT
40142400|face|시트면|Facing|ENUM||ff:전면 FF:Flat face FF,rf:평면좌 RF:Raised face RF,rtj:링 조인트 RTJ:Ring joint RTJ
40142400|mass|질량|Mass|NUM?~5%.1|mass kg
40151500|flow|토출량|Flow|NUM!>.1|flow m3/h
40151500|head|양정|Head|NUM!>.1|length m
40151500|power|출력|Rated power|NUM~3%.2|power kW
40151500|pressure|최고 사용 압력|Maximum pressure|NUM>.2|pressure MPa
40151500|liquid_temperature|액체 온도|Liquid temperature|RANGE.0|temperature Cel
40151500|connection|흡입·토출 구경|Suction and discharge|TEXT
40151500|material|케이싱 재질|Casing material|TEXT
40151500|efficiency|효율|Efficiency|NUM>.1|ratio %
40151500|npsh|필요 흡입 수두|Required NPSH|NUM<~5%.1|length m
40151500|rotation|회전수|Speed|NUM~3%.0|rotation /min
40151500|seal|축봉|Shaft seal|ENUM||packing:글랜드 패킹:Gland packing,mechanical:메커니컬 실:Mechanical seal,magnet:마그넷 구동:Magnetic drive
40151500|mass|질량|Mass|NUM?~5%.0|mass kg
40151600|flow|토출 공기량|Free air delivery|NUM!>.1|flow m3/min
40151600|pressure|토출 압력|Discharge pressure|NUM!>.2|pressure MPa
40151600|power|출력|Rated power|NUM!~3%.1|power kW
40151600|noise|소음|Sound level|NUM<.0|sound dB
40151600|cooling|냉각 방식|Cooling|ENUM||air:공랭:Air,water:수랭:Water
40151600|oil_free|무급유|Oil-free|BOOL
40151600|voltage|정격 전압|Rated voltage|NUM.0|voltage V
40151600|outlet|토출 온도|Discharge temperature|NUM<.0|temperature Cel
40151600|rotation|회전수|Speed|NUM~3%.0|rotation /min
40151600|mass|질량|Mass|NUM?~5%.0|mass kg
40161500|fineness|여과 정밀도|Filter fineness|NUM!<.0|length um
40161500|flow|처리 유량|Flow|NUM>.1|flow m3/h
40161500|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
40161500|pressure|사용 압력|Working pressure|NUM>.2|pressure MPa
40161500|drop|초기 차압|Clean pressure drop|NUM<~10%.1|pressure kPa
40161500|efficiency|포집 효율|Efficiency|NUM>.1*20|ratio %
40161500|area|여과 면적|Filter area|NUM>~3%.2|area m2
40161500|media|여재|Medium|TEXT
40161500|outside_diameter|외경|Outside diameter|NUM~2%.0|length mm
40161500|length|길이|Length|NUM~2%.0|length mm
"""  # noqa: E501 (one attribute a line)
