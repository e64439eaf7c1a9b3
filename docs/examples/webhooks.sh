#!/usr/bin/env bash
# Webhooks, in curl. Needs curl and jq, a client with webhook.write and tender.read, and RECEIVER: your own https address.
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [kinds] What there is to be told of, and the scope that each kind needs
NEXT="$TOGETHER_URL/api/v1/webhook-kinds/?page_size=100"
while [ -n "$NEXT" ]; do
  curl -sS --fail-with-body "$NEXT" -H "Authorization: Bearer $TOKEN" > kinds.json
  jq -r '.results[] | "\(.code)\t\(.scope)"' kinds.json
  NEXT=$(jq -r '.next // empty' kinds.json)
done

# [add] Add an endpoint; its signing secret is answered once
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/webhook-endpoints/" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: endpoint-$(date +%s)-$$" \
  -H "Content-Type: application/json" \
  -d "{\"receiver_url\": \"$RECEIVER\", \"kinds\": [\"tender.published\", \"tender.awarded\"]}" > endpoint.json
ENDPOINT=$(jq -r .uid endpoint.json)
jq '{uid, receiver_url, kinds, state}' endpoint.json

# [test] Send a message to try it out
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/webhook-endpoints/$ENDPOINT/test/" -X POST \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: test-$(date +%s)-$$" | jq '{message_id, kind, state}'

# [log] What was sent, and how each attempt went
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/webhook-deliveries/?endpoint=$ENDPOINT" \
  -H "Authorization: Bearer $TOKEN" | jq '.results[] | {message_id, kind, state, attempts_made}'

# [rotate] A new secret; for a day both sign, so no message is lost
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/webhook-endpoints/$ENDPOINT/rotate-secret/" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: rotate-$(date +%s)-$$" \
  -H "Content-Type: application/json" -d '{"overlap_hours": 24}' | jq 'has("secret")'

# [replay] Send the messages since a moment again, under the same identifiers
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/webhook-endpoints/$ENDPOINT/replay/" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: replay-$(date +%s)-$$" \
  -H "Content-Type: application/json" -d '{}' | jq .messages
