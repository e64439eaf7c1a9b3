#!/usr/bin/env bash
# A client that survives, in curl: keys, pages, ETags, limits. Needs curl and jq, and a client with catalog.write.
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [key] One key for each intention: sent twice, done once
KEY="order-$(date +%s)-$$"
BODY='{"rows": [{"sku": "KEY-1", "class_code": "31171504", "name_ko": "볼 베어링", "origin": "KR", "lead_time_days": 7, "moq": 10,
  "price": "9000", "attributes": {"bore": "20 mm", "outside_diameter": "47 mm", "width": "14 mm"}}]}'
for TIME in first second; do
  curl -sS --fail-with-body "$TOGETHER_URL/api/v1/products/bulk/" \
    -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $KEY" -H "Content-Type: application/json" -d "$BODY" |
    jq -c "{time: \"$TIME\", number, counts}"
done

# [reused] The same key with another body is a mistake, and is told
curl -sS "$TOGETHER_URL/api/v1/products/bulk/" -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $KEY" \
  -H "Content-Type: application/json" -d '{"rows": [{"sku": "KEY-2", "class_code": "31171504"}]}' | jq '{status, code}'

# [pages] Follow next until it is null
NEXT="$TOGETHER_URL/api/v1/classes/?page_size=100&ordering=code"
PAGES=0
while [ "$NEXT" != null ] && [ $PAGES -lt 3 ]; do
  NEXT=$(curl -sS --fail-with-body "$NEXT" -H "Authorization: Bearer $TOKEN" | jq -r .next)
  PAGES=$((PAGES + 1))
done
echo "$PAGES pages"

# [etag] Ask only for what changed: 304 costs nothing
ETAG=$(curl -sS -D - -o class.json "$TOGETHER_URL/api/v1/classes/31171504/" -H "Authorization: Bearer $TOKEN" |
  tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
curl -sS -o again.json -w '%{http_code}\n' "$TOGETHER_URL/api/v1/classes/31171504/" \
  -H "Authorization: Bearer $TOKEN" -H "If-None-Match: $ETAG"

# [limits] Read how many requests are left
curl -sS -D - -o now.json "$TOGETHER_URL/api/v1/client/" -H "Authorization: Bearer $TOKEN" |
  tr -d '\r' | grep -i '^ratelimit' || true
