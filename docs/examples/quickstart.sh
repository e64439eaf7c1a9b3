#!/usr/bin/env bash
# Five minutes with the Together API, in curl. Needs curl and jq.
#
#   export TOGETHER_URL=http://127.0.0.1:8000
#   export TOGETHER_CLIENT_ID=…  TOGETHER_CLIENT_SECRET=…    # made by your company's administrator: scope catalog.write
#   bash quickstart.sh
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it

# [token] Get a token; it holds for 15 minutes
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" \
  -d grant_type=client_credentials | jq -r .access_token)

# [read] Read: the tenders that close next
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/?open=true&ordering=closes_at&page_size=3" \
  -H "Authorization: Bearer $TOKEN" | jq '.results[] | {number, title_en, closes_at}'

# [write] Write: one product, by your own part number
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/products/bulk/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: quickstart-$(date +%s)" \
  -H "Content-Type: application/json" \
  -H "Accept-Language: en" \
  -d '{"rows": [{
        "sku": "QS-6204-2RS",
        "class_code": "31171504",
        "name_ko": "깊은 홈 볼 베어링 6204-2RS",
        "name_en": "Deep groove ball bearing 6204-2RS",
        "origin": "KR", "lead_time_days": 7, "moq": 10, "price": "12000",
        "attributes": {"bore": "20 mm", "outside_diameter": "47 mm", "width": "14 mm"}
      }]}' | jq .

# [problem] Read a refusal: it says what is wrong, and where
curl -sS "$TOGETHER_URL/api/v1/products/bulk/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: quickstart-wrong-$(date +%s)" \
  -H "Content-Type: application/json" \
  -H "Accept-Language: en" \
  -d '{"rows": []}' | jq '{status, code, title, errors}'
