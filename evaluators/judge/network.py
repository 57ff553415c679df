"""The network behind a judge of our own, in torch: for training it, and for export.

A BERT encoder reads a packed sequence. The mean over a statement's tokens goes through a small head
into three logits, and points at the answer's tokens that decide.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from evaluators.judge.port import LABELS

_POINTED, _DROPOUT = 128, 0.1


class JudgeNetwork(nn.Module):
    """Maps a batch to logits (sequences, statements, labels) and, for each statement and token,
    to the logit of its deciding (sequences, statements, tokens)."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width = config.hidden_size
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.head = nn.Sequential(
            nn.Dropout(_DROPOUT),
            nn.Linear(width, width),
            nn.GELU(),
            nn.Dropout(_DROPOUT),
            nn.Linear(width, len(LABELS)),
        )
        self.asks = nn.Linear(width, _POINTED)
        self.tells = nn.Linear(width, _POINTED)

    def forward(
        self, ids: Tensor, positions: Tensor, segments: Tensor, shares: Tensor
    ) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(
            input_ids=ids, position_ids=positions, attention_mask=_mask(segments, shares.dtype)
        ).last_hidden_state
        statements = shares.to(hidden.dtype) @ hidden
        pointed = self.asks(statements) @ self.tells(hidden).transpose(1, 2) / _POINTED**0.5
        return self.head(statements), pointed


def _mask(segments: Tensor, dtype: torch.dtype) -> Tensor:
    """Return (sequences, 1, tokens, tokens): 0 where a token sees another, else very negative."""
    of, to = segments[:, :, None], segments[:, None, :]
    sees = (to == 0) | (to == of)
    return torch.where(sees, 0.0, torch.finfo(dtype).min).to(dtype)[:, None]


def from_base(folder: Path, frozen: int = 0) -> JudgeNetwork:
    """Return an untrained judge on a pretrained encoder.

    Its word vectors stay as they are, and with `frozen` so many layers above them, too. The encoder
    has no dropout, which takes two fifths of the time on a CPU.
    """
    config = BertConfig.from_pretrained(
        folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    network = JudgeNetwork(config)
    weights = {name: one.float() for name, one in load_file(folder / "model.safetensors").items()}
    network.encoder.load_state_dict(weights)
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    if frozen:
        network.encoder.embeddings.requires_grad_(False)
        network.encoder.encoder.layer[:frozen].requires_grad_(False)
    return network
