"""From a first bid to the money on the account, in a sandbox. Needs requests, and nothing else: no credentials."""

import os
import time
import uuid

import requests

url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:8100")
api = requests.Session()


def told(done):
    if not done.ok:
        raise SystemExit(f"{done.status_code} {done.text}")
    return done.json()


def get(path, **query):
    return told(api.get(f"{url}{path}", params=query, timeout=60))


def post(path, body):
    return told(api.post(f"{url}{path}", json=body, headers={"Idempotency-Key": str(uuid.uuid4())}, timeout=60))


# [company] Make a company: registered, through the entry gate, with people and a client of the API
try:
    company = post("/api/v1/sandbox/companies/", {"name": "Haneul Precision"})
except requests.ConnectionError:
    raise SystemExit(
        f"No sandbox answers at {url}. Start one (make sandbox), or say in SANDBOX_URL where it is."
    ) from None
for thing in company["things"]:
    print(thing["number"], thing["label"])

# [token] Get a token with its credentials, as everywhere
answer = api.post(
    f"{url}/api/v1/oauth/token",
    auth=(company["client_id"], company["client_secret"]),
    data={"grant_type": "client_credentials"},
    timeout=60,
)
api.headers["Authorization"] = f"Bearer {told(answer)['access_token']}"

# [bid] Bid on the tender that was laid out; competitors have bid already
tender = company["things"][0]["api_url"]
notice = get(f"{tender}notice/")
bid = {
    "price_won": 43_000_000,
    "lead_days": 30,
    "notice_version": notice["notice_version"],
    "statements": {"alone": True, "same_terms": True},
}
print(post(f"{tender}bids/", bid)["receipt"])


# [clock] Move the clock on, and wait until all that became due on the way has been done
def advance(span):
    clock = post("/api/v1/sandbox/clock/", {"advance": span})
    while not clock["settled"]:  # it goes day by day and halts on each
        time.sleep(1)
        clock = get("/api/v1/sandbox/clock/")
        print("on its way:", clock["shown_at"][:10], end="\r", flush=True)
    print("it is", clock["shown_at"])
    return clock["shown_at"][:10]


# [award] Past the deadline the committee opens and the buyer awards; after the standstill there is a contract
before = {contract["number"] for contract in get("/api/v1/contracts/")["results"]}
advance("P8DT1H")
today = advance("P14D")
print(get(tender)["state"])
contract = next(each for each in get("/api/v1/contracts/")["results"] if each["number"] not in before)
print(contract["number"], contract["state"], contract["value"])

# [deliver] Announce what comes today; the buyer receives and inspects it
lines = get(f"/api/v1/contracts/{contract['uid']}/lines/")["results"]
whole = [{"no": line["no"], "qty": line["qty"]} for line in lines]
delivery = post(f"/api/v1/contracts/{contract['uid']}/deliveries/", {"lines": whole, "announced_for": today})
today = advance("PT1H")
print(delivery["number"], get(f"/api/v1/deliveries/{delivery['uid']}/")["state"])

# [invoice] Ask for the money; approved, the debt becomes a receivable
invoice = {
    "deliveries": [delivery["number"]],
    "supplier_no": "2026-001",
    "issued_on": today,
    "net": "43000000",
    "vat": "4300000",
}
post(f"/api/v1/contracts/{contract['uid']}/invoices/", invoice)
advance("PT1H")
receivable = get("/api/v1/receivables/", contract=contract["number"])["results"][0]
print(receivable["number"], receivable["state"])

# [draw] Draw a part of it early: ask what it costs, then confirm
address = f"/api/v1/receivables/{receivable['uid']}/"
quote = post(f"{address}quotes/", {"amount_won": 20_000_000})
print(quote["net_won"], post(f"{address}draws/", {"quote": quote["uid"]})["drawn_on"])

# [paid] On its day the rest is paid by a run of the buyer's bank
advance("P45D")
print(get(address)["state"])
