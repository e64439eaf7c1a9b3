"""Documents of the Universal Business Language 2.1 (OASIS; ISO/IEC 19845): what they hold, and their XML.

Pure: who makes one gives its parts as plain values. The order of elements is that of the schemas.
"""
