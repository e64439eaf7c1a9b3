"""A client that survives, in Python: keys, pages, ETags, limits. Needs requests, and a client with catalog.write."""

import os
import time
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


# [retry] Repeat what may be repeated: no answer, 429 and 503, always with the same key
def send(path, body, key=None):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    for pause in (1, 2, 4, 8, None):
        try:
            done = api.post(f"{url}{path}", json=body, headers=headers, timeout=30)
        except (requests.ConnectionError, requests.Timeout):
            if pause is None:
                raise
        else:
            if done.status_code not in (429, 503) or pause is None:
                return done
            pause = max(pause, int(done.headers.get("Retry-After", 0)))
        time.sleep(pause)


# [key] One key for each intention: sent twice, done once
row = {
    "sku": "KEY-1",
    "class_code": "31171504",
    "name_ko": "볼 베어링",
    "origin": "KR",
    "lead_time_days": 7,
    "moq": 10,
    "price": "9000",
    "attributes": {"bore": "20 mm", "outside_diameter": "47 mm", "width": "14 mm"},
}
key = str(uuid.uuid4())
first = send("/api/v1/products/bulk/", {"rows": [row]}, key)
second = send("/api/v1/products/bulk/", {"rows": [row]}, key)
print(first.json()["number"] == second.json()["number"])

# [reused] The same key with another body is a mistake, and is told
reused = send("/api/v1/products/bulk/", {"rows": [row | {"sku": "KEY-2"}]}, key)
print(reused.status_code, reused.json()["code"])

# [pages] Follow next until it is null
address, pages = f"{url}/api/v1/classes/?page_size=100&ordering=code", 0
while address and pages < 3:
    address, pages = api.get(address, timeout=30).json()["next"], pages + 1
print(pages, "pages")

# [etag] Ask only for what changed: 304 costs nothing
bearings = api.get(f"{url}/api/v1/classes/31171504/", timeout=30)
again = api.get(bearings.url, headers={"If-None-Match": bearings.headers["ETag"]}, timeout=30)
print(again.status_code)

# [limits] Read how many requests are left
print(again.headers.get("RateLimit"), again.headers.get("RateLimit-Policy"))
