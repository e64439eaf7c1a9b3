"""Roles that one person may not hold together, whatever the object."""

from collections.abc import Collection

from portal.people.states import RoleConflict


def role_conflict(codes: Collection[str]) -> RoleConflict:
    """Which global conflict a set of role codes holds, if any.

    A system administrator holds no business role and is no auditor; an auditor holds no operative role.

    Source: domain SOD-16, SOD-17.

    >>> role_conflict({"PO", "EV"}).value, role_conflict({"AD", "PO"}).value, role_conflict({"AU", "CP"}).value
    ('', 'admin', 'auditor')
    """
    if "AD" in codes and len(codes) > 1:
        return RoleConflict.ADMIN
    if "AU" in codes and len(codes) > 1:
        return RoleConflict.AUDITOR
    return RoleConflict.NONE
