#!/bin/sh
# Fetches an access token for an app of Shopify's Dev Dashboard, and gives it to the connector. Such a token is good
# for 24 hours, so cron runs this every eight.
#
#   SHOP=my-shop CLIENT_ID=… CLIENT_SECRET_FILE=… CONNECTOR=1 ECHELON_TOKEN=ech_… examples/curl/shopify-token.sh
set -eu
. "$(dirname "$0")/settings.sh"
: "${SHOP:=my-shop}"                                # my-shop of my-shop.myshopify.com
: "${SHOPIFY_URL:=https://$SHOP.myshopify.com}"
: "${CLIENT_ID:?is the one that the app shows in its settings}"
: "${CLIENT_SECRET_FILE:=shopify-client-secret}"    # a file that only you can read, with the secret and nothing else
: "${CONNECTOR:=1}"                                 # the connector's id; the token of Echelon needs the scope webhooks

umask 077
body=$(mktemp)
trap 'rm -f "$body"' EXIT
secret=$(cat "$CLIENT_SECRET_FILE")
# By standard input and by files: a command line can be read by others.
printf 'grant_type=client_credentials&client_id=%s&client_secret=%s' "$CLIENT_ID" "$secret" |
    curl -sS --fail-with-body --data-binary @- "$SHOPIFY_URL/admin/oauth/access_token" >"$body"
token=$(sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p' "$body")
[ -n "$token" ] || { echo "Shopify's answer has no token." >&2; exit 1; }

printf '{"account": {"access_token": "%s"}}' "$token" >"$body"
api "/api/v1/connectors/$CONNECTOR" -X PATCH --data-binary "@$body" >/dev/null
echo "Connector $CONNECTOR has a new token."
