"""IN: shapes of input of Benefit Sharing."""
