#!/usr/bin/env python3
"""Follows the change feed and prints each change once, in order; what a shop without webhooks would do.

    ECHELON_TOKEN=ech_… examples/follow-changes.py http://127.0.0.1:8080 [state-file]

The place in the feed is kept in a file, so that the next start goes on where this one stopped.
"""

import json
import os
import pathlib
import sys
import time
import urllib.parse
import urllib.request

base = sys.argv[1].rstrip("/")
state = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "changes.place")
headers = {"Authorization": f"Bearer {os.environ['ECHELON_TOKEN']}"}

while True:
    query = {"order": "asc", "limit": "200"}
    if state.exists():
        query["after"] = state.read_text()
    request = urllib.request.Request(f"{base}/api/v1/changes?{urllib.parse.urlencode(query)}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        page = json.load(response)
    for change in page["items"]:
        who = change["customer"]["external_id"]
        print(f"{change['at']} customer {who}: +{change['groups_added']} -{change['groups_removed']} {change['reason']}", flush=True)
    if page["next"]:
        # Only after everything on the page was dealt with: a crash before this line repeats it, none is lost.
        state.write_text(page["next"])
    if len(page["items"]) < 200:
        time.sleep(10)
