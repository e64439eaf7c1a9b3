#!/bin/sh
# Prints a Python that is new enough, or says in one line what is missing. $PYTHON, if set, is the only candidate.
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
found=$("${PYTHON:-python3}" --version 2>/dev/null) || found="none"
echo "Python 3.11 or newer is needed (found: $found). Install it, or name it: make PYTHON=/path/to/python3.12 …" >&2
exit 1
