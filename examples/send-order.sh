#!/bin/sh
# Sends an order (a file in the generic format) to a source, signed, as a shop would.
#
#   examples/send-order.sh http://127.0.0.1:8080/webhooks/my-shop whsec_… examples/order.json
set -eu
url=$1 secret=$2 file=$3
id=msg_$(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')
timestamp=$(date +%s)
signature=$("$(dirname "$0")/sign.sh" "$id" "$timestamp" "$secret" <"$file")
curl -sS -o /dev/null -w '%{http_code}\n' "$url" \
    -H 'content-type: application/json' \
    -H "webhook-id: $id" -H "webhook-timestamp: $timestamp" -H "webhook-signature: $signature" \
    --data-binary "@$file"
