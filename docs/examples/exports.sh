#!/usr/bin/env bash
# Export in bulk, in curl. Needs curl and jq, and a client with export.write and catalog.read.
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [datasets] What can be exported, and the scope that each needs
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/export-datasets/" -H "Authorization: Bearer $TOKEN" |
  jq -r '.results[] | "\(.code)\t\(.scope)"'

# [ask] Ask for a file: CSV, XLSX, JSON Lines or Parquet
EXPORT=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/exports/" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: export-$(date +%s)-$$" \
  -H "Content-Type: application/json" \
  -d '{"dataset": "catalog.products", "format": "jsonl"}' | jq -r .uid)

# [wait] Ask again until it is written
STATE=waiting
while [ "$STATE" != ready ]; do
  sleep 1
  curl -sS --fail-with-body "$TOGETHER_URL/api/v1/exports/$EXPORT/" -H "Authorization: Bearer $TOKEN" > export.json
  STATE=$(jq -r .state export.json)
  case "$STATE" in failed|cancelled|expired) jq . export.json; exit 1;; esac
done

# [fetch] Fetch each part, and check its fingerprint
jq -c '.files[]' export.json | while read -r PART; do
  NAME=$(echo "$PART" | jq -r .name)
  curl -sS --fail-with-body "$TOGETHER_URL/api/v1/exports/$EXPORT/files/$(echo "$PART" | jq -r .number)/" \
    -H "Authorization: Bearer $TOKEN" -o "$NAME"
  echo "$(echo "$PART" | jq -r .sha256)  $NAME" | sha256sum -c -
done
