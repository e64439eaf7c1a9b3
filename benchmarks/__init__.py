"""Benchmarks: seeded data of any size, and the same work done in several ways in one interleaved run.

Run by ``manage.py bench`` (``make bench``); what was measured, when and where, stands in README.md.
"""
