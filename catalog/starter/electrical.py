"""Attributes: motors, batteries, cables, switchgear, sensors, instruments. The notation is told in ``attributes``."""

ATTRIBUTES = """
26101600|power|출력|Rated power|NUM!>.2|power kW
26101600|voltage|정격 전압|Rated voltage|NUM!.0|voltage V
26101600|rotation|회전수|Speed|NUM~3%.0|rotation /min
26101600|efficiency|효율 등급|Efficiency class|ENUM>||IE1,IE2,IE3,IE4
26101600|ip|보호 등급|Ingress protection|TEXT
26101600|noise|소음|Sound level|NUM<.0|sound dB
26101600|frequency|주파수|Frequency|NUM.0|frequency Hz
26101600|poles|극수|Poles|NUM.0|count 1
26101600|insulation|절연 계급|Insulation class|ENUM>||b:B:B,f:F:F,h:H:H
26101600|mounting|설치 방식|Mounting|ENUM||b3:풋 B3:Foot B3,b5:플랜지 B5:Flange B5,b35:풋·플랜지 B35:Foot and flange B35,v1:입형 V1:Vertical V1
26101600|frame|프레임 번호|Frame size|TEXT
26101600|mass|질량|Mass|NUM?~5%.0|mass kg
26111700|diameter|지름|Diameter|NUM~1%.1|length mm
26111700|height|높이|Height|NUM~1%.1|length mm
26111700|voltage|공칭 전압|Nominal voltage|NUM.1|voltage V
26111700|capacity|용량|Capacity|NUM>~5%.0*30|charge mA.h
26111700|chemistry|전지 종류|Chemistry|ENUM||alkaline:알칼리:Alkaline,lithium:리튬:Lithium,nimh:니켈수소:Nickel-metal hydride,lead:납축:Lead-acid,carbon:망간:Zinc-carbon
26111700|size_code|크기 기호|Size code|TEXT
26111700|rechargeable|충전식|Rechargeable|BOOL
26111700|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
26111700|shelf_life|보관 기한|Shelf life|NUM>.0|time mo
26111700|mass|질량|Mass|NUM?~5%.0|mass g
26121600|cores|심선 수|Number of cores|NUM!.0|count 1
26121600|section|도체 단면적|Conductor section|NUM!.1|area mm2
26121600|voltage|정격 전압|Rated voltage|NUM!>.0|voltage V
26121600|flame_retardant|난연|Flame-retardant|BOOL
26121600|outside_diameter|완성 외경|Outside diameter|NUM<~5%.1|length mm
26121600|conductor|도체|Conductor|ENUM||cu:동:Copper,al:알루미늄:Aluminium
26121600|insulation|절연체|Insulation|ENUM||pvc:PVC,xlpe:XLPE,pe:PE,epr:EPR,silicone:실리콘:Silicone
26121600|shield|차폐|Shielded|BOOL
26121600|halogen_free|저독성 난연(할로겐프리)|Halogen-free|BOOL
26121600|conductor_temperature|도체 허용 온도|Conductor temperature|NUM>.0|temperature Cel
26121600|resistance|도체 저항 20 °C(Ω/km)|Conductor resistance at 20 °C (Ω/km)|NUM<.3|count 1
26121600|standard|적용 규격|Standard|TEXT
39121000|capacity|정격 용량|Rated capacity|NUM!>~3%.1*30|apparent kV.A
39121000|input_voltage|입력 전압|Input voltage|NUM!~5%.0|voltage V
39121000|output_voltage|출력 전압|Output voltage|NUM!~5%.0|voltage V
39121000|frequency|주파수|Frequency|RANGE.0|frequency Hz
39121000|efficiency|효율|Efficiency|NUM>~1%.1*20|ratio %
39121000|cooling|냉각 방식|Cooling|ENUM||an:자연 공랭:Natural air,af:강제 공랭:Forced air,onan:유입 자랭:Oil natural,water:수랭:Water
39121000|ip|보호 등급|Ingress protection|TEXT
39121000|noise|소음|Sound level|NUM<.0|sound dB
39121000|standard|적용 규격|Standard|TEXT
39121000|mass|질량|Mass|NUM?~5%.0|mass kg
39121001|impedance|임피던스|Impedance|NUM~10%.1|ratio %
39121001|loss|전손실|Total loss|NUM<~5%.0|power W
39121007|motor_power|적용 전동기|Motor power|NUM!>~3%.1|power kW
39121007|overload|과부하 내량(1분)|Overload for one minute|NUM>.0|ratio %
39121500|supply|전원 전압|Supply voltage|RANGE!.0|voltage V
39121500|output|출력 형식|Output|ENUM!||npn:NPN,pnp:PNP,relay:릴레이:Relay,analog:4–20 mA:4–20 mA,iolink:IO-Link
39121500|sensing|검출 거리|Sensing distance|NUM!>~10%.1*30|length mm
39121500|frequency|응답 주파수|Switching frequency|NUM>.0|frequency Hz
39121500|load_current|부하 전류|Load current|NUM>.0|current mA
39121500|ip|보호 등급|Ingress protection|TEXT
39121500|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
39121500|connection|접속|Connection|ENUM||cable:케이블 인출:Cable,m8:M8 커넥터:M8 connector,m12:M12 커넥터:M12 connector,terminal:단자대:Terminals
39121500|housing|하우징 재질|Housing|TEXT?
39121500|length|길이|Length|NUM?~5%.0|length mm
39121528|principle|검출 방식|Principle|ENUM||through:투과형:Through-beam,retro:회귀 반사형:Retro-reflective,diffuse:확산 반사형:Diffuse
39121550|principle|검출 방식|Principle|ENUM||inductive:유도형:Inductive,capacitive:정전 용량형:Capacitive,magnetic:자기형:Magnetic
39121600|current|정격 전류|Rated current|NUM!~0.1%.0*30|current A
39121600|voltage|정격 전압|Rated voltage|NUM!>.0|voltage V
39121600|poles|극수|Poles|NUM!.0|count 1
39121600|breaking|정격 차단 전류|Breaking capacity|NUM!>~2%.0*30|current kA
39121600|frame|프레임 전류|Frame current|NUM>.0|current A
39121600|trip|트립 방식|Trip unit|ENUM||thermal:열동 전자식:Thermal-magnetic,magnetic:순시 전자식:Magnetic,electronic:전자식:Electronic
39121600|auxiliary|보조 접점|Auxiliary contacts|BOOL?
39121600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
39121600|standard|적용 규격|Standard|TEXT
41110000|accuracy|정확도|Accuracy|NUM<.2|ratio %
41110000|output|출력 신호|Output signal|TEXT
41110000|ip|보호 등급|Ingress protection|TEXT
41110000|explosion|방폭|Explosion protection|ENUM||none:없음:None,exd:내압 방폭 Ex d:Flameproof Ex d,exi:본질 안전 Ex ia:Intrinsically safe Ex ia
41110000|supply|전원 전압|Supply voltage|RANGE.0|voltage V
41110000|standard|적용 규격|Standard|TEXT
41110000|calibration|교정 성적서|Calibration certificate|BOOL?
41112200|range|측정 범위|Measuring range|RANGE!.0|temperature Cel
41112200|type|형식|Type|ENUM||k:K형:Type K,j:J형:Type J,r:R형:Type R,s:S형:Type S,b:B형:Type B
41112200|length|삽입 길이|Insertion length|NUM~2%.0|length mm
41112200|sheath_diameter|보호관 외경|Sheath diameter|NUM~2%.1|length mm
41112200|sheath|보호관 재질|Sheath material|TEXT
41112200|response|응답 시간|Response time|NUM<.1|time s
41112400|range|측정 범위|Measuring range|RANGE!.2|pressure MPa
41112400|overload|허용 과압|Overpressure limit|NUM>.1|pressure MPa
41112400|wetted|접액부 재질|Wetted material|TEXT
41112400|connection|연결 방식|Connection|TEXT
41112400|medium_temperature|측정 유체 온도|Medium temperature|RANGE.0|temperature Cel
41112500|range|측정 범위|Measuring range|RANGE!.1|flow m3/h
41112500|nominal|호칭 지름|Nominal size|TEXT
41112500|principle|측정 방식|Principle|ENUM||magnetic:전자식:Electromagnetic,vortex:와류식:Vortex,ultrasonic:초음파식:Ultrasonic,coriolis:코리올리식:Coriolis,orifice:차압식:Differential pressure
41112500|pressure|사용 압력|Working pressure|NUM>.2|pressure MPa
41112500|medium_temperature|측정 유체 온도|Medium temperature|RANGE.0|temperature Cel
41112500|lining|라이닝|Lining|TEXT
"""  # noqa: E501 (one attribute a line)
