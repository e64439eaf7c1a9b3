"""Export in bulk, in Python. Needs requests, and a client with export.write and catalog.read."""

import hashlib
import json
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

# [datasets] What can be exported, and the scope that each needs
for dataset in api.get(f"{url}/api/v1/export-datasets/", timeout=30).json()["results"]:
    print(dataset["code"], dataset["scope"])

# [ask] Ask for a file: CSV, XLSX, JSON Lines or Parquet
asked = api.post(
    f"{url}/api/v1/exports/",
    json={"dataset": "catalog.products", "format": "jsonl"},
    headers={"Idempotency-Key": str(uuid.uuid4())},
    timeout=30,
)
asked.raise_for_status()
export = asked.json()
address = f"{url}/api/v1/exports/{export['uid']}/"

# [wait] Ask again until it is written
while export["state"] not in ("ready", "failed", "cancelled", "expired"):
    time.sleep(1)
    export = api.get(address, timeout=30).json()
if export["state"] != "ready":
    raise SystemExit(export["failure"])

# [fetch] Fetch each part, and check its fingerprint
for part in export["files"]:
    content = api.get(f"{address}files/{part['number']}/", timeout=60).content
    if hashlib.sha256(content).hexdigest() != part["sha256"]:
        raise SystemExit(f"{part['name']} came damaged")
    for line in content.splitlines():
        print(json.loads(line))
