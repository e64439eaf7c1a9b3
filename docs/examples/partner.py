"""A partner's whole day in one script: token, products, bid, signed webhook, award, receivable. Needs only requests.

Against a portal of your own (``make run``):

    .venv/bin/python manage.py api_client --company 108-81-11381 \\
        --scopes catalog.write tender.read bid.write receivable.write webhook.write
    python docs/examples/partner.py --client-id … --client-secret …

The company is Garam Precision of the demonstration. In a sandbox (``make sandbox``) nothing is needed beforehand: the
script makes a company for trying, and moves the sandbox's clock on to the award.

    python docs/examples/partner.py --sandbox

The webhook is received on 127.0.0.1:8900, which a portal that is not in production may call. Everything may be run
again: products are the same products, a bid replaces the earlier one.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import queue
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests

KOREA = timezone(timedelta(hours=9))


# [client] A session that signs in, repeats safely and says what is wrong
class Portal(requests.Session):
    """Signs in by itself. A POST that got no answer is sent again with the same key, so it happens once."""

    def __init__(self, url, client_id, client_secret):
        super().__init__()
        self.base, self.credentials, self.ends = url.rstrip("/"), (client_id, client_secret), 0.0
        self.headers["Accept-Language"] = "en"

    def token(self):
        if time.monotonic() > self.ends:
            answer = requests.post(
                f"{self.base}/api/v1/oauth/token",
                auth=self.credentials,
                data={"grant_type": "client_credentials"},
                timeout=30,
            )
            told = self.checked(answer)
            self.ends = time.monotonic() + told["expires_in"] - 60
            self.headers["Authorization"] = f"Bearer {told['access_token']}"

    def read(self, path, **query):
        self.token()
        return self.checked(self.get(self.base + path, params=query, timeout=30))

    def pages(self, path, **query):
        """All rows of a list, page by page."""
        page = self.read(path, **query)
        yield from page["results"]
        while page["next"]:
            page = self.checked(self.get(page["next"], timeout=30))
            yield from page["results"]

    def write(self, path, body, key=None):
        self.token()
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        for pause in (1, 2, 4, None):
            try:
                answer = self.post(self.base + path, json=body, headers=headers, timeout=30)
            except requests.ConnectionError:
                if pause is None:
                    raise
            else:
                if answer.status_code not in (429, 503) or pause is None:
                    return self.checked(answer)
                pause = max(pause, int(answer.headers.get("Retry-After", 0)))
            time.sleep(pause)

    @staticmethod
    def checked(answer):
        if answer.ok:
            return answer.json() if answer.content else None
        problem = answer.json()  # RFC 9457: decide by code, show detail to people
        faults = "".join(
            f"\n  {each.get('pointer') or each.get('parameter')}: {each['detail']}"
            for each in problem.get("errors", [])
        )
        sys.exit(
            f"{answer.request.method} {answer.url}\n{problem['status']} {problem['code']}: {problem['detail']}{faults}"
        )


# [verify] Verify a webhook: over its id, its time and its body as they came
def is_genuine(secret, headers, body):
    """Standard Webhooks: HMAC-SHA256, and not older than five minutes."""
    stamp = headers.get("webhook-timestamp", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
    right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(each, right) for each in headers["webhook-signature"].split())


# [receive] Receive webhooks: answer at once, work later
class Receiver(HTTPServer):
    """A receiver on this machine; what came in waits in ``inbox``."""

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Call)
        self.inbox, self.secret = queue.Queue(), ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def wait_for(self, kind, seconds=90):
        """The next message of this kind; others are left aside."""
        until = time.monotonic() + seconds
        while True:
            try:
                message = self.inbox.get(timeout=max(0.1, until - time.monotonic()))
            except queue.Empty:
                sys.exit(f"No {kind} came within {seconds} seconds. Does the portal's worker run?")
            if message["type"] == kind:
                return message


class Call(BaseHTTPRequestHandler):
    """One delivery."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        genuine = is_genuine(self.server.secret, self.headers, body)
        self.send_response(204 if genuine else 401)
        self.end_headers()
        if genuine:
            self.server.inbox.put(json.loads(body))

    def log_message(self, *words):
        """Quiet."""


# [products] Put in products, by your own part numbers
def put_in_products(portal):
    sizes = [("6204", 20, 47, 14), ("6205", 25, 52, 15), ("6206", 30, 62, 16)]
    rows = [
        {
            "sku": f"PARTNER-{model}",
            "class_code": "31171504",
            "name_ko": f"깊은 홈 볼 베어링 {model}",
            "name_en": f"Deep groove ball bearing {model}",
            "origin": "KR",
            "lead_time_days": 7,
            "moq": 10,
            "price": str(6000 + 400 * outside),
            "attributes": {"bore": f"{bore} mm", "outside_diameter": f"{outside} mm", "width": f"{width} mm"},
        }
        for model, bore, outside, width in sizes
    ]
    for row in portal.write("/api/v1/products/bulk/", {"rows": rows})["rows"]:
        print(f"  {row['sku']}: {row['result']}")


# [bid] Place a bid: lines and terms from the notice, the amount from you
def place_bid(portal, price_won):
    """On the open tender that closes last and asks for a price alone."""
    for tender in portal.pages("/api/v1/tenders/", open="true", method="LPL_POSCO,LPL_FIXED", ordering="-closes_at"):
        notice = portal.read(f"/api/v1/tenders/{tender['uid']}/notice/")
        if notice["criteria"]:
            continue
        told = portal.read(f"/api/v1/tenders/{tender['uid']}/")
        bid = {"lead_days": 30, "statements": {"alone": True, "same_terms": True}}
        if told["by_unit_price"]:
            bid["unit_prices"] = [{"no": line["no"], "unit_price_won": 48_000} for line in told["lines"]]
        else:
            bid["price_won"] = price_won
        receipt = portal.write(f"/api/v1/tenders/{tender['uid']}/bids/", bid)
        print(f"  {tender['number']} {tender['title_en']}")
        print(f"  receipt {receipt['receipt']}, sealed {receipt['received_at']}")
        return receipt
    sys.exit("No open tender asks for a price alone.")


