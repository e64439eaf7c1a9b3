#!/usr/bin/env bash
# Receivables: draw one early, pass a part on, in curl. Needs curl and jq, and a client with receivable.write.
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [list] What the company holds, and what is left of each
RECEIVABLE=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/receivables/?state=accepted,partly_used&ordering=matures_on" \
  -H "Authorization: Bearer $TOKEN" | jq -r 'first(.results[] | select((.available_won // 0) >= 1000000)) | .uid')
[ -n "$RECEIVABLE" ] || { echo "No receivable of the company has a million won left." >&2; exit 1; }

# [quote] Ask what an early payment costs; this binds nobody
QUOTE=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/receivables/$RECEIVABLE/quotes/" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: quote-$(date +%s)-$$" \
  -H "Content-Type: application/json" -d '{"amount_won": 1000000}')
echo "$QUOTE" | jq '{days, rate, charge_won, net_won, expires_at}'

# [draw] Take that very offer; it cannot be taken back
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/receivables/$RECEIVABLE/draws/" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: draw-$(date +%s)-$$" \
  -H "Content-Type: application/json" -d "{\"quote\": $(echo "$QUOTE" | jq .uid)}" | jq '{amount_won, charge_won, net_won, drawn_on}'

# [debts] What the company itself owes its own suppliers
DEBT=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/obligations/?state=open&method=winwin&ordering=due_on" \
  -H "Authorization: Bearer $TOKEN" | jq -r 'first(.results[] | select(.tier == 2)) | .number')
[ -n "$DEBT" ] || { echo "The company owes nothing that a receivable may pay." >&2; exit 1; }

# [pass] Pay that debt with a part of the receivable
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/receivables/$RECEIVABLE/pass-on/" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: pass-$(date +%s)-$$" \
  -H "Content-Type: application/json" \
  -d "{\"obligation\": \"$DEBT\", \"amount_won\": 1000000, \"mode\": \"same_or_earlier\"}" |
  jq '{number, holder_name, face_won, matures_on}'
