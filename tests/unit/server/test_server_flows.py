"""Sign-ins on their way: used once, in time, by the browser that began them."""

from __future__ import annotations

import base64
import hashlib

from datawisp_jupyter.server.flows import FLOW_SECONDS, MAX_PENDING, Flow, PendingFlows


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def begin(flows: PendingFlows) -> Flow:
    return flows.begin(next_url="/lab", redirect_uri="https://lab.example/cb")


def test_flow_is_taken_once_by_its_browser() -> None:
    """The right browser gets its flow, and nobody gets it again."""
    flows = PendingFlows(Clock())
    flow = begin(flows)
    assert flows.take(flow.state, flow.browser_secret) == flow
    assert flows.take(flow.state, flow.browser_secret) is None


def test_flow_of_another_browser_is_used_up_by_the_attempt() -> None:
    """A state that leaked is worth nothing without the cookie, and then nothing at all."""
    for wrong in (None, "", "wrong", "\udcff"):
        flows = PendingFlows(Clock())
        flow = begin(flows)
        assert flows.take(flow.state, wrong) is None
        assert flows.take(flow.state, flow.browser_secret) is None


def test_flow_that_took_too_long_is_refused() -> None:
    """A person has ten minutes at the provider."""
    clock = Clock()
    flows = PendingFlows(clock)
    flow = begin(flows)
    clock.now += FLOW_SECONDS + 1
    assert flows.take(flow.state, flow.browser_secret) is None


def test_unknown_state_is_refused() -> None:
    """A state that we never gave out opens nothing."""
    assert PendingFlows(Clock()).take("invented", "secret") is None


def test_flood_of_flows_is_bounded_and_the_newest_stay() -> None:
    """However many sign-ins are begun, memory is bounded and the last ones work."""
    flows = PendingFlows(Clock())
    begun = [begin(flows) for _ in range(MAX_PENDING + 5)]
    assert len(flows) == MAX_PENDING
    assert flows.take(begun[0].state, begun[0].browser_secret) is None
    assert flows.take(begun[-1].state, begun[-1].browser_secret) == begun[-1]


def test_flows_that_nobody_ends_are_forgotten() -> None:
    """What is too old goes when the next sign-in begins."""
    clock = Clock()
    flows = PendingFlows(clock)
    begin(flows)
    clock.now += FLOW_SECONDS + 1
    begin(flows)
    assert len(flows) == 1


def test_challenge_is_the_s256_of_a_long_verifier() -> None:
    """PKCE as RFC 7636 has it, and every secret of a flow is its own."""
    flow = begin(PendingFlows(Clock()))
    digest = hashlib.sha256(flow.verifier.encode()).digest()
    assert flow.challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert 43 <= len(flow.verifier) <= 128
    assert len({flow.state, flow.nonce, flow.verifier, flow.browser_secret}) == 4
    assert flow.verifier not in repr(flow)
