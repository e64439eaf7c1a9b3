"""Where Django looks for a backend: ``ENGINE`` names the package."""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "portal.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    commits = 0  # transactions of this connection that were kept: portal.transactions asks

    def _commit(self):
        """One more, once the database has agreed."""
        super()._commit()
        self.commits += 1
