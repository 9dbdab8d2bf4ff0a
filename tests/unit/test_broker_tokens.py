"""ID tokens: what stands up to validation and what does not, with real keys over real HTTP."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from datawisp_jupyter.broker.provider import IdentityProvider
from datawisp_jupyter.broker.tokens import TokenVerifier
from datawisp_jupyter.broker.world import World, real_world
from datawisp_jupyter.errors import ProviderError, SignInRefusedError

CLIENT = "datawisp"
NONCE = "a-nonce-of-enough-length"
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


class Provider:
    """An issuer whose documents a test may change at any time."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.raw: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                status, headers, body = provider.answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}, private=True)
        self.metadata = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
        self.keys: list[dict[str, Any]] = [public(self.key)]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path in self.raw:
            return self.raw[path]
        found: Any = {"keys": self.keys}
        if path == "/.well-known/openid-configuration":
            found = self.metadata
        return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def public(key: RSAKey | ECKey) -> dict[str, Any]:
    return dict(key.as_dict(private=False))


@pytest.fixture(scope="module")
def shared() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(shared: Provider) -> Provider:
    """The issuer in its original, honest state."""
    shared.metadata = {"issuer": shared.issuer, "jwks_uri": f"{shared.issuer}/jwks"}
    shared.keys = [public(shared.key)]
    shared.raw.clear()
    shared.asked.clear()
    return shared


class Ticks:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def world(self) -> World:
        return World(now=lambda: NOW, monotonic=lambda: self.seconds, entropy=real_world().entropy)


def verifier_of(honest: Provider, ticks: Ticks | None = None, **changes: Any) -> TokenVerifier:
    world = (ticks or Ticks()).world()
    settings: dict[str, Any] = {
        "provider": IdentityProvider(issuer=honest.issuer, ca_bundle=None, world=world),
        "issuer": honest.issuer,
        "client_id": CLIENT,
        "algorithms": ("RS256",),
        "username_claim": "preferred_username",
        "groups_claim": "groups",
        "filter_claims": ("region", "level", "teams", "address"),
        "world": world,
    }
    return TokenVerifier(**(settings | changes))


def claims_of(provider: Provider, **changes: Any) -> dict[str, Any]:
    claims = {
        "iss": provider.issuer,
        "aud": CLIENT,
        "sub": "ada",
        "nonce": NONCE,
        "iat": SECONDS,
        "exp": SECONDS + 300,
        "name": "Ada Lovelace",
    } | changes
    return {name: value for name, value in claims.items() if value is not ...}


def sign(
    provider: Provider,
    claims: dict[str, Any] | str,
    header: dict[str, Any] | None = None,
    key: Any = None,
) -> str:
    """A token signed by hand, so that the library's own checks are not in the way."""
    head = {"alg": "RS256", "kid": "k1"} | (header or {})
    text = claims if isinstance(claims, str) else json.dumps(claims)
    parts = [
        json.dumps({n: v for n, v in head.items() if v is not ...}),
        text,
    ]
    signed = ".".join(b64(part.encode()) for part in parts)
    pem = (key or provider.key).as_pem(private=True)
    private = serialization.load_pem_private_key(pem, None)
    assert isinstance(private, rsa.RSAPrivateKey)
    signature = private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{b64(signature)}"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_an_honest_token_names_its_person(provider: Provider) -> None:
    """Issuer, subject, name, e-mail address and groups come from the verified token alone."""
    token = sign(
        provider,
        claims_of(
            provider,
            email="ada@example.com",
            email_verified=True,
            groups=["analysts"],
            preferred_username="ada.l",
        ),
    )
    verified = await verifier_of(provider).verify(token, nonce=NONCE)
    assert verified.person.id.issuer == provider.issuer
    assert verified.person.id.subject == "ada"
    assert verified.person.name == "Ada Lovelace"
    assert verified.person.email_verified
    assert verified.person.groups == {"analysts"}
    assert verified.username == "ada.l"


