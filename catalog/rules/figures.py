"""What the programme's figures hide: a few of a kind would tell of one. Source: domain 1.10 (KPIs)."""

FEWEST_SHOWN = 5  # words searched less often than this are nobody else's business: PII-11

FEWEST_ADOPTED = 3  # what fewer adoptions save together tells one of them what was paid before: domain 1.4 (hidden)
