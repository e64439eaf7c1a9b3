#!/usr/bin/env bash
# Read results of tenders, in curl. Needs curl and jq; no client, except for the debrief (scope bid.read).
set -euo pipefail
curl() { local answer; answer=$(command curl "$@") || { echo "$answer" >&2; return 1; }; printf '%s\n' "$answer"; } # a refusal is shown, and ends it
TOKEN=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/oauth/token" \
  -u "$TOGETHER_CLIENT_ID:$TOGETHER_CLIENT_SECRET" -d grant_type=client_credentials | jq -r .access_token)

# [list] The newest decided tenders; no token is needed
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/?state=awarded,contracted&ordering=-published_at&page_size=5" |
  jq '.results[] | {number, title_en, state, ended_at}'

# [result] One result: limit, every bid, verdict and reason
TENDER=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/?state=awarded,contracted&ordering=-published_at" |
  jq -r '.results[0].uid // empty')
[ -n "$TENDER" ] || { echo "No tender has been decided yet." >&2; exit 1; }
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/" |
  jq '.result | {base_price_won, floor_won, award_reason, bids: [.bids[] | {rank, company, price_won, verdict, reason}]}'

# [evaluation] The whole calculation, to be computed again by you
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$TENDER/evaluation/" | jq 'keys'

# [own] Your own bids, and what was told of each
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/bids/" -H "Authorization: Bearer $TOKEN" |
  jq '.results[] | {tender_number, receipt, verdict}'

# [debrief] Why you won or lost, told to you alone
JUDGED=$(curl -sS --fail-with-body "$TOGETHER_URL/api/v1/bids/" -H "Authorization: Bearer $TOKEN" |
  jq -r '[.results[] | select(.verdict and .verdict != "opened")][0].tender // empty')
[ -n "$JUDGED" ] || { echo "No bid of yours has been judged yet." >&2; exit 1; }
curl -sS --fail-with-body "$TOGETHER_URL/api/v1/tenders/$JUDGED/debrief/" -H "Authorization: Bearer $TOKEN" |
  jq '{won, rank, verdict, reason, gap_won, objections_end_at}'
