"""Kinds of things whose entries would tell who somebody is: what a person outside the buyer does about the own matters.

An app enters them in its ``handlers/``. Auditors read these names masked and do not search by them; administrators
do not read these entries at all. Source: domain 16.2 (applicants: AU masked), PII-08.

    personal.add("jobs.application", "jobs.application")


Deeds that are no more than a look at a thing are entered too: they stand in the whole trail alone, and not in the
timelines that those who are audited read.

    looks.add("amounts_seen", "amounts_seen")
"""

from portal.registry import Registry

personal: Registry[str] = Registry("kinds that are about persons")
looks: Registry[str] = Registry("deeds that are looks")
