"""HOW MUCH: the words of a consent, the days of the law."""
