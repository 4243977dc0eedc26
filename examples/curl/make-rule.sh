#!/bin/sh
# Makes a rule. Ask for its preview first. The one in rule.json is switched off: nothing happens yet.
#
#   examples/curl/make-rule.sh [FILE]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"
file=${1:-$here/rule.json}

# 201 with the rule and its id; 422 names every bad field at once.
api /api/v1/rules --data-binary "@$file"
echo
