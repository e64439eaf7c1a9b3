"""The energy factors that came with the portal. Source: domain 7.5."""

from decimal import Decimal

from django.utils.translation import gettext_noop

from sharedgrowth.support.models.energy import EmissionFactor
from sharedgrowth.support.states.energy import Carrier, FactorState, FactorStatus

OLD_TOE, TOE = Decimal("0.229"), Decimal("0.213")  # 9.6 MJ/kWh before 2022, 8.9 since
CUSTOM = gettext_noop("In common use; no published source: to be confirmed")

FACTORS = (  # carrier, first year, toe, tCO2, how sure, source
    (
        Carrier.ELECTRICITY,
        2000,
        OLD_TOE,
        Decimal("0.4594"),
        FactorStatus.GUIDELINE,
        gettext_noop("Emission-trading guideline, 2014–2016"),
    ),
    (
        Carrier.ELECTRICITY,
        2017,
        OLD_TOE,
        Decimal("0.4781"),
        FactorStatus.OFFICIAL,
        gettext_noop("Published mean of 2017–2019"),
    ),
    (
        Carrier.ELECTRICITY,
        2020,
        OLD_TOE,
        Decimal("0.4541"),
        FactorStatus.OFFICIAL,
        gettext_noop("Ministry notice of 2025: mean of 2020–2022"),
    ),
    (
        Carrier.ELECTRICITY,
        2022,
        TOE,
        Decimal("0.4541"),
        FactorStatus.OFFICIAL,
        gettext_noop("Ministry notice of 2025: mean of 2020–2022; toe since 2022"),
    ),
    (
        Carrier.ELECTRICITY,
        2023,
        TOE,
        Decimal("0.4173"),
        FactorStatus.OFFICIAL,
        gettext_noop("Ministry notice of 2025-12-17: 2023, from now on every year"),
    ),
    (Carrier.CITY_GAS, 2000, Decimal("1.020"), Decimal("2.176"), FactorStatus.ESTIMATE, CUSTOM),
    (Carrier.LNG, 2000, Decimal("1.306"), Decimal("2.77"), FactorStatus.ESTIMATE, CUSTOM),
    (Carrier.DIESEL, 2000, Decimal("0.903"), Decimal("2.60"), FactorStatus.ESTIMATE, CUSTOM),
    (Carrier.BC_OIL, 2000, Decimal("0.998"), Decimal("3.05"), FactorStatus.ESTIMATE, CUSTOM),
    (Carrier.PROPANE, 2000, Decimal("1.20"), Decimal("2.96"), FactorStatus.ESTIMATE, CUSTOM),
)


def enter_factors(*, using="default", **_signal) -> None:
    """Enter them once; what people approved later stays."""
    for carrier, year, toe, tco2, status, source in FACTORS:
        EmissionFactor.objects.using(using).get_or_create(
            carrier=carrier,
            year=year,
            entered_by=None,
            defaults={
                "toe": toe,
                "tco2": tco2,
                "status": status,
                "source": source,
                "state": FactorState.APPROVED,
            },
        )
