"""Our attributes: class, code, Korean, English, type, quantity and unit, then options.

``!`` after the type means required, a number after ``.`` the decimals; ``>`` and ``<`` say that more, or less, than
asked for will do. Classes below inherit them. An option written once is the same in both languages.
"""

ATTRIBUTES = """
15120000|package|포장 단위|Package size|NUM.0|volume L
15121500|viscosity_40|동점도 40 °C|Viscosity at 40 °C|NUM!.1|viscosity mm2/s
15121500|pour_point|유동점|Pour point|NUM<.0|temperature Cel
15121500|flash_point|인화점|Flash point|NUM>.0|temperature Cel
15121500|iso_vg|ISO 점도 등급|ISO viscosity grade|ENUM!||VG 22,VG 32,VG 46,VG 68,VG 100,VG 150,VG 220,VG 320
15121800|viscosity_40|동점도 40 °C|Viscosity at 40 °C|NUM!.1|viscosity mm2/s
15121800|protection_days|방청 기간(옥내)|Indoor protection|NUM!>.0|time d
15121800|voc|휘발성 유기화합물|Volatile organic compounds|NUM<.0|density g/L
15121800|flash_point|인화점|Flash point|NUM>.0|temperature Cel
15121800|water_based|수용성|Water-based|BOOL
15121900|nlgi|NLGI 주도|NLGI grade|ENUM!||00,0,1,2,3
15121900|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
15121900|thickener|증주제|Thickener|TEXT
23131500|outside_diameter|외경|Outside diameter|NUM!.1|length mm
23131500|width|두께|Width|NUM!.1|length mm
23131500|bore|내경|Bore|NUM!.1|length mm
23131500|grit|입도|Grit|TEXT!
23131500|speed|최고 사용 주속|Maximum working speed|NUM>.0|speed m/s
23171500|diameter|지름|Diameter|NUM!.1|length mm
23171500|tensile|인장 강도|Tensile strength|NUM>.0|pressure MPa
23171500|standard|적용 규격|Standard|TEXT
23171500|package|포장 단위|Package size|NUM.1|mass kg
24101700|width|폭|Width|NUM!.0|length mm
24101700|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
24101701|outside_diameter|외경|Outside diameter|NUM!.1|length mm
24101701|load|허용 하중|Load capacity|NUM>.1|force kN
24101715|thickness|두께|Thickness|NUM!.1|length mm
24101715|tensile|인장 강도|Tensile strength|NUM>.0|pressure MPa
24101715|plies|포 층수|Number of plies|NUM.0|count 1
24101715|flame_retardant|난연|Flame-retardant|BOOL
24141500|width|폭|Width|NUM!.0|length mm
24141500|thickness|두께|Thickness|NUM!.0|length um
24141500|recycled|재활용 원료 비율|Recycled content|NUM>.0|ratio %
26101600|power|출력|Rated power|NUM!>.2|power kW
26101600|voltage|정격 전압|Rated voltage|NUM!.0|voltage V
26101600|rotation|회전수|Speed|NUM.0|rotation /min
26101600|efficiency|효율 등급|Efficiency class|ENUM>||IE1,IE2,IE3,IE4
26101600|ip|보호 등급|Ingress protection|TEXT
26101600|noise|소음|Sound level|NUM<.0|sound dB
26111526|power|출력|Rated power|NUM!>.2|power kW
26111526|ratio|감속비|Reduction ratio|NUM!.1|count 1
26111526|torque|출력 토크|Output torque|NUM>.0|torque N.m
26111700|diameter|지름|Diameter|NUM.1|length mm
26111700|height|높이|Height|NUM.1|length mm
26111700|voltage|공칭 전압|Nominal voltage|NUM.1|voltage V
26121600|cores|심선 수|Number of cores|NUM!.0|count 1
26121600|section|도체 단면적|Conductor section|NUM!.1|area mm2
26121600|voltage|정격 전압|Rated voltage|NUM!>.0|voltage V
26121600|flame_retardant|난연|Flame-retardant|BOOL
27121600|bore|실린더 내경|Cylinder bore|NUM!.0|length mm
27121600|stroke|행정|Stroke|NUM!>.0|length mm
27121600|pressure|사용 압력|Working pressure|NUM!>.1|pressure MPa
27121600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
30100000|standard|적용 규격|Standard|TEXT
30100000|material|재질|Material|TEXT
30100000|length|길이|Length|NUM>.0|length mm
30101500|leg_a|변 A|Leg A|NUM!.1|length mm
30101500|leg_b|변 B|Leg B|NUM.1|length mm
30101500|thickness|두께|Thickness|NUM!.1|length mm
30101600|diameter|지름|Diameter|NUM!.1|length mm
30101700|height|높이|Height|NUM!.1|length mm
30101700|width|플랜지 폭|Flange width|NUM!.1|length mm
30101700|web|웨브 두께|Web thickness|NUM!.1|length mm
30101700|flange|플랜지 두께|Flange thickness|NUM!.1|length mm
30101700|radius|필릿 반지름|Fillet radius|NUM.1|length mm
30101800|height|높이|Height|NUM!.1|length mm
30101800|width|플랜지 폭|Flange width|NUM!.1|length mm
30101800|web|웨브 두께|Web thickness|NUM!.1|length mm
30101800|flange|플랜지 두께|Flange thickness|NUM!.1|length mm
30101800|radius|필릿 반지름|Fillet radius|NUM.1|length mm
30102200|thickness|두께|Thickness|NUM!.1|length mm
30102200|width|폭|Width|NUM>.0|length mm
30102300|height|높이|Height|NUM.1|length mm
30102300|width|폭|Width|NUM.1|length mm
30102300|outside_diameter|외경|Outside diameter|NUM.1|length mm
30102300|thickness|두께|Wall thickness|NUM.1|length mm
31150000|standard|적용 규격|Standard|TEXT
31151500|diameter|지름|Diameter|NUM!.1|length mm
31151500|breaking_load|파단 하중|Breaking load|NUM!>.1|force kN
31151600|pitch|피치|Pitch|NUM!.3|length mm
31151600|breaking_load|파단 하중|Breaking load|NUM>.1|force kN
31151900|width|폭|Width|NUM!.1|length mm
31151900|thickness|두께|Thickness|NUM!.2|length mm
31151900|tensile|인장 강도|Tensile strength|NUM>.0|pressure MPa
31160000|standard|적용 규격|Standard|TEXT
31160000|material|재질|Material|TEXT
31160000|finish|표면 처리|Surface finish|TEXT
31161500|thread|나사 지름|Thread diameter|NUM!.2|length mm
31161500|length|길이|Length|NUM.1|length mm
31161500|key_size|구멍 대변 거리|Socket size|NUM.2|length mm
31161500|strength|강도 등급|Strength class|TEXT
31161600|thread|나사 지름|Thread diameter|NUM!.2|length mm
31161600|pitch|피치|Pitch|NUM.2|length mm
31161600|length|길이|Length|NUM.1|length mm
31161600|across_flats|대변 거리|Width across flats|NUM.2|length mm
31161600|head_height|머리 높이|Head height|NUM.2|length mm
31161600|strength|강도 등급|Strength class|TEXT
31161700|thread|나사 지름|Thread diameter|NUM!.2|length mm
31161700|across_flats|대변 거리|Width across flats|NUM!.2|length mm
31161700|height|높이|Height|NUM.2|length mm
31161800|bore|내경|Hole diameter|NUM!.2|length mm
31161800|outside_diameter|외경|Outside diameter|NUM!.2|length mm
31161800|thickness|두께|Thickness|NUM!.2|length mm
31163000|bore|축 구멍 지름|Shaft bore|RANGE.0|length mm
31163000|torque|전달 토크|Torque|NUM!>.0|torque N.m
31163000|rotation|최고 회전수|Maximum speed|NUM>.0|rotation /min
31171500|bore|내경|Bore|NUM!.3|length mm
31171500|outside_diameter|외경|Outside diameter|NUM!.3|length mm
31171500|width|폭|Width|NUM!.3|length mm
31171500|dynamic_load|기본 동정격 하중|Dynamic load rating|NUM>.1|force kN
31171500|standard|적용 규격|Standard|TEXT
31171500|sealing|밀봉|Sealing|ENUM||open:개방형:Open,shield:실드:Shielded,seal:실:Sealed
31181500|bore|내경|Inside diameter|NUM!.2|length mm
31181500|section|선 지름|Cross-section|NUM!.2|length mm
31181500|material|재질|Material|TEXT!
31181500|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
31181600|shaft|축 지름|Shaft diameter|NUM!.1|length mm
31181600|pressure|사용 압력|Working pressure|NUM>.2|pressure MPa
31181600|rotation|최고 회전수|Maximum speed|NUM>.0|rotation /min
31370000|alumina|알루미나 함량|Alumina content|NUM!>.1|ratio %
31370000|density|부피 비중|Bulk density|NUM!.2|density g/cm3
31370000|service_temperature|최고 사용 온도|Maximum service temperature|NUM!>.0|temperature Cel
31370000|crushing_strength|압축 강도|Cold crushing strength|NUM>.0|pressure MPa
31371100|porosity|겉보기 기공률|Apparent porosity|NUM<.1|ratio %
31371200|shelf_life|보관 기한|Shelf life|NUM>.0|time d
40101600|flow|풍량|Air flow|NUM!>.1|flow m3/min
40101600|pressure|정압|Static pressure|NUM!>.2|pressure kPa
40101600|power|출력|Rated power|NUM.2|power kW
40101600|noise|소음|Sound level|NUM<.0|sound dB
40101800|capacity|연소 용량|Burner capacity|NUM!>.0|power kW
40101800|fuel|연료|Fuel|ENUM!||cog:코크스로 가스:Coke oven gas,bfg:고로 가스:Blast furnace gas,lng:LNG:LNG,oil:유류:Oil
40140000|standard|적용 규격|Standard|TEXT
40140000|material|재질|Material|TEXT
40141600|nominal|호칭 지름|Nominal size|TEXT!
40141600|pressure|사용 압력|Working pressure|NUM!>.2|pressure MPa
40141600|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
40141600|connection|연결 방식|Connection|ENUM||flange:플랜지:Flanged,thread:나사:Threaded,weld:용접:Welded
40142000|bore|내경|Bore|NUM!.1|length mm
40142000|pressure|사용 압력|Working pressure|NUM!>.1|pressure MPa
40142000|length|길이|Length|NUM.1|length m
40142100|outside_diameter|외경|Outside diameter|NUM!.2|length mm
40142100|inside_diameter|내경|Inside diameter|NUM.2|length mm
40142100|thickness|두께|Wall thickness|NUM.2|length mm
40142100|length|길이|Length|NUM>.0|length mm
40142400|nominal|호칭 지름|Nominal size|TEXT!
40142400|outside_diameter|외경|Outside diameter|NUM!.1|length mm
40142400|bolt_circle|볼트 구멍 중심원|Bolt circle|NUM.1|length mm
40142400|bore|내경|Bore|NUM.1|length mm
40142400|thickness|두께|Thickness|NUM!.1|length mm
40142400|holes|볼트 구멍 수|Number of holes|NUM.0|count 1
40142400|hole|볼트 구멍 지름|Hole diameter|NUM.1|length mm
40151500|flow|토출량|Flow|NUM!>.1|flow m3/h
40151500|head|양정|Head|NUM!>.1|length m
40151500|power|출력|Rated power|NUM.2|power kW
40151500|pressure|최고 사용 압력|Maximum pressure|NUM>.2|pressure MPa
40151500|liquid_temperature|액체 온도|Liquid temperature|RANGE.0|temperature Cel
40151500|connection|흡입·토출 구경|Suction and discharge|TEXT
40151500|material|케이싱 재질|Casing material|TEXT
40151500|efficiency|효율|Efficiency|NUM>.1|ratio %
40151600|flow|토출 공기량|Free air delivery|NUM!>.1|flow m3/min
40151600|pressure|토출 압력|Discharge pressure|NUM!>.2|pressure MPa
40151600|power|출력|Rated power|NUM!.1|power kW
40151600|noise|소음|Sound level|NUM<.0|sound dB
40161500|fineness|여과 정밀도|Filter fineness|NUM!<.0|length um
40161500|flow|처리 유량|Flow|NUM>.1|flow m3/h
40161500|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
41110000|accuracy|정확도|Accuracy|NUM<.2|ratio %
41110000|output|출력 신호|Output signal|TEXT
41112200|range|측정 범위|Measuring range|RANGE!.0|temperature Cel
41112200|type|형식|Type|ENUM||k:K형:Type K,j:J형:Type J,r:R형:Type R,s:S형:Type S,b:B형:Type B
41112400|range|측정 범위|Measuring range|RANGE!.2|pressure MPa
41112500|range|측정 범위|Measuring range|RANGE!.1|flow m3/h
41112500|nominal|호칭 지름|Nominal size|TEXT
46180000|standard|인증 규격|Certified to|TEXT!
46180000|size|치수|Size|TEXT
46180000|material|재질|Material|TEXT
"""
MATCH = {"RANGE": "COVERS", "ENUM": "ENUM_EQ", "BOOL": "ENUM_EQ", "TEXT": "ENUM_EQ", "DATE": "GE", "NUM": "EQ_TOL"}


