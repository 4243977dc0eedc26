#!/usr/bin/env python3
"""Makes the token by which the progress widget knows a customer (docs/widget.md).

    ECHELON_WIDGET_KEY=epk_… customer_token.py STORE CUSTOMER [EXP]

Made on the shop's server, never in a browser: whoever has the key can look at every customer's progress. The module needs
nothing but Python; take `customer_token` into your shop as it is.
"""

import base64
import hashlib
import hmac
import os
import sys
import time

HOUR = 3600


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def customer_token(key: str, store: str, customer: str, expires: int) -> str:
    """`customer` is the id in the shop, empty for a guest; `expires` a second since 1970, at most a day ahead."""
    said = f"ep1.{store}.{base64url(customer.encode('utf-8'))}.{expires}"
    return f"{said}.{base64url(hmac.new(key.encode('ascii'), said.encode('ascii'), hashlib.sha256).digest())}"


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or "ECHELON_WIDGET_KEY" not in os.environ:
        sys.exit(__doc__)
    until = int(sys.argv[3]) if len(sys.argv) == 4 else int(time.time()) + HOUR
    print(customer_token(os.environ["ECHELON_WIDGET_KEY"], sys.argv[1], sys.argv[2], until))
