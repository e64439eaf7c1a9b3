#!/usr/bin/env bash
# Follow the change feed, in curl. Needs curl and jq, and a client with tender.read.
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [begin] Begin now, and keep the cursor
CURSOR=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/changes/tenders/?start=now" \
  -H "Authorization: Bearer $TOKEN" | jq -r .cursor)

# [whole] Then read everything once; what changes meanwhile comes by the feed
NEXT="$TOGETHER_URL/api/v1/tenders/?page_size=100"
while [ "$NEXT" != null ]; do
  curl -sS --fail-with-body "$NEXT" -H "Authorization: Bearer $TOKEN" > page.json
  jq -r '.results[] | "\(.number) \(.state)"' page.json
  NEXT=$(jq -r .next page.json)
done

# [follow] From then on ask for what changed: nothing is skipped, nothing comes twice
MORE=true
while [ "$MORE" = true ]; do
  curl -sS --fail-with-body -G "$TOGETHER_URL/api/v1/changes/tenders/" --data-urlencode "cursor=$CURSOR" \
    -H "Authorization: Bearer $TOKEN" > changes.json
  jq -r '.results[] | "\(.at) \(.kind) \(.number)"' changes.json
  CURSOR=$(jq -r .cursor changes.json)
  MORE=$(jq -r .has_more changes.json)
done
