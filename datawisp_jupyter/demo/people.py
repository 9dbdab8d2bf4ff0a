"""The people of the demo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Somebody whom the demo's identity provider vouches for."""

    subject: str
    name: str
    family_name: str
    about: str
    groups: tuple[str, ...]

    def claims(self) -> dict[str, object]:
        """Standard claims about the person (OpenID Connect Core 5.1), and the groups."""
        return {
            "sub": self.subject,
            "name": f"{self.name} {self.family_name}",
            "given_name": self.name,
            "family_name": self.family_name,
            "preferred_username": self.subject,
            "email": f"{self.subject}@example.com",
            "email_verified": True,
            "groups": list(self.groups),
        }


ADA = DemoPerson(
    subject="ada",
    name="Ada",
    family_name="Lovelace",
    about="Analyst. Owns the source “flights”.",
    groups=("analysts",),
)
BEN = DemoPerson(
    subject="ben",
    name="Ben",
    family_name="Bitdiddle",
    about="Engineer. Nothing is shared with him.",
    groups=("engineers",),
)
PEOPLE = (ADA, BEN)