async def test_what_grants_may_ask_for_comes_from_the_token(provider: Provider) -> None:
    """How and when the person signed in, and those claims that filters may use."""
    token = sign(
        provider,
        claims_of(
            provider,
            acr="high",
            amr=["pwd", "otp"],
            auth_time=SECONDS - 100,
            region="EU",
            level=3,
            teams=["red", "blue"],
            salary=1000,
        ),
    )
    asker = (await verifier_of(provider).verify(token, nonce=NONCE)).asker
    assert asker.claims == {"region": "EU", "level": 3, "teams": ("red", "blue")}
    assert (asker.acr, asker.amr) == ("high", {"pwd", "otp"})
    assert asker.authenticated_at == datetime.fromtimestamp(SECONDS - 100, UTC)


async def test_one_way_of_signing_in_may_be_a_text(provider: Provider) -> None:
    """The standard says a list, and some providers send a text."""
    token = sign(provider, claims_of(provider, amr="otp"))
    assert (await verifier_of(provider).verify(token, nonce=NONCE)).asker.amr == {"otp"}


@pytest.mark.parametrize(
    "value",
    [None, 1.5, {"a": 1}, [1], ["a", 1], "x" * 1025, "E\x00U", ["x" * 1025], ["x"] * 1001,
     2**63, -(2**63) - 1],
    ids=lambda value: f"{type(value).__name__}-{len(str(value))}",
)  # fmt: skip
async def test_a_claim_that_is_no_plain_value_is_not_there(provider: Provider, value: Any) -> None:
    """A filter that needs it gives nothing; the sign-in itself is none the worse for it."""
    token = sign(provider, claims_of(provider, region=value))
    assert (await verifier_of(provider).verify(token, nonce=NONCE)).asker.claims == {}


@pytest.mark.parametrize(
    "claims",
    [
        {"acr": 1, "amr": 7, "auth_time": "yesterday"},
        {"acr": ["high"], "amr": {"otp": True}, "auth_time": True},
        {"acr": "x" * 2000, "amr": [1, None, "x" * 2000], "auth_time": SECONDS + 61},
        {"acr": None, "amr": None, "auth_time": 10**30},
    ],
)
async def test_a_strength_that_cannot_be_read_is_none(
    provider: Provider, claims: dict[str, Any]
) -> None:
    """Whatever a grant asks for is then not met."""
    token = sign(provider, claims_of(provider, **claims))
    asker = (await verifier_of(provider).verify(token, nonce=NONCE)).asker
    assert (asker.acr, asker.amr, asker.authenticated_at) == (None, frozenset(), None)


HOSTILE_CLAIMS: dict[str, Callable[[Provider], dict[str, Any]]] = {
    "wrong issuer": lambda p: {"iss": "https://evil.example"},
    "issuer with a slash": lambda p: {"iss": f"{p.issuer}/"},
    "no issuer": lambda p: {"iss": ...},
    "wrong audience": lambda p: {"aud": "datawisp1"},
    "no audience": lambda p: {"aud": ...},
    "empty list of audiences": lambda p: {"aud": []},
    "another audience beside ours": lambda p: {"aud": [CLIENT, "other"]},
    "another audience, requested by us": lambda p: {"aud": "other", "azp": CLIENT},
    "requested by another": lambda p: {"azp": "other"},
    "no subject": lambda p: {"sub": ...},
    "empty subject": lambda p: {"sub": ""},
    "blank subject": lambda p: {"sub": "  "},
    "subject with a NUL": lambda p: {"sub": "ada\x00"},
    "subject is a number": lambda p: {"sub": 1},
    "subject is too long": lambda p: {"sub": "a" * 256},
    "expired": lambda p: {"exp": SECONDS - 61},
    "no expiry": lambda p: {"exp": ...},
    "expiry is a text": lambda p: {"exp": str(SECONDS + 300)},
    "expiry is true": lambda p: {"exp": True},
    "expiry is beyond time": lambda p: {"exp": 10**30},
    "no time of issue": lambda p: {"iat": ...},
    "issued in the future": lambda p: {"iat": SECONDS + 61},
    "issued two days ago": lambda p: {"iat": SECONDS - 172_800},
    "not valid yet": lambda p: {"nbf": SECONDS + 61},
    "wrong nonce": lambda p: {"nonce": "another-nonce-of-enough-length"},
    "no nonce": lambda p: {"nonce": ...},
    "list of nonces": lambda p: {"nonce": [NONCE]},
    "groups are numbers": lambda p: {"groups": [1]},
    "groups are an object": lambda p: {"groups": {"admins": True}},
}


