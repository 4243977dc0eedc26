"""What schemathesis sends that its generators cannot know; loaded by scripts/test-schema."""

import itertools
import random

import schemathesis

numbers = itertools.count(1)
addresses = random.Random(7)


@schemathesis.hook
def before_call(context, case, kwargs):
    # Failed tries are counted by address, and so many come from nobody: each comes from another one.
    case.headers["X-Forwarded-For"] = f"203.0.{addresses.randrange(256)}.{addresses.randrange(1, 255)}"
    # The token by which all this is sent is not revoked: everything after that would be refused.
    if case.method == "DELETE" and case.path == "/api/v1/tokens/{id}" and str(case.path_parameters.get("id")) == "1":
        case.path_parameters["id"] = "999999"
    # A key used for another request is refused with 422, as it should be; the generators repeat themselves.
    key = case.headers.get("Idempotency-Key")
    if key and key.isascii() and key.isalnum():
        case.headers["Idempotency-Key"] = f"{key}-{next(numbers)}"[-255:]
