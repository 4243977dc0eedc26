#!/bin/sh
# Runs what is due, as a crontab would, and prints the report.
#
#   examples/curl/run-cron.sh              # */15 * * * *
#   DRY_RUN=1 examples/curl/run-cron.sh    # only tells what would be done
set -eu
. "$(dirname "$0")/settings.sh"
: "${DRY_RUN:=0}"
: "${TASKS:=all}" # or some of rules, tiers, expiry, inbox: rules,expiry

# 200: done, or one is running already. 202: it takes longer and goes on; its id is in the answer.
api "/cron?dry_run=$DRY_RUN&task=$TASKS" -X POST
echo
