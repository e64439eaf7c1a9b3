"""Read results of tenders, in Python. Needs requests; no client, except for the debrief (scope bid.read)."""

import os

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

# [list] The newest decided tenders; no token is needed
query = {"state": "awarded,contracted", "ordering": "-published_at", "page_size": 5}
decided = requests.get(f"{url}/api/v1/tenders/", params=query, timeout=30).json()["results"]
for tender in decided:
    print(tender["number"], tender["title_en"], tender["state"])
if not decided:
    raise SystemExit("No tender has been decided yet.")

# [result] One result: limit, every bid, verdict and reason
address = f"{url}/api/v1/tenders/{decided[0]['uid']}/"
result = requests.get(address, timeout=30).json()["result"]
print(result["base_price_won"], result["floor_won"], result["award_reason"])
for bid in result["bids"]:
    print(bid["rank"], bid["company"], bid["price_won"], bid["verdict"], bid["reason"])

# [evaluation] The whole calculation, to be computed again by you
print(list(requests.get(f"{address}evaluation/", timeout=30).json()))

# [own] Your own bids, and what was told of each
own = api.get(f"{url}/api/v1/bids/", timeout=30).json()["results"]
for bid in own:
    print(bid["tender_number"], bid["receipt"], bid["verdict"])

# [debrief] Why you won or lost, told to you alone
judged = next((bid for bid in own if bid["verdict"] not in (None, "opened")), None)
if judged is None:
    raise SystemExit("No bid of yours has been judged yet.")
debrief = api.get(f"{url}/api/v1/tenders/{judged['tender']}/debrief/", timeout=30)
debrief.raise_for_status()
print(debrief.json()["won"], debrief.json()["rank"], debrief.json()["reason"])
