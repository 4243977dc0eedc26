#!/bin/sh
# Sends a body in the generic format, signed as a Standard Webhook, and prints the status: 200 means it is on disk.
#
#   examples/curl/send-generic.sh [FILE]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"
file=${1:-$here/../order.json}
: "${GENERIC_SOURCE:=example-generic}"
: "${GENERIC_SECRET:?is not set: run examples/curl/prepare.sh first}"

# A repeat with the same id is taken for the same delivery. So one that has to be sent again keeps its id.
: "${WEBHOOK_ID:=msg_$(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')}"
timestamp=$(date +%s) # more than five minutes off, and it is refused
signature=$("$here/../sign.sh" "$WEBHOOK_ID" "$timestamp" "$GENERIC_SECRET" <"$file")

curl -sS -w '%{http_code}\n' "$ECHELON_URL/webhooks/$GENERIC_SOURCE" -H 'Content-Type: application/json' \
    -H "webhook-id: $WEBHOOK_ID" -H "webhook-timestamp: $timestamp" -H "webhook-signature: $signature" \
    --data-binary "@$file"