# [sandbox] In a sandbox: a company for trying, and a clock that can be moved on
def make_company(url):
    """Needs no credentials; the answer holds those of its client. The secret is told once."""
    answer = requests.post(
        f"{url.rstrip('/')}/api/v1/sandbox/companies/",
        json={"name": "Areum Precision"},
        headers={"Idempotency-Key": str(uuid.uuid4())},
        timeout=60,
    )
    company = Portal.checked(answer)
    print(f"  {company['number']} in the sandbox, its person: {company['admin_email']}")
    return company["client_id"], company["client_secret"]


def move_clock(portal, span):
    """Everything that becomes due on the way is done before ``settled``: deadlines, counterparts, payments."""
    clock = portal.write("/api/v1/sandbox/clock/", {"advance": span})
    while not clock["settled"]:
        time.sleep(2)
        clock = portal.read("/api/v1/sandbox/clock/")
    print(f"  the sandbox's clock shows {clock['shown_at']}")


# [award] Read an award: every bid with its verdict, and the reason in words
def read_award(portal):
    for tender in portal.pages("/api/v1/tenders/", state="awarded,contracted", ordering="-published_at"):
        result = portal.read(f"/api/v1/tenders/{tender['uid']}/")["result"]
        if not result or not result["bids"]:
            continue
        print(f"  {tender['number']} {tender['title_en']}")
        print(f"  base price {result['base_price_won']:,} won, limit {result['floor_won'] or 0:,} won")
        for bid in sorted(result["bids"], key=lambda each: each["rank"] or 99):
            print(f"  {bid['rank'] or '–':>3} {bid['price_won']:>14,} won  {bid['verdict']:<10} {bid['company']}")
        return
    sys.exit("There is no published award yet.")


# [draw] Draw a receivable early: ask what it costs, then take that very offer
def draw_receivable(portal, amount_won=1_000_000):
    for receivable in portal.pages("/api/v1/receivables/", state="accepted,partly_used"):
        if (receivable["available_won"] or 0) < amount_won:  # null: it is another company's
            continue
        path = f"/api/v1/receivables/{receivable['uid']}"
        offer = portal.write(f"{path}/quotes/", {"amount_won": amount_won})
        print(f"  {receivable['number']}: {amount_won:,} won now instead of on {receivable['matures_on']}")
        print(f"  costs {offer['charge_won']:,} won ({offer['days']} days at {offer['rate']})")
        draw = portal.write(f"{path}/draws/", {"quote": offer["uid"]})
        print(f"  drawn: {draw['net_won']:,} won")
        return
    sys.exit("No receivable of the company has a million won left.")


# [main] One after the other
def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--url", help="the portal's address; otherwise TOGETHER_URL, SANDBOX_URL or this machine's")
    words.add_argument("--sandbox", action="store_true", help="make a company in a sandbox, move its clock on")
    words.add_argument("--client-id", default=os.environ.get("TOGETHER_CLIENT_ID"))
    words.add_argument("--client-secret", default=os.environ.get("TOGETHER_CLIENT_SECRET"))
    words.add_argument("--port", type=int, default=8900, help="where webhooks are received")
    asked = words.parse_args()
    if asked.sandbox:
        url = asked.url or os.environ.get("SANDBOX_URL", "http://127.0.0.1:8100")
        print("0 Company")
        asked.client_id, asked.client_secret = make_company(url)
    else:
        url = asked.url or os.environ.get("TOGETHER_URL", "http://127.0.0.1:8000")
    if not (asked.client_id and asked.client_secret):
        words.error("--client-id and --client-secret: what `manage.py api_client` printed; or --sandbox")
    portal = Portal(url, asked.client_id, asked.client_secret)

    print("1 Token")
    me = portal.read("/api/v1/client/")
    print(f"  {me['name']}: {' '.join(me['scopes'])}")
    print("2 Products")
    put_in_products(portal)
    print("3 Webhook endpoint")
    receiver = Receiver(asked.port)
    kinds = ["bid.received"]
    endpoint = portal.write(
        "/api/v1/webhook-endpoints/", {"receiver_url": f"http://127.0.0.1:{asked.port}/hook", "kinds": kinds}
    )
    receiver.secret = endpoint["secret"]
    print(f"  {endpoint['receiver_url']} hears {', '.join(kinds)}")
    print("4 Bid")
    receipt = place_bid(portal, price_won=43_000_000 if asked.sandbox else 91_500_000)
    print("5 Signed webhook")
    message = receiver.wait_for("bid.received")
    print(f"  {message['type']} {message['timestamp']}, signature verified: {message['data']}")
    portal.write(f"/api/v1/webhook-endpoints/{endpoint['uid']}/remove/", {})
    print("6 Award")
    if asked.sandbox:
        move_clock(portal, "P8DT1H")
        move_clock(portal, "P14D")  # the standstill
    read_award(portal)
    print("7 Receivable")
    draw_receivable(portal)
    print(f"Done, {datetime.now(KOREA):%Y-%m-%d %H:%M} in Korea. Receipt: {receipt['receipt']}")


if __name__ == "__main__":
    try:
        main()
    except requests.ConnectionError as trouble:
        sys.exit(f"The portal does not answer: {trouble}")
