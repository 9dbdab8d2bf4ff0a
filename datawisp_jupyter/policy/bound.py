"""The values that come with the yes: what slots of ours hold beside the person's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from datawisp_jupyter.domain.people import ClaimValue
from datawisp_jupyter.domain.pseudonyms import key_blocks
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.policy.claims import PREFIX
from datawisp_jupyter.policy.pseudonyms import INNER, OUTER
from datawisp_jupyter.policy.statement import Slot


def obliged_values(
    slots: Iterable[Slot],
    *,
    claims: Mapping[str, ClaimValue],
    key_of: Callable[[str], bytes],
) -> dict[str, BindableValue]:
    """The values of the slots that are ours, by the slots' names.

    ``key_of`` gives the key of a label's pseudonyms: 32 bytes, other ones for each source
    and label.  A parameter's name has no dot, so that none is ever one of ours.
    """
    values: dict[str, BindableValue] = {}
    for slot in slots:
        if slot.name.startswith(PREFIX):
            values[slot.name] = claims[slot.name.removeprefix(PREFIX)]
        elif slot.name.startswith(INNER):
            values[slot.name] = key_blocks(key_of(slot.name.removeprefix(INNER)))[0]
        elif slot.name.startswith(OUTER):
            values[slot.name] = key_blocks(key_of(slot.name.removeprefix(OUTER)))[1]
    return values
