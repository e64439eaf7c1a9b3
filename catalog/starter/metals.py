"""Attributes: raw materials, steel sections and refractories. The notation is told in ``attributes``."""

ATTRIBUTES = """
11101500|lump|입도|Lump size|RANGE.0|length mm
11101500|moisture|수분|Moisture|NUM?<.1|ratio %
11101500|package|포장 단위|Package size|NUM?~10%.0|mass kg
11101507|grade|전극 등급|Electrode grade|ENUM!>*30||rp:RP 보통 전력:RP regular power,hp:HP 고전력:HP high power,shp:SHP 준초고전력:SHP super high power,uhp:UHP 초고전력:UHP ultra high power
11101507|diameter|지름|Diameter|NUM!~1%.0|length mm
11101507|length|길이|Length|NUM~5%.0|length mm
11101507|resistivity|비저항|Resistivity|NUM!<~5%.1*30|resistivity uOhm.m
11101507|bulk_density|부피 밀도|Bulk density|NUM>~2%.2|density g/cm3
11101507|flexural|굽힘 강도|Flexural strength|NUM>~5%.1|pressure MPa
11101507|modulus|탄성 계수|Young's modulus|NUM<~10%.1|pressure GPa
11101507|ash|회분|Ash|NUM<.2|ratio %
11101507|current|허용 전류|Current capacity|NUM>~5%.0*20|current kA
11101507|nipple|니플 형식|Nipple|TEXT
11101508|mgo|산화마그네슘 MgO|Magnesia MgO|NUM!>~2%.1*30|ratio %
11101508|cao|산화칼슘 CaO|Lime CaO|NUM~2%.1|ratio %
11101508|silica|실리카 SiO₂|Silica SiO₂|NUM<.1|ratio %
11101508|sulphur|황|Sulphur|NUM<.3|ratio %
11101508|calcined|소성품|Calcined|BOOL!
11101508|density|부피 밀도|Bulk density|NUM~5%.2|density g/cm3
11101524|caf2|불화칼슘 CaF₂|Calcium fluoride CaF₂|NUM!>~1%.1*40|ratio %
11101524|silica|실리카 SiO₂|Silica SiO₂|NUM<.1*20|ratio %
11101524|carbonate|탄산칼슘 CaCO₃|Calcium carbonate CaCO₃|NUM<.1|ratio %
11101524|sulphur|황|Sulphur|NUM<.3|ratio %
11101524|phosphorus|인|Phosphorus|NUM<.3|ratio %
11101524|fines|분율|Fines|NUM<.1|ratio %
11101712|alloy|합금 종류|Alloy|ENUM!*30||fesi:규소철 FeSi:Ferrosilicon FeSi,femn:망간철 FeMn:Ferromanganese FeMn,simn:규소망간 SiMn:Silicomanganese SiMn,fecr:크롬철 FeCr:Ferrochromium FeCr,femo:몰리브덴철 FeMo:Ferromolybdenum FeMo,fev:바나듐철 FeV:Ferrovanadium FeV,fenb:니오븀철 FeNb:Ferroniobium FeNb,feti:티타늄철 FeTi:Ferrotitanium FeTi
11101712|main_content|주성분 함량|Main element|NUM!>~1%.1*30|ratio %
11101712|carbon|탄소|Carbon|NUM!<.3*20|ratio %
11101712|phosphorus|인|Phosphorus|NUM<.3*20|ratio %
11101712|sulphur|황|Sulphur|NUM<.3|ratio %
11101712|aluminium|알루미늄|Aluminium|NUM<.2|ratio %
11101712|lump|입도|Lump size|RANGE!.0|length mm
11101712|fines|분율|Fines|NUM<.1|ratio %
11101712|moisture|수분|Moisture|NUM<.1|ratio %
11101712|package|포장 단위|Package size|NUM?~10%.0|mass kg
11111600|cao|산화칼슘 CaO|Lime CaO|NUM!>~1%.1*30|ratio %
11111600|mgo|산화마그네슘 MgO|Magnesia MgO|NUM~10%.1|ratio %
11111600|silica|실리카 SiO₂|Silica SiO₂|NUM<.1*20|ratio %
11111600|sulphur|황|Sulphur|NUM<.3|ratio %
11111600|phosphorus|인|Phosphorus|NUM<.3|ratio %
11111600|lump|입도|Lump size|RANGE!.0|length mm
11111600|fines|분율|Fines|NUM<.1|ratio %
11111600|moisture|수분|Moisture|NUM<.1|ratio %
11111600|density|부피 밀도|Bulk density|NUM?~5%.2|density g/cm3
30100000|standard|적용 규격|Standard|TEXT
30100000|material|재질|Material|TEXT
30100000|length|길이|Length|NUM>.0|length mm
30100000|yield|항복 강도|Yield strength|NUM>~2%.0*20|pressure MPa
30100000|tensile|인장 강도|Tensile strength|NUM>~2%.0*20|pressure MPa
30100000|elongation|연신율|Elongation|NUM>~2.0|ratio %
30100000|surface|표면 상태|Surface|ENUM||black:흑피:As rolled,blasted:블라스트:Blasted,galvanised:용융 아연 도금:Hot-dip galvanised,primed:프라이머 도장:Primed
30100000|certificate|검사 증명서|Inspection certificate|ENUM>||t22:EN 10204 2.2:EN 10204 2.2,t31:EN 10204 3.1:EN 10204 3.1,t32:EN 10204 3.2:EN 10204 3.2
30101500|leg_a|변 A|Leg A|NUM!~1%.1|length mm
30101500|leg_b|변 B|Leg B|NUM~1%.1|length mm
30101500|thickness|두께|Thickness|NUM!~1%.1|length mm
30101500|line_mass|단위 질량|Mass per length|NUM?~3%.2|line_mass kg/m
30101600|diameter|지름|Diameter|NUM!~1%.1|length mm
30101600|line_mass|단위 질량|Mass per length|NUM?~3%.2|line_mass kg/m
30101700|height|높이|Height|NUM!~1%.1|length mm
30101700|width|플랜지 폭|Flange width|NUM!~1%.1|length mm
30101700|web|웨브 두께|Web thickness|NUM!~1%.1|length mm
30101700|flange|플랜지 두께|Flange thickness|NUM!~1%.1|length mm
30101700|radius|필릿 반지름|Fillet radius|NUM~1%.1|length mm
30101700|line_mass|단위 질량|Mass per length|NUM?~3%.2|line_mass kg/m
30101800|height|높이|Height|NUM!~1%.1|length mm
30101800|width|플랜지 폭|Flange width|NUM!~1%.1|length mm
30101800|web|웨브 두께|Web thickness|NUM!~1%.1|length mm
30101800|flange|플랜지 두께|Flange thickness|NUM!~1%.1|length mm
30101800|radius|필릿 반지름|Fillet radius|NUM~1%.1|length mm
30101800|line_mass|단위 질량|Mass per length|NUM?~3%.2|line_mass kg/m
30102200|thickness|두께|Thickness|NUM!~1%.1|length mm
30102200|width|폭|Width|NUM>.0|length mm
30102200|flatness|평탄도|Flatness|NUM<.1|length mm
30102200|hardness|경도(HBW)|Hardness (HBW)|NUM~5%.0|count 1
30102200|impact_energy|충격 흡수 에너지|Impact energy|NUM>.0|energy J
30102300|height|높이|Height|NUM~1%.1|length mm
30102300|width|폭|Width|NUM~1%.1|length mm
30102300|outside_diameter|외경|Outside diameter|NUM~1%.1|length mm
30102300|thickness|두께|Wall thickness|NUM~1%.1|length mm
30102300|line_mass|단위 질량|Mass per length|NUM?~3%.2|line_mass kg/m
30111600|cao|산화칼슘 CaO|Lime CaO|NUM!>~1%.1*30|ratio %
30111600|mgo|산화마그네슘 MgO|Magnesia MgO|NUM~10%.1|ratio %
30111600|silica|실리카 SiO₂|Silica SiO₂|NUM<.1|ratio %
30111600|sulphur|황|Sulphur|NUM<.3*20|ratio %
30111600|ignition_loss|강열 감량|Loss on ignition|NUM<.1*20|ratio %
30111600|reactivity|활성도(4N HCl, mL)|Reactivity (4N HCl, mL)|NUM>~5%.0*20|count 1
30111600|lump|입도|Lump size|RANGE!.0|length mm
30111600|fines|분율|Fines|NUM<.1|ratio %
30111600|package|포장 단위|Package size|NUM?~10%.0|mass kg
31370000|alumina|알루미나 함량|Alumina content|NUM!>.1|ratio %
31370000|density|부피 비중|Bulk density|NUM!~2%.2|density g/cm3
31370000|service_temperature|최고 사용 온도|Maximum service temperature|NUM!>.0|temperature Cel
31370000|crushing_strength|압축 강도|Cold crushing strength|NUM>.0|pressure MPa
31370000|silica|실리카 SiO₂|Silica SiO₂|NUM<.1|ratio %
31370000|iron_oxide|산화철 Fe₂O₃|Iron oxide Fe₂O₃|NUM<.1|ratio %
31370000|conductivity|열전도율|Thermal conductivity|NUM<~10%.2|conduction W/(m.K)
31370000|thermal_shock|열충격 저항(회)|Thermal shock resistance (cycles)|NUM>.0|count 1
31370000|standard|적용 규격|Standard|TEXT
31371000|thickness|두께|Thickness|NUM!~5%.0|length mm
31371000|width|폭|Width|NUM~2%.0|length mm
31371000|length|길이|Length|NUM>.0|length mm
31371000|biosoluble|생체 용해성 섬유|Bio-soluble fibre|BOOL
31371100|porosity|겉보기 기공률|Apparent porosity|NUM<.1|ratio %
31371100|shape|형상|Shape|ENUM||standard:표준형:Standard,wedge:쐐기형:Wedge,special:이형:Special shape
31371200|shelf_life|보관 기한|Shelf life|NUM>.0|time d
31371200|water|혼련 수량|Mixing water|NUM<.1|ratio %
31371200|placing|시공 방법|Placing|ENUM||cast:흘려 붓기:Casting,gun:건닝:Gunning,ram:래밍:Ramming,pump:펌프 압송:Pumping
"""  # noqa: E501 (one attribute a line)