@pytest.mark.parametrize("case", HOSTILE_CLAIMS)
async def test_a_token_with_hostile_claims_is_refused(provider: Provider, case: str) -> None:
    """A signature by the right key does not make up for a wrong claim."""
    token = sign(provider, claims_of(provider, **HOSTILE_CLAIMS[case](provider)))
    with pytest.raises(SignInRefusedError):
        await verifier_of(provider).verify(token, nonce=NONCE)


ACCEPTED_CLAIMS: dict[str, dict[str, Any]] = {
    "list of one audience": {"aud": [CLIENT]},
    "requested by us": {"azp": CLIENT},
    "expired within the leeway": {"exp": SECONDS - 59},
    "issued by a clock that is ahead": {"iat": SECONDS + 59},
    "issued ten minutes ago": {"iat": SECONDS - 600},
    "no groups": {"groups": ...},
    "one group as a text": {"groups": "analysts"},
}


@pytest.mark.parametrize("case", ACCEPTED_CLAIMS)
async def test_a_token_within_the_rules_is_accepted(provider: Provider, case: str) -> None:
    """Strict does not mean that honest providers are refused."""
    token = sign(provider, claims_of(provider, **ACCEPTED_CLAIMS[case]))
    verified = await verifier_of(provider).verify(token, nonce=NONCE)
    assert verified.person.id.subject == "ada"


def unsigned(provider: Provider) -> str:
    head = b64(json.dumps({"alg": "none"}).encode())
    return f"{head}.{b64(json.dumps(claims_of(provider)).encode())}."


def keyed_with_public_key(provider: Provider) -> str:
    head = b64(json.dumps({"alg": "HS256", "kid": "k1"}).encode())
    signed = f"{head}.{b64(json.dumps(claims_of(provider)).encode())}"
    secret = provider.key.as_pem(private=False)
    return f"{signed}.{b64(hmac.digest(secret, signed.encode(), 'sha256'))}"


def tampered(provider: Provider) -> str:
    head, _, signature = sign(provider, claims_of(provider)).split(".")
    return f"{head}.{b64(json.dumps(claims_of(provider, sub='ben')).encode())}.{signature}"


def by_another_key(provider: Provider) -> str:
    other = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
    return sign(provider, claims_of(provider), key=other)


def bringing_its_own_key(provider: Provider) -> str:
    other = RSAKey.generate_key(2048, private=True)
    return sign(provider, claims_of(provider), {"jwk": public(other)}, key=other)


HOSTILE_TOKENS: dict[str, Callable[[Provider], str]] = {
    "not signed": unsigned,
    "signed with the public key as a secret": keyed_with_public_key,
    "changed after signing": tampered,
    "signed by another key of the same name": by_another_key,
    "brings its own key": bringing_its_own_key,
    "points to a key": lambda p: sign(p, claims_of(p), {"jku": "https://evil.example/jwks"}),
    "points to a certificate": lambda p: sign(p, claims_of(p), {"x5u": "https://evil.example"}),
    "critical header": lambda p: sign(p, claims_of(p), {"crit": ["x"], "x": 1}),
    "unknown key": lambda p: sign(p, claims_of(p), {"kid": "k2"}),
    "key id is a number": lambda p: sign(p, claims_of(p), {"kid": 1}),
    "algorithm that is not allowed": lambda p: sign(p, claims_of(p), {"alg": "RS512"}),
    "claims twice": lambda p: sign(p, json.dumps(claims_of(p))[:-1] + ', "sub": "ben"}'),
    "not a number": lambda p: sign(p, json.dumps(claims_of(p, exp=float("nan")))),
    "claims are a list": lambda p: sign(p, "[]"),
    "claims are no JSON": lambda p: sign(p, "{"),
    "four parts": lambda p: sign(p, claims_of(p)) + ".x",
    "one part": lambda _: "x",
    "empty": lambda _: "",
    "too long": lambda p: sign(p, claims_of(p, more="x" * 70_000)),
    "not base64": lambda p: "!!." + sign(p, claims_of(p)).split(".", 1)[1],
}


