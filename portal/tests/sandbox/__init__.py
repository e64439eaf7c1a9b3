"""A real sandbox: a database of its own, its clock, its counterparts, walked through from outside."""
