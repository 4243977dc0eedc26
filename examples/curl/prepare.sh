#!/bin/sh
# Makes what the other scripts need, once: a token, and a source for each kind of webhook.
#
#   make run                       # in another terminal: a demo shop, served
#   examples/curl/prepare.sh
set -eu
. "$(dirname "$0")/settings.sh"
if [ -e "$ECHELON_EXAMPLES" ]; then
    echo "$ECHELON_EXAMPLES is there already; remove it to start anew." >&2
    exit 1
fi

token=$("$ECHELON" token create --db "$ECHELON_DB" --name "examples/curl" \
    --scope read --scope rules --scope cron | grep -o 'ech_[^ ]*')

# Prints the source's secret. Shopify makes its secrets itself; here one is made up in its place.
add() {
    "$ECHELON" source add --db "$ECHELON_DB" --store "$ECHELON_STORE" --key "$1" --platform "$2" \
        --name "Example: $2" ${3:+--secret "$3"} | sed -n 's/^Secret: //p'
}
generic=$(add example-generic generic)
woocommerce=$(add example-woocommerce woocommerce)
shopify=$(add example-shopify shopify "$(openssl rand -hex 32)")

umask 077
cat >"$ECHELON_EXAMPLES" <<END
: "\${ECHELON_TOKEN:=$token}"
: "\${GENERIC_SECRET:=$generic}"
: "\${WOOCOMMERCE_SECRET:=$woocommerce}"
: "\${SHOPIFY_SECRET:=$shopify}"
END
echo "Written: $ECHELON_EXAMPLES"
