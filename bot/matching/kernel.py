"""What makes two texts similar: how meaning and words are weighed, and in which directions meaning is seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kernel:
    """How one model compares texts; chosen on held-out questions and dialogues."""

    sharpness: float = 2.0
    """How fast the influence of a known text falls with its distance."""
    words: float = 0.3
    """Weight of the sparse part."""
    width: int = 192
    """Directions of the dense space."""
    rare: int = 0
    """Times a feature must occur to count; 0 leaves it to the number of examples."""
    apart: bool = False
    """Whether directions that tell classes apart count for more than those in which texts of one class differ."""


ALONE = Kernel()
"""For messages by themselves."""
IN_CONTEXT = Kernel(sharpness=1.0, width=384, rare=5, apart=True)
"""For messages read after what was spoken of before."""
