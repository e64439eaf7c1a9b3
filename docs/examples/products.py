"""List products in bulk, in Python. Needs requests, and a client with the scope catalog.write."""

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
api.headers["Accept-Language"] = "en"

# [class] Find the class, and what its products state
bearings = api.get(f"{url}/api/v1/classes/31171504/", timeout=30).json()
for attribute in bearings["attributes"]:
    print(attribute["code"], attribute["unit"], "required" if attribute["required"] else "")

# [rows] Make a row for each of your part numbers
stock = [("6204", "20 mm", "47 mm", "14 mm"), ("6205", "25 mm", "52 mm", "15 mm"), ("6206", "thirty", "62 mm", "16 mm")]
rows = [
    {
        "sku": f"BRG-{model}",
        "class_code": bearings["code"],
        "name_ko": f"깊은 홈 볼 베어링 {model}",
        "origin": "KR",
        "lead_time_days": 7,
        "moq": 10,
        "price": "12000",
        "attributes": {"bore": bore, "outside_diameter": outside, "width": width},
    }
    for model, bore, outside, width in stock
]


# [check] Check first: a dry run keeps nothing
def send(some_rows, *, dry_run=False):
    done = api.post(
        f"{url}/api/v1/products/bulk/",
        json={"rows": some_rows, "dry_run": dry_run},
        headers={"Idempotency-Key": str(uuid.uuid4())},
        timeout=60,
    )
    done.raise_for_status()
    return done.json()


for row in send(rows, dry_run=True)["rows"]:
    for fault in row["errors"]:
        print(row["sku"], fault["field"], fault["message"])

# [send] Send up to 100 rows in one call: each stands for itself
for hundred in [rows[start : start + 100] for start in range(0, len(rows), 100)]:
    for row in send(hundred)["rows"]:
        print(row["sku"], row["result"], row["product"])
        for lacking in row["missing"]:  # before it can be sent in for review
            print("  ", lacking["field"], lacking["message"])
