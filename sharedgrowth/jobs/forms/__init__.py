"""IN: shapes of input of Youth Dream job matching."""
