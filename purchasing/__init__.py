"""Purchasing: bidding, contracts, payments, ESG. A namespace."""
