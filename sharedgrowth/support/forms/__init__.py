"""IN: shapes of input of the support programmes."""
