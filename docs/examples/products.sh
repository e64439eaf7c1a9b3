#!/usr/bin/env bash
# List products in bulk, in curl. Needs curl and jq, and a client with the scope catalog.write.
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [class] Find the class, and what its products state
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/classes/31171504/" |
  jq '{code, name_en, attributes: [.attributes[] | {code, name_en, unit, required}]}'

# [rows] Make a row for each of your part numbers
cat > rows.json <<'ROWS'
{"rows": [
  {"sku": "BRG-6204", "class_code": "31171504", "name_ko": "깊은 홈 볼 베어링 6204", "origin": "KR",
   "lead_time_days": 7, "moq": 10, "price": "12000",
   "attributes": {"bore": "20 mm", "outside_diameter": "47 mm", "width": "14 mm"}},
  {"sku": "BRG-6205", "class_code": "31171504", "name_ko": "깊은 홈 볼 베어링 6205", "origin": "KR",
   "lead_time_days": 7, "moq": 10, "price": "13500",
   "attributes": {"bore": "25 mm", "outside_diameter": "52 mm", "width": "15 mm"}},
  {"sku": "BRG-6206", "class_code": "31171504", "name_ko": "깊은 홈 볼 베어링 6206", "origin": "KR",
   "lead_time_days": 7, "moq": 10, "price": "14900",
   "attributes": {"bore": "thirty", "outside_diameter": "62 mm", "width": "16 mm"}}
]}
ROWS

# [check] Check first: a dry run keeps nothing
jq '. + {dry_run: true}' rows.json > check.json
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/products/bulk/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: check-$(date +%s)-$$" \
  -H "Content-Type: application/json" -H "Accept-Language: en" \
  -d @check.json | jq '.rows[] | select(.errors != []) | {sku, errors}'

# [send] Send up to 100 rows in one call: each stands for itself
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/products/bulk/" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: catalogue-$(date +%s)-$$" \
  -H "Content-Type: application/json" \
  -d @rows.json | jq '{counts, rows: [.rows[] | {sku, result, product, missing}]}'
