#!/bin/sh
# Sends a body as WooCommerce does, and prints the status. The body is what its REST API gives for an order.
#
#   examples/curl/send-woocommerce.sh [FILE [TOPIC]]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"
file=${1:-$here/woocommerce-order.json} topic=${2:-order.updated}
: "${WOOCOMMERCE_SOURCE:=example-woocommerce}"
: "${WOOCOMMERCE_SECRET:?is not set: run examples/curl/prepare.sh first}"

# Over the bytes of the body and nothing else: one more line break at its end, and it is another signature.
signature=$(openssl dgst -sha256 -hmac "$WOOCOMMERCE_SECRET" -binary <"$file" | base64)

curl -sS -w '%{http_code}\n' "$ECHELON_URL/webhooks/$WOOCOMMERCE_SOURCE" -H 'Content-Type: application/json' \
    -H "X-WC-Webhook-Topic: $topic" -H 'X-WC-Webhook-ID: 1' \
    -H "X-WC-Webhook-Delivery-ID: $(date +%s)" -H "X-WC-Webhook-Signature: $signature" \
    --data-binary "@$file"
