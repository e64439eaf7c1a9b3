"""Django's backend for PostgreSQL, which writes the columns of a query more quickly."""
