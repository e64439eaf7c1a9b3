"""Follow the change feed, in Python. Needs requests, and a client with tender.read."""

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


def read(address, **query):
    done = api.get(address, params=query, timeout=30)
    if not done.ok:
        raise SystemExit(done.text)
    return done.json()


# [begin] Begin now, and keep the cursor
feed = f"{url}/api/v1/changes/tenders/"
cursor = read(feed, start="now")["cursor"]

# [whole] Then read everything once; what changes meanwhile comes by the feed
tenders, address = {}, f"{url}/api/v1/tenders/?page_size=100"
while address:
    page = read(address)
    tenders |= {each["uid"]: each for each in page["results"]}
    address = page["next"]
print(len(tenders), "tenders")

# [follow] From then on ask for what changed: nothing is skipped, nothing comes twice
more = True
while more:
    page = read(feed, cursor=cursor)
    for change in page["results"]:
        if change["kind"] == "gone":
            tenders.pop(change["uid"], None)
        else:
            tenders[change["uid"]] = read(
                url + change["api_url"] if change["api_url"].startswith("/") else change["api_url"]
            )
    cursor, more = page["cursor"], page["has_more"]  # keep the cursor together with what it brought
