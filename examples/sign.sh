#!/bin/sh
# Prints the `webhook-signature` header of a Standard Webhook; the body comes on standard input.
#
#   examples/sign.sh ID TIMESTAMP SECRET < order.json
set -eu
id=$1 timestamp=$2 secret=$3
key=$(printf %s "${secret#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
printf 'v1,'
{
    printf '%s.%s.' "$id" "$timestamp"
    cat
} | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64
