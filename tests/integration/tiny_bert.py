"""A sentence-transformers model of nine words and two layers, made anew each time the same."""

from pathlib import Path

SPECIAL = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
WORDS = [*SPECIAL.values(), "relu", "sigmoid", "vanish", "기울기"]


def write_bert(folder: Path) -> Path:
    """Write the model and return its folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = Tokenizer(models.WordLevel({w: n for n, w in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    special = {f"{name}_token": token for name, token in SPECIAL.items()}
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "intermediate_size": 32, "max_position_embeddings": 64}
    layers = {"num_hidden_layers": 2, "num_attention_heads": 2}
    plain = folder / "plain"
    BertModel(BertConfig(vocab_size=len(WORDS), **sizes, **layers)).save_pretrained(plain)
    PreTrainedTokenizerFast(tokenizer_object=words, **special).save_pretrained(plain)
    parts = [Transformer(str(plain)), Pooling(16)]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder / "whole"))
    return folder / "whole"