@pytest.mark.parametrize("case", HOSTILE_TOKENS)
async def test_a_hostile_token_is_refused(provider: Provider, case: str) -> None:
    """A token proves something only by the provider's own key and an allowed algorithm."""
    with pytest.raises(SignInRefusedError):
        await verifier_of(provider).verify(HOSTILE_TOKENS[case](provider), nonce=NONCE)


async def test_a_token_without_key_id_needs_a_single_key(provider: Provider) -> None:
    """With one key the choice is the provider's; with two it would be ours."""
    token = sign(provider, claims_of(provider), {"kid": ...})
    assert await verifier_of(provider).verify(token, nonce=NONCE)
    other = RSAKey.generate_key(2048, {"kid": "k2"}, private=True)
    provider.keys = [public(provider.key), public(other)]
    with pytest.raises(SignInRefusedError):
        await verifier_of(provider).verify(token, nonce=NONCE)


async def test_two_keys_of_one_name_are_refused(provider: Provider) -> None:
    """A key set in which a name stands for two keys cannot be trusted."""
    other = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
    provider.keys = [public(provider.key), public(other)]
    with pytest.raises(ProviderError):
        await verifier_of(provider).verify(sign(provider, claims_of(provider)), nonce=NONCE)


async def test_a_key_for_encryption_signs_nothing(provider: Provider) -> None:
    """Keys of another use are passed over."""
    provider.keys = [public(provider.key) | {"use": "enc"}]
    with pytest.raises(SignInRefusedError):
        await verifier_of(provider).verify(sign(provider, claims_of(provider)), nonce=NONCE)


async def test_a_private_key_in_the_open_signs_nothing(provider: Provider) -> None:
    """A key that its provider has published in full proves nothing."""
    provider.keys = [dict(provider.key.as_dict(private=True))]
    with pytest.raises(SignInRefusedError):
        await verifier_of(provider).verify(sign(provider, claims_of(provider)), nonce=NONCE)


async def test_an_allowed_algorithm_beside_rs256_works(provider: Provider) -> None:
    """The allow-list is a setting."""
    key = ECKey.generate_key("P-256", {"kid": "e1"}, private=True)
    provider.keys = [public(key)]
    token = jws.serialize_compact(
        {"alg": "ES256", "kid": "e1"}, json.dumps(claims_of(provider)), key, ["ES256"]
    )
    verifier = verifier_of(provider, algorithms=("RS256", "ES256"))
    assert (await verifier.verify(token, nonce=NONCE)).person.id.subject == "ada"
    with pytest.raises(SignInRefusedError):
        await verifier_of(provider).verify(token, nonce=NONCE)


async def test_an_unverified_address_is_no_user_name(provider: Provider) -> None:
    """Anybody can write any address into a claim that nobody has verified."""
    verifier = verifier_of(provider, username_claim="email")
    claims = claims_of(provider, email="boss@example.com", email_verified=False)
    assert (await verifier.verify(sign(provider, claims), nonce=NONCE)).username is None
    claims = claims_of(provider, email="boss@example.com", email_verified=True)
    verified = await verifier.verify(sign(provider, claims), nonce=NONCE)
    assert verified.username == "boss@example.com"


