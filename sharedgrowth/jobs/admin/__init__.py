"""Windows on Youth Dream job matching."""
