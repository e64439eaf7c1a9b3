"""Receivables: draw one early, pass a part on, in Python. Needs requests, and a client with receivable.write."""

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


def send(path, body):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    done = api.post(f"{url}{path}", json=body, headers=key, timeout=30)
    if not done.ok:
        raise SystemExit(done.text)
    return done.json()


# [list] What the company holds, and what is left of each
query = {"state": "accepted,partly_used", "ordering": "matures_on"}
held = api.get(f"{url}/api/v1/receivables/", params=query, timeout=30).json()["results"]
receivable = next((each for each in held if (each["available_won"] or 0) >= 1_000_000), None)
if receivable is None:
    raise SystemExit("No receivable of the company has a million won left.")
address = f"/api/v1/receivables/{receivable['uid']}/"

# [quote] Ask what an early payment costs; this binds nobody
quote = send(f"{address}quotes/", {"amount_won": 1_000_000})
print(quote["days"], quote["rate"], quote["charge_won"], quote["net_won"], quote["expires_at"])

# [draw] Take that very offer; it cannot be taken back
draw = send(f"{address}draws/", {"quote": quote["uid"]})
print(draw["amount_won"], draw["charge_won"], draw["net_won"], draw["drawn_on"])

# [debts] What the company itself owes its own suppliers
query = {"state": "open", "method": "winwin", "ordering": "due_on"}
debts = api.get(f"{url}/api/v1/obligations/", params=query, timeout=30).json()
debt = next((each for each in debts["results"] if each["tier"] == 2), None)
if debt is None:
    raise SystemExit("The company owes its own suppliers nothing that is open.")

# [pass] Pay that debt with a part of the receivable
part = send(
    f"{address}pass-on/",
    {"obligation": debt["number"], "amount_won": 1_000_000, "mode": "same_or_earlier"},
)
print(part["number"], part["holder_name"], part["face_won"], part["matures_on"])
