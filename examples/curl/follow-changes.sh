#!/bin/sh
# Follows the change feed: prints each page once, in order, and keeps its place in a file.
#
#   examples/curl/follow-changes.sh          # for ever
#   ONCE=1 examples/curl/follow-changes.sh   # until there is nothing new
set -eu
. "$(dirname "$0")/settings.sh"
: "${PLACE:=changes.place}" # the cursor; without this file the feed begins with the first change of all
: "${ONCE:=0}"
: "${PAUSE:=10}"            # seconds between two looks where nothing was new
: "${PAGE:=200}"            # changes in one answer, at most 200

while :; do
    after=$(cat "$PLACE" 2>/dev/null || true)
    page=$(api "/api/v1/changes?order=asc&limit=$PAGE${after:+&after=$after}")
    next=$(printf '%s\n' "$page" | sed -n 's/.*"next":"\([^"]*\)"}$/\1/p')
    if [ -z "$next" ] || [ "$next" = "$after" ]; then
        [ "$ONCE" = 0 ] || exit 0
        sleep "$PAUSE"
        continue
    fi
    printf '%s\n' "$page" # here something would be done with it
    # Only now: if the script dies before this line, the page comes again. Nothing is lost.
    printf '%s' "$next" >"$PLACE.new" && mv "$PLACE.new" "$PLACE"
done
