#!/bin/sh
# Bid on a tender, in curl. Needs curl and jq, and a client with the scopes tender.read and bid.write.
set -eu
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [find] Find a tender that takes bids and pays by total
TENDER=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/?open=true&ordering=closes_at" |
  jq -r 'first(.results[] | select(.by_unit_price | not)) | .uid')

# [read] Read what is asked: lines, terms, the version of the notice
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/" | jq '{number, closes_at, lines, seal: .seal.mode}'
VERSION=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/notice/" | jq .notice_version)

# [time] Compare your clock with the one that decides
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/time" | jq -r .utc

# [bid] Seal the bid; the key is yours, so a lost answer is asked for again
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/bids/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: bid-$TENDER-1" \
  -H "Content-Type: application/json" \
  -d "{\"price_won\": 90500000, \"lead_days\": 30, \"notice_version\": $VERSION,
       \"statements\": {\"alone\": true, \"same_terms\": true}}" > receipt.json

# [receipt] Keep the receipt: it proves what was sealed, and when
jq '{receipt, version, received_at, commitment}' receipt.json

# [again] Sent again with the same key: the same receipt, not a second bid
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/bids/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: bid-$TENDER-1" \
  -H "Content-Type: application/json" \
  -d "{\"price_won\": 90500000, \"lead_days\": 30, \"notice_version\": $VERSION,
       \"statements\": {\"alone\": true, \"same_terms\": true}}" | jq '{receipt, version}'

# [withdraw] Withdraw it; a new one may follow until the deadline
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/withdrawals/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: withdraw-$TENDER-1" \
  -H "Content-Type: application/json" \
  -d '{}' | jq '{receipt, kind, version}'
