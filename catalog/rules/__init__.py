"""HOW MUCH: units, values of attributes, checks before publishing, how text becomes searchable."""