def rows() -> list[dict]:
    """Each attribute as the fields of ``AttributeDef``, with ``node_code`` and ``options``."""
    found = []
    for order, line in enumerate(ATTRIBUTES.strip().splitlines()):
        node_code, code, name_ko, name_en, kind, measure, options, *_rest = [*line.split("|"), "", "", ""]
        datatype = kind.split(".")[0].rstrip("!<>")
        quantity, unit = measure.split() if measure else ("count", "1")
        match = {">": "GE", "<": "LE"}.get(next((sign for sign in "><" if sign in kind), ""), MATCH[datatype])
        found.append(
            {
                "node_code": node_code,
                "code": code,
                "name_ko": name_ko,
                "name_en": name_en,
                "datatype": datatype,
                "quantity": quantity,
                "unit": unit,
                "decimals": int(kind.split(".")[1]) if "." in kind else 2,
                "required": "!" in kind,
                "match": "ENUM_AT_LEAST" if datatype == "ENUM" and match == "GE" else match,
                "criticality": "MUST" if "!" in kind else "SHOULD",
                "order": order % 900 + 10,
                "options": [_option(option) for option in options.split(",")] if options else [],
            }
        )
    return found


def _option(text: str) -> tuple[str, str, str]:
    """``code:Korean:English``, or one text for all three."""
    code, _colon, names = text.partition(":")
    korean, _colon, english = names.partition(":")
    return (code, korean, english) if names else (code.lower().replace(" ", ""), code, code)
