"""What schemathesis sends that its generators cannot know; loaded by scripts/test-schema."""

import itertools
import random

import schemathesis

OURS = ("/api/v1/tokens/{id}", "/api/v1/users/{id}", "/api/v1/users/{id}/sessions", "/api/v1/account/sessions/{id}")
numbers = itertools.count(1)
addresses = random.Random(7)


@schemathesis.hook
def before_call(context, case, kwargs):
    # Failed tries are counted by address, and so many come from nobody: each comes from another one.
    case.headers["X-Forwarded-For"] = f"203.0.{addresses.randrange(256)}.{addresses.randrange(1, 255)}"
    # Token, user and session by which all this is sent stay: everything after their end would be refused.
    if case.method in ("DELETE", "PATCH") and case.path in OURS and str(case.path_parameters.get("id")) == "1":
        case.path_parameters["id"] = "999999"
    # A key used for another request is refused with 422, as it should be; the generators repeat themselves.
    key = case.headers.get("Idempotency-Key")
    if key and key.isascii() and key.isalnum():
        case.headers["Idempotency-Key"] = f"{key}-{next(numbers)}"[-255:]
