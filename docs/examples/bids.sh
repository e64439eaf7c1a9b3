#!/usr/bin/env bash
# Bid on a tender, in curl. Needs curl and jq, and a client with the scopes tender.read and bid.write.
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [find] Find a tender that takes bids, pays by total and has none of yours: a bid replaces the one before
OWN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/bids/?page_size=100" -H "Authorization: Bearer $TOKEN" |
  jq '[.results[].tender]')
TENDER=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/?open=true&ordering=closes_at" |
  jq -r --argjson own "$OWN" 'first(.results[] | select((.by_unit_price or (.uid | IN($own[]))) | not)) | .uid')
[ -n "$TENDER" ] || { echo "No open tender is left on which you have not bid." >&2; exit 1; }

# [read] Read what is asked: lines, terms, the version of the notice
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/" | jq '{number, closes_at, lines, seal: .seal.mode}'
VERSION=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/notice/" | jq .notice_version)

# [time] Compare your clock with the one that decides
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/time" | jq -r .utc

# [bid] Seal the bid; the key is yours, new for each intention, so a lost answer is asked for again
KEY="bid-$(date +%s)-$$"
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/bids/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: $KEY" \
  -H "Content-Type: application/json" \
  -d "{\"price_won\": 90500000, \"lead_days\": 30, \"notice_version\": $VERSION,
       \"statements\": {\"alone\": true, \"same_terms\": true}}" > receipt.json

# [receipt] Keep the receipt: it proves what was sealed, and when
jq '{receipt, version, received_at, commitment}' receipt.json

# [again] Sent again with the same key: the same receipt, not a second bid
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/bids/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: $KEY" \
  -H "Content-Type: application/json" \
  -d "{\"price_won\": 90500000, \"lead_days\": 30, \"notice_version\": $VERSION,
       \"statements\": {\"alone\": true, \"same_terms\": true}}" | jq '{receipt, version}'

# [withdraw] Withdraw it; a new one may follow until the deadline
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/withdrawals/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: withdraw-$(date +%s)-$$" \
  -H "Content-Type: application/json" \
  -d '{}' | jq '{receipt, kind, version}'
