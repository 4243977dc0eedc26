#!/bin/sh
# Sends a body as Shopify does, and prints the status. The body is the JSON of Shopify's webhook.
#
#   examples/curl/send-shopify.sh [FILE [TOPIC]]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"
file=${1:-$here/shopify-order.json} topic=${2:-orders/paid}
: "${SHOPIFY_SOURCE:=example-shopify}"
: "${SHOPIFY_SECRET:?is not set: run examples/curl/prepare.sh first}"

# Kept over retries: what comes twice with one id is taken once.
: "${WEBHOOK_ID:=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')}"
signature=$(openssl dgst -sha256 -hmac "$SHOPIFY_SECRET" -binary <"$file" | base64)

curl -sS -w '%{http_code}\n' "$ECHELON_URL/webhooks/$SHOPIFY_SOURCE" -H 'Content-Type: application/json' \
    -H "X-Shopify-Topic: $topic" -H "X-Shopify-Webhook-Id: $WEBHOOK_ID" \
    -H "X-Shopify-Hmac-Sha256: $signature" \
    --data-binary "@$file"
