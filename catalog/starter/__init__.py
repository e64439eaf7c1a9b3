"""The classes and attributes a fresh installation begins with: what a steel works buys most, named in our own words.

The codes are UNSPSC's (release 7.0901). The whole classification is loaded later by ``manage.py
import_classification``, which keeps our names and adds the official ones for search.
"""
