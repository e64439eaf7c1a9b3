"""Attributes: oils, greases, gases, paints and water treatment. The notation is told in ``attributes``."""

ATTRIBUTES = """
12140000|purity|순도|Purity|NUM!>.4*40|ratio %
12140000|supply_state|공급 상태|State as supplied|ENUM!||gas:압축 가스:Compressed gas,liquid:액화:Liquefied
12140000|container|공급 용기|Container|ENUM||cylinder:단일 용기:Cylinder,bundle:묶음 용기:Bundle,tank:저장 탱크:Tank,pipeline:배관:Pipeline
12140000|volume|용기 내용적|Water capacity of the container|NUM~5%.0|volume L
12140000|filling_pressure|충전 압력|Filling pressure|NUM~5%.1|pressure MPa
12140000|moisture|수분|Moisture|NUM<.1*20|ratio [ppm]
12140000|hydrocarbons|탄화수소|Hydrocarbons|NUM<.1|ratio [ppm]
12140000|valve|용기 밸브|Cylinder valve|TEXT?
12140000|standard|적용 규격|Standard|TEXT
12141903|oxygen|산소 불순물|Oxygen impurity|NUM<.1*20|ratio [ppm]
12142004|oxygen|산소 불순물|Oxygen impurity|NUM<.1*20|ratio [ppm]
12142004|nitrogen|질소 불순물|Nitrogen impurity|NUM<.1*20|ratio [ppm]
15120000|package|포장 단위|Package size|NUM.0|volume L
15120000|standard|적용 규격|Standard|TEXT
15120000|base_oil|기유|Base oil|ENUM||mineral:광유:Mineral,synthetic:합성유:Synthetic,plant:식물성:Plant-based,water:수용성 베이스:Water-based
15120000|shelf_life|보관 기한|Shelf life|NUM?>.0|time mo
15120000|density_15|밀도 15 °C|Density at 15 °C|NUM?~2%.3|density g/cm3
15121500|viscosity_40|동점도 40 °C|Viscosity at 40 °C|NUM!~10%.1|viscosity mm2/s
15121500|pour_point|유동점|Pour point|NUM<.0|temperature Cel
15121500|flash_point|인화점|Flash point|NUM>.0|temperature Cel
15121500|iso_vg|ISO 점도 등급|ISO viscosity grade|ENUM!||VG 22,VG 32,VG 46,VG 68,VG 100,VG 150,VG 220,VG 320
15121500|viscosity_index|점도 지수|Viscosity index|NUM>~10.0|count 1
15121500|cleanliness|청정도(NAS 1638)|Cleanliness (NAS 1638)|NUM<.0|count 1
15121502|saponification|비누화값(mg KOH/g)|Saponification number (mg KOH/g)|NUM~5%.0|count 1
15121502|dilution|희석 농도|Concentration in use|RANGE.1|ratio %
15121502|residue|소둔 후 잔류물|Residue after annealing|NUM<.0|area_mass g/m2
15121505|breakdown|절연 파괴 전압|Breakdown voltage|NUM!>.0*30|voltage kV
15121505|water|수분|Water content|NUM<.0*20|ratio [ppm]
15121505|acid|전산가(mg KOH/g)|Acid number (mg KOH/g)|NUM<.2|count 1
15121525|cooling|최대 냉각 속도 도달 온도|Temperature of fastest cooling|NUM~5%.0|temperature Cel
15121525|bath|사용 유온|Bath temperature|RANGE.0|temperature Cel
15121800|viscosity_40|동점도 40 °C|Viscosity at 40 °C|NUM!~10%.1|viscosity mm2/s
15121800|protection_days|방청 기간(옥내)|Indoor protection|NUM!>.0|time d
15121800|voc|휘발성 유기화합물|Volatile organic compounds|NUM<.0|density g/L
15121800|flash_point|인화점|Flash point|NUM>.0|temperature Cel
15121800|water_based|수용성|Water-based|BOOL
15121800|film|도막 두께|Film thickness|NUM~20%.1|length um
15121800|film_type|피막 종류|Kind of film|ENUM||oil:유막:Oily,wax:왁스:Waxy,dry:건조 피막:Dry
15121800|removal|제거 방법|Removal|ENUM||water:물 세척:Water,alkali:알칼리 탈지:Alkaline degreasing,solvent:용제:Solvent,none:제거 불필요:Not needed
15121900|nlgi|NLGI 주도|NLGI grade|ENUM!||00,0,1,2,3
15121900|working_temperature|사용 온도|Working temperature|RANGE.0|temperature Cel
15121900|thickener|증주제|Thickener|TEXT
15121900|dropping_point|적점|Dropping point|NUM>.0*20|temperature Cel
15121900|base_viscosity|기유 동점도 40 °C|Base oil viscosity at 40 °C|NUM~10%.0|viscosity mm2/s
15121900|weld_load|4구 융착 하중|Four-ball weld load|NUM>.0|force N
15121900|water_washout|수세 내수도|Water wash-out|NUM<.1|ratio %
31211500|base|도료 형식|Type of paint|ENUM!||water:수용성:Water-based,solvent:용제형:Solvent-based,free:무용제:Solvent-free
31211500|binder|수지|Binder|ENUM||epoxy:에폭시:Epoxy,urethane:우레탄:Polyurethane,silicone:실리콘:Silicone,alkyd:알키드:Alkyd,zinc:무기 아연:Inorganic zinc
31211500|solids|고형분 부피비|Solids by volume|NUM!>~5%.0|ratio %
31211500|voc|휘발성 유기화합물|Volatile organic compounds|NUM!<.0*30|density g/L
31211500|film|권장 건조 도막|Recommended dry film|RANGE.0|length um
31211500|heat|내열 온도|Heat resistance|NUM>.0|temperature Cel
31211500|drying|경화 건조 시간 20 °C|Hard-dry time at 20 °C|NUM<.1|time h
31211500|pot_life|가사 시간|Pot life|NUM>.1|time h
31211500|gloss|광택|Gloss|ENUM||matt:무광:Matt,semi:반광:Semi-gloss,gloss:유광:Gloss
31211500|colour|색상|Colour|TEXT?
31211500|package|포장 단위|Package size|NUM?~10%.1|volume L
31211500|standard|적용 규격|Standard|TEXT
47101600|form|성상|Form|ENUM!||powder:분말:Powder,liquid:액상:Liquid,emulsion:에멀션:Emulsion,granule:입상:Granules
47101600|active|유효 성분|Active content|NUM!>~5%.1*30|ratio %
47101600|dose|권장 주입 농도|Recommended dose|RANGE.1|density mg/L
47101600|ph|pH(1% 용액)|pH of a 1% solution|RANGE.1|count 1
47101600|viscosity|점도 25 °C|Viscosity at 25 °C|NUM~15%.0|dynamic mPa.s
47101600|density|밀도|Density|NUM?~2%.2|density g/cm3
47101600|phosphate_free|인 무첨가|Free of phosphorus|BOOL
47101600|package|포장 단위|Package size|NUM?~10%.0|mass kg
47101600|shelf_life|보관 기한|Shelf life|NUM>.0|time mo
47101600|approval|먹는물 수처리제 인증|Approved for drinking water|BOOL?
47101602|hardness|허용 칼슘 경도|Calcium hardness tolerated|NUM>.0|density mg/L
47101606|metals|보호 금속|Metals protected|TEXT
47101608|ionic|이온성|Ionic character|ENUM!||anionic:음이온:Anionic,cationic:양이온:Cationic,nonionic:비이온:Non-ionic
47101608|molecular_weight|분자량(백만)|Molecular weight (millions)|NUM~15%.0|count 1
"""  # noqa: E501 (one attribute a line)
