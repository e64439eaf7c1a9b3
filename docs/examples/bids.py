"""Bid on a tender, in Python. Needs requests, and a client with the scopes tender.read and bid.write."""

import os
import uuid

import requests

url = os.environ["TOGETHER_URL"]
answer = requests.post(
    f"{url}/api/v1/oauth/token",
    auth=(os.environ["TOGETHER_CLIENT_ID"], os.environ["TOGETHER_CLIENT_SECRET"]),
    data={"grant_type": "client_credentials"},
    timeout=30,
)
answer.raise_for_status()
api = requests.Session()
api.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

# [find] Find a tender that takes bids, pays by total and has none of yours: a bid replaces the one before
own = api.get(f"{url}/api/v1/bids/", params={"page_size": 100}, timeout=30).json()["results"]
taken = {bid["tender"] for bid in own}
page = api.get(f"{url}/api/v1/tenders/", params={"open": "true", "ordering": "closes_at"}, timeout=30).json()
free = [each for each in page["results"] if not each["by_unit_price"] and each["uid"] not in taken]
if not free:
    raise SystemExit("No open tender is left on which you have not bid.")
address = f"{url}/api/v1/tenders/{free[0]['uid']}/"

# [read] Read what is asked: lines, terms, the version of the notice
told = api.get(address, timeout=30).json()
notice = api.get(f"{address}notice/", timeout=30).json()
print(told["number"], told["closes_at"], told["seal"]["mode"], [line["description_en"] for line in told["lines"]])

# [time] Compare your clock with the one that decides
print(api.get(f"{url}/api/v1/time", timeout=30).json()["utc"])

# [bid] Seal the bid; the key is yours, new for each intention, so a lost answer is asked for again
bid = {
    "price_won": 90_500_000,
    "lead_days": 30,
    "notice_version": notice["notice_version"],
    "statements": {"alone": True, "same_terms": True},
}
key = {"Idempotency-Key": str(uuid.uuid4())}
sealed = api.post(f"{address}bids/", json=bid, headers=key, timeout=30)
sealed.raise_for_status()
receipt = sealed.json()

# [receipt] Keep the receipt: it proves what was sealed, and when
print(receipt["receipt"], receipt["version"], receipt["received_at"], receipt["commitment"])

# [again] Sent again with the same key: the same receipt, not a second bid
again = api.post(f"{address}bids/", json=bid, headers=key, timeout=30)
print(again.json()["receipt"] == receipt["receipt"], again.headers.get("Idempotent-Replay"))

# [withdraw] Withdraw it; a new one may follow until the deadline
withdrawn = api.post(f"{address}withdrawals/", json={}, headers={"Idempotency-Key": str(uuid.uuid4())}, timeout=30)
withdrawn.raise_for_status()
print(withdrawn.json()["receipt"], withdrawn.json()["kind"])
