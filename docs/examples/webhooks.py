"""Webhooks, in Python. Needs requests, a client with webhook.write and tender.read, RECEIVER: your https address."""

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
    done = api.post(f"{url}{path}", json=body, headers={"Idempotency-Key": str(uuid.uuid4())}, timeout=30)
    if not done.ok:
        raise SystemExit(done.text)
    return done.json()


# [kinds] What there is to be told of, and the scope that each kind needs
following = f"{url}/api/v1/webhook-kinds/?page_size=100"
while following:
    page = api.get(following, timeout=30).json()
    for kind in page["results"]:
        print(kind["code"], kind["scope"])
    following = page["next"]

# [add] Add an endpoint; its signing secret is answered once
wanted = {"receiver_url": os.environ["RECEIVER"], "kinds": ["tender.published", "tender.awarded"]}
endpoint = send("/api/v1/webhook-endpoints/", wanted)
address = f"/api/v1/webhook-endpoints/{endpoint['uid']}/"
print(endpoint["uid"], endpoint["state"], endpoint["secret"][:6])

# [test] Send a message to try it out
print(send(f"{address}test/", {})["message_id"])

# [log] What was sent, and how each attempt went
log = api.get(f"{url}/api/v1/webhook-deliveries/", params={"endpoint": endpoint["uid"]}, timeout=30).json()
for delivery in log["results"]:
    print(delivery["message_id"], delivery["kind"], delivery["state"], delivery["attempts_made"])

# [rotate] A new secret; for a day both sign, so no message is lost
secret = send(f"{address}rotate-secret/", {"overlap_hours": 24})["secret"]

# [replay] Send the messages since a moment again, under the same identifiers
print(send(f"{address}replay/", {})["messages"])
