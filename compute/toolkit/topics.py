"""What demos are about, in the order in which members see them."""

from enum import Enum, auto

from compute.texts import both
from content.schema import Bilingual


class Topic(Enum):
    ACTIVATIONS = auto()
    OPTIMIZATION = auto()
    CONVOLUTION = auto()
    GENERALIZATION = auto()
    NORMALIZATION = auto()
    AUTOENCODERS = auto()
    GENERATIVE = auto()
    EMBEDDINGS = auto()
    LANGUAGE = auto()
    HARDWARE = auto()
    PRACTICE = auto()

    @property
    def title(self) -> Bilingual:
        return both(f"topic-{self.name.lower()}")
