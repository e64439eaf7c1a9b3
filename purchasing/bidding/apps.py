from django.apps import AppConfig


class BiddingConfig(AppConfig):
    name = "purchasing.bidding"
