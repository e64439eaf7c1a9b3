"""The support programmes on the pages of the ground floor, one file per area."""
