"""What one text looks like to a model, before it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Sight:
    """What one text looks like to the model."""

    terms: Ints
    values: Floats
    vector: Floats
    """Its place in the dense space, of unit length."""
    influence: Floats
    """How much each known question counts."""
    closest: Floats
    """The influence of the nearest known question of each class."""
    nearest: float
    """Cosine of the nearest known question."""
    coverage: float
    """Share of its sparse features that were ever seen."""
    width: int
    """Sparse features there are."""

    @cached_property
    def spread(self) -> Floats:
        """The values by feature."""
        spread = np.zeros(self.width, dtype=np.float32)
        spread[self.terms] = self.values
        return spread

    def blended(self, others: Sequence[Sight]) -> Sight:
        """Return a sight whose scores are the mean of the own ones and the mean of the others'."""
        shared = [(self, 0.5), *((other, 0.5 / len(others)) for other in others)]
        weighted = [(one, np.float32(share)) for one, share in shared]
        return replace(
            self,
            terms=np.concatenate([one.terms for one, _ in weighted]),
            values=np.concatenate([one.values * share for one, share in weighted]),
            influence=_sum([one.influence * share for one, share in weighted]),
            closest=_sum([one.closest * share for one, share in weighted]),
        )


def _sum(lines: Sequence[Floats]) -> Floats:
    """Return the sum of arrays of one shape."""
    return np.asarray(np.sum(lines, axis=0), dtype=np.float32)
