"""Strict validation of ID tokens (OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725)."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, TypeGuard

from joserfc import jws
from joserfc.errors import JoseError

from datawisp_jupyter.broker.provider import IdentityProvider
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.people import Asker, ClaimValue, Person, PersonId
from datawisp_jupyter.errors import SignInRefusedError

LEEWAY = timedelta(seconds=60)
MAX_AGE = timedelta(minutes=10)
MAX_TOKEN_CHARACTERS = 64 * 1024
MAX_SUBJECT_CHARACTERS = 255
MAX_GROUPS = 10_000
MAX_CLAIM_CHARACTERS = 1024
MAX_CLAIM_ITEMS = 1000
_KNOWN_HEADERS = frozenset({"alg", "kid", "typ", "cty", "x5t", "x5t#S256"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedToken:
    """An ID token that stood up to every check; made by ``TokenVerifier`` alone.

    ``username`` is what ``allowed_users`` is compared with, besides the subject.
    """

    person: Person
    asker: Asker
    username: str | None
    expires_at: datetime


class TokenVerifier:
    """Turns the text of an ID token into a verified one, or refuses it."""

    def __init__(
        self,
        *,
        provider: IdentityProvider,
        issuer: str,
        client_id: str,
        algorithms: Sequence[str],
        username_claim: str,
        groups_claim: str,
        filter_claims: Sequence[str],
        world: World,
    ) -> None:
        self._provider = provider
        self._issuer = issuer
        self._client_id = client_id
        self._algorithms = list(algorithms)
        self._username_claim = username_claim
        self._groups_claim = groups_claim
        self._filter_claims = tuple(filter_claims)
        self._world = world

    async def verify(self, token: str, *, nonce: str) -> VerifiedToken:
        """The verified token; raises ``SignInRefusedError`` and ``ProviderError``."""
        header = self._checked_header(token)
        keys = await self._provider.keys_for(header.get("kid"))
        claims = self._verified_claims(token, keys)
        self._check_issued_for_us(claims)
        self._check_nonce(claims, nonce)
        expires_at = self._check_times(claims)
        person = _person_of(claims, self._issuer, self._groups_claim)
        return VerifiedToken(
            person=person,
            asker=_asker_of(claims, person, self._filter_claims, self._world.now()),
            username=_find_username(claims, self._username_claim),
            expires_at=expires_at,
        )

    def _checked_header(self, token: str) -> dict[str, Any]:
        segments = token.split(".")
        if len(token) > MAX_TOKEN_CHARACTERS or len(segments) != 3:
            _refuse("it is no signed token")
        header = _parse_object(_decode(segments[0]))
        if not isinstance(header.get("kid"), str | None):
            _refuse("its key id is no text")
        if header.get("alg") not in self._algorithms:
            _refuse("its signature algorithm is not allowed here")
        if not _KNOWN_HEADERS.issuperset(header):
            # jwk, jku, x5u and x5c would let the token bring its own key, crit its own rules.
            _refuse("its header asks for what is not understood here")
        return header

    def _verified_claims(self, token: str, keys: Sequence[Any]) -> dict[str, Any]:
        if not keys:
            _refuse("the provider has no such key")
        for key in keys:
            try:
                verified = jws.deserialize_compact(token, key, algorithms=self._algorithms)
            except (JoseError, ValueError, TypeError):
                continue
            return _parse_object(verified.payload)
        return _refuse("its signature is wrong")

    def _check_issued_for_us(self, claims: dict[str, Any]) -> None:
        if claims.get("iss") != self._issuer:
            _refuse("it was issued by somebody else")
        audience = claims.get("aud")
        # Also in a list nobody but us: whoever else is named could present it here.
        if audience not in (self._client_id, [self._client_id]):
            _refuse("it was issued for somebody else")
        if claims.get("azp", self._client_id) != self._client_id:
            _refuse("it was issued at the request of somebody else")

    @staticmethod
    def _check_nonce(claims: dict[str, Any], nonce: str) -> None:
        given = claims.get("nonce")
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
            _refuse("it belongs to another sign-in")

    def _check_times(self, claims: dict[str, Any]) -> datetime:
        now = self._world.now()
        expires_at = _time_of(claims, "exp")
        issued_at = _time_of(claims, "iat")
        if expires_at <= now - LEEWAY:
            _refuse("it has expired")
        if issued_at > now + LEEWAY:
            _refuse("it is dated in the future")
        if issued_at < now - MAX_AGE - LEEWAY:
            _refuse("it is too old")
        if "nbf" in claims and _time_of(claims, "nbf") > now + LEEWAY:
            _refuse("it is not valid yet")
        return expires_at


def _refuse(reason: str) -> NoReturn:
    raise SignInRefusedError(
        f"The identity provider's ID token was refused: {reason}.",
        hint="Try to sign in again; if it happens again, tell the administrator.",
    )


def _decode(segment: str) -> bytes:
    try:
        return base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        _refuse("it is no signed token")


def _parse_object(raw: bytes) -> dict[str, Any]:
    """A JSON object in which no key stands twice and no number is NaN or infinite."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    def finite(text: str) -> NoReturn:
        raise ValueError(text)

    try:
        parsed = json.loads(raw, object_pairs_hook=unique, parse_constant=finite)
    except (ValueError, RecursionError):
        _refuse("it cannot be read")
    if not isinstance(parsed, dict):
        _refuse("it cannot be read")
    return parsed


