"""The judge: says of a statement and an answer whether the answer states it, contradicts it, or
does neither, and which of the answer's words decide that."""
