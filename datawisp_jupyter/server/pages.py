"""The few pages of sign-in and sign-out: plain HTML, no script, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape

_STYLE = """
:root { color-scheme: light dark; --page: #f5f5f5; --card: #fff; --line: #bdbdbd;
  --ink: #212121; --soft: #616161; --act: #1565c0; --act-ink: #fff; }
@media (prefers-color-scheme: dark) { :root { --page: #111; --card: #212121; --line: #616161;
  --ink: #f0f0f0; --soft: #bdbdbd; --act: #64b5f6; --act-ink: #0b1a28; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px;
  background: var(--page); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
main { width: 100%; max-width: 420px; padding: 32px; background: var(--card);
  border: 1px solid var(--line); border-radius: 4px; }
h1 { margin: 0 0 8px; font-size: 20px; font-weight: 600; }
p { margin: 0 0 16px; color: var(--soft); overflow-wrap: anywhere; }
form { margin: 24px 0 0; }
.act { display: inline-block; width: 100%; padding: 10px 16px; border: 0; border-radius: 2px;
  background: var(--act); color: var(--act-ink); font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; cursor: pointer; }
.act:hover { filter: brightness(1.08); }
.act:focus-visible, a:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.quiet { display: block; margin: 16px 0 0; color: inherit; text-align: center; }
"""


def _source_hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


# No form-action: browsers apply it to the redirects that follow a form as well, and the
# provider may send the browser on to providers of its own.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none';"
    f" style-src 'sha256-{_source_hash(_STYLE)}'"
)

PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # With no-referrer a browser sends "Origin: null" along with the page's own forms.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that posts to ``action``; ``fields`` go along unseen."""

    label: str
    action: str
    xsrf: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to another page."""

    label: str
    href: str


def _button(button: Button) -> str:
    fields = {"_xsrf": button.xsrf} | button.fields
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return (
        f'<form method="post" action="{escape(button.action)}">{inputs}'
        f'<button class="act" type="submit" autofocus>{escape(button.label)}</button></form>'
    )


def page(
    title: str,
    *paragraphs: str,
    button: Button | None = None,
    link: Link | None = None,
) -> str:
    """A whole page; every text is escaped here."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    if button is not None:
        body += _button(button)
    if link is not None:
        kind = "quiet" if button is not None else "act"
        body += f'<a class="{kind}" href="{escape(link.href)}">{escape(link.label)}</a>'
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - JupyterLab</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
