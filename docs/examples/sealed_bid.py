"""Seal a bid on your own side, in Python. Needs requests, cryptography (46 or later), and a client with bid.write.

The portal gets ciphertext alone: nobody reads the bid before so many of the opening committee open it together.
"""

import base64
import hashlib
import json
import os
import secrets
import uuid

import requests
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

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
company = api.get(f"{url}/api/v1/client/", timeout=30).json()["company"]["number"]
page = api.get(f"{url}/api/v1/tenders/", params={"open": "true", "page_size": 100}, timeout=30).json()
for each in page["results"]:
    tender = api.get(f"{url}/api/v1/tenders/{each['uid']}/", timeout=30).json()
    if tender["seal"]["mode"] == "keys" and not tender["by_unit_price"]:
        break
else:
    raise SystemExit("No open tender is sealed to keys and pays by total.")


# [document] Write the document: one canonical form, sorted keys, no spaces, amounts as text
def canonical(document):
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


document = {
    "v": 2,
    "tender": tender["number"],
    "company": company,
    "envelope": "price",
    "nonce": secrets.token_hex(32),
    "price_won": "90500000",
    "lines": [],
    "stated_total_won": None,
    "lead_days": 30,
    "note": "",
    "answers": {},
    "files": {},
    "tco": {},
    "statements": {"alone": True, "same_terms": True},
}

# [seal] Seal it: bound to this tender, this company, this version; padded, so that its size tells little
key = next(each for each in tender["seal"]["keys"] if each["envelope"] == "price")
version = 1  # the next after your last receipt
bound = canonical(["twp-bid-v1", tender["uid"], "price", key["epoch"], key["public_key"], company, version])
text = canonical(document)
padded = len(text).to_bytes(4, "big") + text
padded += bytes(-len(padded) % 4096)
suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
public_key = X25519PublicKey.from_public_bytes(bytes.fromhex(key["public_key"]))
box = b"\x01" + suite.encrypt(padded, public_key, bound)

# [send] Send ciphertext and fingerprint; keep the document: only you have it
sealed = {
    "seq": version,
    "epoch": key["epoch"],
    "envelopes": [
        {
            "envelope": "price",
            "ciphertext": base64.b64encode(box).decode(),
            "commitment": hashlib.sha256(bound + b"\n" + text).hexdigest(),
        }
    ],
}
done = api.post(
    f"{url}/api/v1/tenders/{tender['uid']}/sealed-bids/",
    json=sealed,
    headers={"Idempotency-Key": str(uuid.uuid4())},
    timeout=30,
)
if not done.ok:
    raise SystemExit(done.text)
print(done.json()["receipt"], done.json()["received_at"], done.json()["commitment"])
