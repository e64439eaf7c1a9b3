"""API doors of the ground floor: tokens and time, what a client is told about itself."""
