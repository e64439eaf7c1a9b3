"""Attributes: tools, welding, lifting, packing, laboratory and safety. The notation is told in ``attributes``."""

ATTRIBUTES = """
23131500|outside_diameter|외경|Outside diameter|NUM!~1%.1|length mm
23131500|width|두께|Width|NUM!~1%.1|length mm
23131500|bore|내경|Bore|NUM!~1%.1|length mm
23131500|grit|입도|Grit|TEXT!
23131500|speed|최고 사용 주속|Maximum working speed|NUM>.0|speed m/s
23131500|rotation|최고 사용 회전수|Maximum speed|NUM>~2%.0*20|rotation /min
23131500|grain|연삭재|Abrasive grain|ENUM||a:갈색 알루미나 A:Brown alumina A,wa:백색 알루미나 WA:White alumina WA,c:흑색 탄화규소 C:Black silicon carbide C,gc:녹색 탄화규소 GC:Green silicon carbide GC,cbn:CBN,diamond:다이아몬드:Diamond
23131500|bond|결합제|Bond|ENUM||vitrified:비트리파이드:Vitrified,resinoid:레지노이드:Resinoid,metal:메탈:Metal,rubber:고무:Rubber
23131500|grade|결합도|Grade|TEXT
23131500|standard|적용 규격|Standard|TEXT
23171500|diameter|지름|Diameter|NUM!~1%.1|length mm
23171500|tensile|인장 강도|Tensile strength|NUM>.0|pressure MPa
23171500|standard|적용 규격|Standard|TEXT
23171500|package|포장 단위|Package size|NUM.1|mass kg
23171500|yield|항복 강도|Yield strength|NUM>~2%.0*20|pressure MPa
23171500|elongation|연신율|Elongation|NUM>~2.0|ratio %
23171500|impact_energy|충격 흡수 에너지|Impact energy|NUM>.0|energy J
23171500|impact_temperature|충격 시험 온도|Impact test temperature|NUM<.0|temperature Cel
23171500|positions|용접 자세|Welding positions|TEXT
23171500|current_type|전원|Current|ENUM||ac:교류 AC:AC,dcp:직류 정극성 DCEN:DCEN,dcn:직류 역극성 DCEP:DCEP
23171510|shielding|보호 가스|Shielding gas|TEXT
23171515|coating|피복제|Coating|ENUM||rutile:루틸:Rutile,basic:저수소계:Basic low-hydrogen,cellulosic:셀룰로스:Cellulosic
24101600|wll|사용 하중|Working load limit|NUM!>~2%.2*40|mass t
24101600|standard|적용 규격|Standard|TEXT!
24101600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
24101600|safety_factor|안전율|Safety factor|NUM>.1|count 1
24101600|mass|질량|Mass|NUM?~5%.1|mass kg
24101602|lift|양정|Lifting height|NUM!>.1*20|length m
24101602|speed|권상 속도|Lifting speed|NUM>~10%.1|speed m/min
24101602|power|전동기 출력|Motor power|NUM.2|power kW
24101602|voltage|정격 전압|Rated voltage|NUM.0|voltage V
24101602|duty|작업 등급|Duty group|ENUM>||m3:M3:M3,m4:M4:M4,m5:M5:M5,m6:M6:M6,m7:M7:M7
24101602|ip|보호 등급|Ingress protection|TEXT
24101611|kind|종류|Kind|ENUM!||wire:와이어로프:Wire rope,chain:체인:Chain,web:폴리에스터 벨트:Polyester webbing,round:라운드:Round sling
24101611|length|유효 길이|Effective length|NUM!~2%.2|length m
24101611|legs|다리 수|Legs|NUM.0|count 1
24101611|width|폭·지름|Width or diameter|NUM.1|length mm
24101611|fittings|끝단 처리|End fittings|TEXT
24112500|length|길이|Length|NUM!~1%.0|length mm
24112500|width|폭|Width|NUM!~1%.0|length mm
24112500|height|높이|Height|NUM~3%.0|length mm
24112500|dynamic_load|동하중|Dynamic load|NUM!>~2%.0*30|mass kg
24112500|static_load|정하중|Static load|NUM>~2%.0|mass kg
24112500|material|재질|Material|ENUM||wood:목재:Wood,steel:철재:Steel,plastic:플라스틱:Plastic
24112500|entry|지게차 진입|Fork entry|ENUM||two:2방향:Two-way,four:4방향:Four-way
24112500|heat_treated|열처리(ISPM 15)|Heat-treated (ISPM 15)|BOOL
24112500|recycled|재활용 원료 비율|Recycled content|NUM>.0|ratio %
24112500|mass|질량|Mass|NUM?~5%.1|mass kg
24141500|width|폭|Width|NUM!~1%.0|length mm
24141500|thickness|두께|Thickness|NUM!~1%.0|length um
24141500|recycled|재활용 원료 비율|Recycled content|NUM>.0|ratio %
24141500|material|재질|Material|ENUM||pe:PE,pp:PP,pet:PET,paper:종이:Paper
24141500|tensile|인장 강도|Tensile strength|NUM>~5%.0|pressure MPa
24141500|elongation|연신율|Elongation|NUM>~10%.0|ratio %
24141500|length|길이|Length|NUM>.0|length m
24141500|mass|질량|Mass|NUM?~5%.1|mass kg
24141500|vci|기화성 방청(VCI)|Volatile corrosion inhibitor|BOOL
24141500|core|지관 내경|Core bore|NUM?~1%.0|length mm
27111700|size|치수|Size|NUM!.1*30|length mm
27111700|length|전체 길이|Overall length|NUM~3%.0|length mm
27111700|material|재질|Material|TEXT
27111700|hardness|경도(HRC)|Hardness (HRC)|NUM>~2.0|count 1
27111700|torque|시험 토크|Test torque|NUM>~3%.0*20|torque N.m
27111700|finish|표면 처리|Finish|TEXT?
27111700|nonsparking|방폭(무스파크)|Non-sparking|BOOL
27111700|insulated|절연 전압|Insulated up to|NUM>.0|voltage V
27111700|standard|적용 규격|Standard|TEXT
27111700|mass|질량|Mass|NUM?~5%.0|mass g
31191500|standard|적용 규격|Standard|TEXT
31191500|grain|연마재|Abrasive|TEXT!
31191500|package|포장 단위|Package size|NUM?~10%.1|mass kg
31191506|outside_diameter|외경|Outside diameter|NUM!~1%.1|length mm
31191506|bore|내경|Bore|NUM~1%.1|length mm
31191506|grit|입도|Grit|TEXT!
31191506|backing|바탕재|Backing|ENUM||paper:종이:Paper,cloth:천:Cloth,fibre:파이버:Vulcanised fibre,film:필름:Film
31191506|rotation|최고 사용 회전수|Maximum speed|NUM!>.0*30|rotation /min
31191506|speed|최고 사용 주속|Maximum working speed|NUM>.0|speed m/s
31191512|grain_size|입경|Grain size|RANGE!.2|length mm
31191512|hardness|경도(HRC)|Hardness (HRC)|RANGE!.0|count 1
31191512|density|밀도|Density|NUM>~2%.2|density g/cm3
31191512|shape|형상|Shape|ENUM||shot:구형 쇼트:Shot,grit:각형 그리트:Grit,cut:컷와이어:Cut wire
31191512|carbon|탄소|Carbon|NUM.2|ratio %
31191512|defects|결함 입자율|Defective grains|NUM<.0|ratio %
41121800|volume|용량|Volume|NUM!~1%.0*30|volume mL
41121800|material|재질|Material|ENUM!||boro:붕규산 유리:Borosilicate glass,quartz:석영:Quartz,pp:PP,ptfe:PTFE
41121800|graduation|눈금 간격|Graduation|NUM<.1|volume mL
41121800|accuracy|허용 오차|Tolerance|NUM<~10%.1|ratio %
41121800|outside_diameter|외경|Outside diameter|NUM~3%.0|length mm
41121800|height|높이|Height|NUM~3%.0|length mm
41121800|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
41121800|package|포장 수량(개)|Pieces per box|NUM?.0|count 1
41121800|standard|적용 규격|Standard|TEXT
46180000|standard|인증 규격|Certified to|TEXT!
46180000|size|치수|Size|TEXT
46180000|material|재질|Material|TEXT
46180000|package|포장 수량|Pieces per package|NUM?.0|count 1
46180000|shelf_life|사용 기한|Service life|NUM?>.0|time mo
46180000|certificate|인증 번호|Certificate number|TEXT?
46180000|colour|색상|Colour|TEXT?
46181504|cut|절단 저항 등급|Cut resistance|ENUM>||a:A:A,b:B:B,c:C:C,d:D:D,e:E:E,f:F:F
46181504|contact_heat|접촉열 등급|Contact heat level|ENUM>||l1:1(100 °C):1 (100 °C),l2:2(250 °C):2 (250 °C),l3:3(350 °C):3 (350 °C),l4:4(500 °C):4 (500 °C)
46181504|length|길이|Length|NUM>.0|length mm
46181504|coating|코팅|Coating|TEXT
46181518|radiant|복사열 저항|Radiant heat level|ENUM>||c1:C1:C1,c2:C2:C2,c3:C3:C3,c4:C4:C4
46181518|splash|용융금속 저항|Molten metal level|ENUM>||d1:D1:D1,d2:D2:D2,d3:D3:D3,e1:E1:E1,e2:E2:E2,e3:E3:E3
46181518|fabric_mass|원단 질량|Fabric mass|NUM~5%.0|area_mass g/m2
46181518|aluminised|알루미늄 증착|Aluminised|BOOL
46181600|toe_load|발가락 보호 압박 하중|Toe-cap load|NUM>.0|force kN
46181600|sole_heat|밑창 내열 온도|Sole heat resistance|NUM>.0|temperature Cel
46181600|puncture|뚫림 방지|Puncture-resistant|BOOL
46181600|slip|미끄럼 방지|Slip resistance|ENUM||sra:SRA:SRA,srb:SRB:SRB,src:SRC:SRC
46181600|height|높이|Height|NUM.0|length mm
46181600|antistatic|정전기 방지|Antistatic|BOOL
46181700|shell|모체 재질|Shell|ENUM||abs:ABS,pe:PE,frp:FRP
46181700|insulation|내전압|Voltage proof|NUM>.0|voltage V
46181700|mass|질량|Mass|NUM<~5%.0|mass g
46181700|ventilation|통풍구|Ventilated|BOOL
46181700|points|내장체 고정점 수|Suspension points|NUM>.0|count 1
46181800|lens|렌즈 재질|Lens|TEXT
46181800|filter|차광 번호|Shade number|NUM.1|count 1
46181800|antifog|김서림 방지|Anti-fog|BOOL
46181800|impact|충격 강도|Impact rating|ENUM>||s:S:S,f:F:F,b:B:B,a:A:A
46181800|uv|자외선 차단율|UV blocked|NUM>.1|ratio %
46182000|protection|보호 등급|Protection class|ENUM!>*30||ffp1:2급(FFP1):FFP1,ffp2:1급(FFP2):FFP2,ffp3:특급(FFP3):FFP3
46182000|efficiency|분진 포집 효율|Filter efficiency|NUM!>.1|ratio %
46182000|resistance|흡기 저항|Breathing resistance|NUM<~5%.0|pressure Pa
46182000|valve|배기 밸브|Exhalation valve|BOOL
46182000|reusable|재사용|Reusable|BOOL
46182300|wll|최대 사용 질량|Maximum user mass|NUM!>.0*30|mass kg
46182300|type|형식|Type|ENUM!||belt:벨트식:Belt,full:그네식:Full body
46182300|lanyard|죔줄 길이|Lanyard length|NUM<~5%.2|length m
46182300|arrest|충격 하중|Arrest force|NUM<.1*20|force kN
46182300|absorber|충격 흡수 장치|Shock absorber|BOOL
46182300|mass|질량|Mass|NUM?<~5%.1|mass kg
46191600|agent|소화 약제|Agent|ENUM!||abc:ABC 분말:ABC powder,co2:이산화탄소:Carbon dioxide,clean:청정 약제:Clean agent,foam:포:Foam,d:금속 화재용:Metal-fire powder
46191600|charge|약제 질량|Agent mass|NUM!>~3%.1*30|mass kg
46191600|capability|능력 단위|Fire rating|TEXT!
46191600|discharge|방사 시간|Discharge time|NUM>~10%.0|time s
46191600|reach|방사 거리|Reach|NUM>~10%.1|length m
46191600|pressure|사용 압력|Working pressure|NUM~10%.2|pressure MPa
46191600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
46191600|mass|총질량|Total mass|NUM?<~5%.1|mass kg
46191600|service_life|내용 연수|Service life|NUM>.0|time a
46191600|standard|인증 규격|Certified to|TEXT
"""  # noqa: E501 (one attribute a line)
