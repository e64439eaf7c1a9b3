"""Five minutes with the Together API, in Python. Needs requests.

export TOGETHER_URL=http://127.0.0.1:8000
export TOGETHER_CLIENT_ID=…  TOGETHER_CLIENT_SECRET=…    # made by your company's administrator: scope catalog.write
python quickstart.py
"""

import os
import uuid

import requests

# [token] Get a token; it holds for 15 minutes
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

# [read] Read: the tenders that close next
query = {"open": "true", "ordering": "closes_at", "page_size": 3}
tenders = api.get(f"{url}/api/v1/tenders/", params=query, timeout=30)
tenders.raise_for_status()
for tender in tenders.json()["results"]:
    print(tender["number"], tender["title_en"], tender["closes_at"])

# [write] Write: one product, by your own part number
product = {
    "sku": "QS-6204-2RS",
    "class_code": "31171504",
    "name_ko": "깊은 홈 볼 베어링 6204-2RS",
    "name_en": "Deep groove ball bearing 6204-2RS",
    "origin": "KR",
    "lead_time_days": 7,
    "moq": 10,
    "price": "12000",
    "attributes": {"bore": "20 mm", "outside_diameter": "47 mm", "width": "14 mm"},
}
written = api.post(
    f"{url}/api/v1/products/bulk/",
    json={"rows": [product]},
    headers={"Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "en"},
    timeout=30,
)
written.raise_for_status()
print(written.json())

# [problem] Read a refusal: it says what is wrong, and where
refused = api.post(
    f"{url}/api/v1/products/bulk/",
    json={"rows": []},
    headers={"Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "en"},
    timeout=30,
)
problem = refused.json()
print(problem["status"], problem["code"], problem["title"], problem["errors"])