def _time_of(claims: dict[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        _refuse(f"its claim {name} is missing or no time")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        _refuse(f"its claim {name} is missing or no time")


def _find_text(claims: dict[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip() or "\x00" in value:
        return None
    return value


def _find_username(claims: dict[str, Any], claim: str) -> str | None:
    if claim == "email" and claims.get("email_verified") is not True:
        return None  # anybody can write any address into an unverified claim
    return _find_text(claims, claim)


def _person_of(claims: dict[str, Any], issuer: str, groups_claim: str) -> Person:
    subject = _find_text(claims, "sub")
    if subject is None:
        _refuse("it names nobody")
    if len(subject) > MAX_SUBJECT_CHARACTERS:
        _refuse("its subject is too long")
    email = _find_text(claims, "email")
    email_verified = email is not None and claims.get("email_verified") is True
    name = (
        _find_text(claims, "name")
        or _find_text(claims, "preferred_username")
        or (email if email_verified else None)
        or subject
    )
    return Person(
        id=PersonId(issuer=issuer, subject=subject),
        name=name,
        email=email,
        email_verified=email_verified,
        groups=_groups_of(claims, groups_claim),
    )


def _asker_of(claims: dict[str, Any], person: Person, names: Sequence[str], now: datetime) -> Asker:
    """What decisions may know of the person; a claim that is no plain value is not there."""
    acr, amr = claims.get("acr"), claims.get("amr")
    ways = [amr] if isinstance(amr, str) else amr  # a list by the standard; some send a text
    return Asker(
        id=person.id,
        groups=person.groups,
        claims={
            name: value for name in names if (value := _plain_claim(claims.get(name))) is not None
        },
        acr=acr if isinstance(acr, str) and len(acr) <= MAX_CLAIM_CHARACTERS else None,
        amr=frozenset(way for way in ways[:MAX_CLAIM_ITEMS] if _is_short_text(way))
        if isinstance(ways, list)
        else frozenset(),
        authenticated_at=_find_past_time(claims, "auth_time", now),
    )


def _find_past_time(claims: dict[str, Any], name: str, now: datetime) -> datetime | None:
    """A time that only some grants ask for; one that cannot be is not there."""
    try:
        found = _time_of(claims, name)
    except SignInRefusedError:
        return None
    return found if found <= now + LEEWAY else None


def _plain_claim(value: object) -> ClaimValue | None:
    """The claim, if databases have a value like it and it is of a bearable length."""
    if isinstance(value, bool) or _is_short_text(value):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else None
    if (
        isinstance(value, list)
        and len(value) <= MAX_CLAIM_ITEMS
        and all(map(_is_short_text, value))
    ):
        return tuple(value)
    return None


def _is_short_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= MAX_CLAIM_CHARACTERS and "\x00" not in value


def _groups_of(claims: dict[str, Any], claim: str) -> frozenset[str]:
    value = claims.get(claim, [])
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or len(value) > MAX_GROUPS:
        _refuse("its groups cannot be read")
    if not all(isinstance(group, str) and group for group in value):
        _refuse("its groups cannot be read")
    return frozenset(value)
