"""The pages of the demo's identity provider: plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse, Response

from datawisp_jupyter.demo.people import DemoPerson

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2530; --soft: #5d6a7a; --paper: #f4f6f9;
  --card: #ffffff; --line: #d9e0e8; --accent: #1565c0; --accent-ink: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf3; --soft: #9fadbd;
  --paper: #14181d; --card: #1e242b; --line: #343d48; --accent: #64b5f6;
  --accent-ink: #10151a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px;
  background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
main { width: 100%; max-width: 440px; }
h1 { margin: 0 0 4px; font-size: 26px; font-weight: 600; letter-spacing: -0.01em; }
p { margin: 0 0 20px; color: var(--soft); }
form { display: grid; gap: 12px; margin: 0 0 24px; }
button { display: flex; align-items: center; gap: 16px; width: 100%; padding: 16px;
  border: 1px solid var(--line); border-radius: 12px; background: var(--card);
  color: inherit; font: inherit; text-align: left; cursor: pointer;
  transition: border-color 0.12s, box-shadow 0.12s; }
button:hover { border-color: var(--accent); box-shadow: 0 2px 12px rgb(0 0 0 / 10%); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.face { flex: none; width: 44px; height: 44px; border-radius: 50%; display: grid;
  place-items: center; background: var(--accent); color: var(--accent-ink);
  font-size: 20px; font-weight: 600; }
.name { display: block; font-weight: 600; }
.about { display: block; color: var(--soft); font-size: 14px; }
footer { color: var(--soft); font-size: 13px; border-top: 1px solid var(--line);
  padding-top: 16px; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
_FOOTER = (
    "<footer>This is the identity provider of the Datawisp demo. It runs on this computer"
    " only, for as long as the demo does, and asks for no password.</footer>"
)


def _page(title: str, body: str, *, status: int = 200, form_action: str = "'none'") -> Response:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}{_FOOTER}</main></body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {form_action};"
        " frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(html, status_code=status, headers=headers)


def choice(people: Iterable[DemoPerson], *, request_id: str, return_origin: str) -> Response:
    """The page that asks who is there; ``return_origin`` is where the answer leads."""
    buttons = "".join(
        f'<button name="person" value="{escape(person.subject)}">'
        f'<span class="face" aria-hidden="true">{escape(person.name[0])}</span>'
        f'<span><span class="name">{escape(person.name)}</span>'
        f'<span class="about">{escape(person.about)}</span></span></button>'
        for person in people
    )
    body = (
        "<p>You will be signed in to JupyterLab as this person.</p>"
        '<form method="post" action="/choose">'
        f'<input type="hidden" name="request" value="{escape(request_id)}">{buttons}</form>'
    )
    # Browsers apply form-action to the redirect that answers the form, too.
    return _page("Choose who you are", body, form_action=f"'self' {return_origin}")


def refusal(sentence: str) -> Response:
    """The page for a request that must not be answered by a redirect."""
    return _page("That did not work", f"<p>{escape(sentence)}</p>", status=400)


def signed_out() -> Response:
    """The page after sign-out, when nobody asked to be led elsewhere."""
    return _page("You are signed out", "<p>You can close this window.</p>")
