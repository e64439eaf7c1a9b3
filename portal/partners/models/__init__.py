"""WHAT: API clients, their secrets and requests, and the answers kept for repeated requests."""

from portal.partners.models.answer import GivenAnswer
from portal.partners.models.client import ApiClient, ClientSecret
from portal.partners.models.log import ApiRequest, ClientAlert, ClientNetwork

__all__ = ["ApiClient", "ApiRequest", "ClientAlert", "ClientNetwork", "ClientSecret", "GivenAnswer"]
