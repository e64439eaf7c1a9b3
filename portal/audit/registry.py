"""Kinds of things whose entries would tell who somebody is: what a person outside the buyer does about the own matters.

An app enters them in its ``handlers/``. Auditors read these names masked and do not search by them; administrators
do not read these entries at all. Source: domain 16.2 (applicants: AU masked), PII-08.

    personal.add("jobs.application", "jobs.application")
"""

from portal.registry import Registry

personal: Registry[str] = Registry("kinds that are about persons")
