"""Receive webhooks, with nothing but Python itself: verify, remember the identifier, answer at once, work later.

    WEBHOOK_SECRET=whsec_… python receive_webhook.py 8900

Libraries for Standard Webhooks do the same in other languages: https://www.standardwebhooks.com/
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRETS = os.environ["WEBHOOK_SECRET"].split()  # during a rotation two


# [verify] Verify: identifier, time and body, as they came
def is_genuine(headers, body):
    stamp = headers.get("webhook-timestamp", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > 300:
        return False  # older than five minutes: a recording
    signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
    for secret in SECRETS:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if any(hmac.compare_digest(each, right) for each in headers.get("webhook-signature", "").split()):
            return True
    return False


# [receive] Receive: the same identifier twice is the same message
class Receiver(BaseHTTPRequestHandler):
    seen = set()  # in your system: a table with a unique key

    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 1_000_000))
        if not is_genuine(self.headers, body):
            self.answer(401)
            return
        message = json.loads(body)
        if self.headers["webhook-id"] not in self.seen:
            self.seen.add(self.headers["webhook-id"])
            print(
                message["type"], message["timestamp"], message["data"], flush=True
            )  # in your system: put it in a queue
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        """Quiet."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
