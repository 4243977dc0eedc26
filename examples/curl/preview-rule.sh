#!/bin/sh
# Asks what a rule would do, without saving it. Nothing is written.
#
#   examples/curl/preview-rule.sh [FILE]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"
file=${1:-$here/rule.json}
: "${LIMIT:=10}" # customers to name; the counts are of all

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
    printf '{"limit": %s, "rule": ' "$LIMIT"
    cat "$file"
    printf '}'
} >"$body"
api /api/v1/rules/preview --data-binary "@$body"
echo