async def test_a_refusal_does_not_repeat_the_token(provider: Provider) -> None:
    """The sentence says what was wrong and holds nothing of what was given."""
    token = sign(provider, claims_of(provider, sub=["very-private"]))
    with pytest.raises(SignInRefusedError) as caught:
        await verifier_of(provider).verify(token, nonce=NONCE)
    assert "very-private" not in str(caught.value)
    assert token not in str(caught.value)


async def test_a_new_key_is_fetched_at_most_once_a_minute(provider: Provider) -> None:
    """Rotation works without a restart, and unknown key ids cannot be used for a flood."""
    ticks = Ticks()
    verifier = verifier_of(provider, ticks)
    await verifier.verify(sign(provider, claims_of(provider)), nonce=NONCE)
    rotated = RSAKey.generate_key(2048, {"kid": "k9"}, private=True)
    provider.keys = [public(rotated)]
    token = sign(provider, claims_of(provider), {"kid": "k9"}, key=rotated)
    for _ in range(20):
        with pytest.raises(SignInRefusedError):
            await verifier.verify(token, nonce=NONCE)
    assert provider.asked.count("/jwks") == 1
    ticks.seconds += 61
    assert await verifier.verify(token, nonce=NONCE)
    assert provider.asked.count("/jwks") == 2


async def test_a_withdrawn_key_is_forgotten(provider: Provider) -> None:
    """After the key set has been read again its former keys count no more."""
    ticks = Ticks()
    verifier = verifier_of(provider, ticks)
    token = sign(provider, claims_of(provider))
    await verifier.verify(token, nonce=NONCE)
    provider.keys = []
    ticks.seconds += 601
    with pytest.raises(SignInRefusedError):
        await verifier.verify(token, nonce=NONCE)


BROKEN_PROVIDERS: dict[str, Callable[[Provider], None]] = {
    "metadata of another issuer": lambda p: p.metadata.update(issuer="https://evil.example"),
    "issuer with a slash": lambda p: p.metadata.update(issuer=f"{p.issuer}/"),
    "no issuer": lambda p: p.metadata.pop("issuer") and None,
    "no address of keys": lambda p: p.metadata.pop("jwks_uri") and None,
    "keys without encryption": lambda p: p.metadata.update(jwks_uri="http://example.com/jwks"),
    "keys in a file": lambda p: p.metadata.update(jwks_uri="file:///etc/passwd"),
    "a redirect": lambda p: p.raw.update({"/jwks": (302, {"Location": f"{p.issuer}/keys"}, b"")}),
    "a failure": lambda p: p.raw.update({"/jwks": (500, {}, b"")}),
    "a page": lambda p: p.raw.update({"/jwks": (200, {}, b"<html>")}),
    "a list": lambda p: p.raw.update({"/jwks": (200, {}, b"[]")}),
    "no keys": lambda p: p.raw.update({"/jwks": (200, {}, b"{}")}),
    "deep nesting": lambda p: p.raw.update({"/jwks": (200, {}, b"[" * 200_000)}),
    "too long": lambda p: p.raw.update({"/jwks": (200, {}, b" " * 300_000)}),
    "compressed": lambda p: p.raw.update({"/jwks": (200, {"Content-Encoding": "gzip"}, b"x")}),
}


@pytest.mark.parametrize("case", BROKEN_PROVIDERS)
async def test_a_provider_that_misbehaves_is_not_believed(provider: Provider, case: str) -> None:
    """Metadata and keys are taken from the configured issuer alone, and only if well-formed."""
    BROKEN_PROVIDERS[case](provider)
    with pytest.raises(ProviderError):
        await verifier_of(provider).verify(sign(provider, claims_of(provider)), nonce=NONCE)


async def test_an_unreachable_provider_is_named_as_the_cause(provider: Provider) -> None:
    """Nobody signs in while the provider cannot be asked, and the error says why."""
    world = Ticks().world()
    elsewhere = IdentityProvider(issuer="http://127.0.0.1:9", ca_bundle=None, world=world)
    with pytest.raises(ProviderError, match="cannot be reached"):
        await verifier_of(provider, provider=elsewhere).verify(
            sign(provider, claims_of(provider)), nonce=NONCE
        )
