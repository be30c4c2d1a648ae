"""What a text tells a model: which of the most frequent words it has, the rarer the word the more.

The weights (TF-IDF) are there twice, for training and for the model's graph; the parity gate compares
the two. Both see texts as `data/parsing.py` spells them: words in lower case, a space between.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
import polars as pl
from onnx import TensorProto
from sklearn.feature_extraction.text import TfidfVectorizer

from ..artifacts.graph import Graph
from ..data.parsing import NO_WORD

# A text becomes a column a word, so that there are only so many.
MAX_WORDS: Final = 1000
# A word of fewer texts is more often a name or a slip than a sign.
MIN_TEXTS: Final = 3


def weigher(texts: pl.Series) -> TfidfVectorizer:
    """The weights of the words of each text, not fitted yet: long texts weigh as much as short ones."""
    return TfidfVectorizer(analyzer=str.split, vocabulary=vocabulary(texts), sublinear_tf=True)


def vocabulary(texts: pl.Series) -> list[str]:
    """The most frequent words of the texts, in alphabetical order; that a text has none is one of them."""
    counts = Counter(word for text in texts for word in set(text.split()))
    frequent = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    found = {word for word, count in frequent[: MAX_WORDS - 1] if count >= MIN_TEXTS}
    return sorted(found | {NO_WORD})


def add_weights(graph: Graph, texts: str, fitted: TfidfVectorizer) -> str:
    """The columns of `weigher`, from a column of texts."""
    words = list(fitted.get_feature_names_out())
    flat = graph.add("Reshape", texts, graph.constant(np.array([-1], np.int64)))
    # The operator refuses a table without rows, so that one row more goes in, and not out.
    longer = graph.add("Concat", flat, graph.constant([NO_WORD]), axis=0)
    parted, _ = graph.split("StringSplit", longer, outputs=2, delimiter=" ")
    counted = graph.add(
        "TfIdfVectorizer",
        parted,
        mode="TF",
        min_gram_length=1,
        max_gram_length=1,
        max_skip_count=0,
        ngram_counts=[0],
        ngram_indexes=list(range(len(words))),
        pool_strings=words,
    )
    rows = graph.add("Slice", counted, *(graph.constant(np.array([at], np.int64)) for at in (0, -1)))
    counts = graph.add("Cast", rows, to=TensorProto.DOUBLE)
    one, zero = graph.constant(1.0), graph.constant(0.0)
    has = graph.add("Greater", counts, zero)
    logs = graph.add("Add", graph.add("Log", graph.add("Where", has, counts, one)), one)
    weights = graph.add("Mul", graph.add("Where", has, logs, zero), graph.constant(fitted.idf_))
    columns = graph.constant(np.array([1], np.int64))
    squares = graph.add("ReduceSum", graph.add("Mul", weights, weights), columns, keepdims=1)
    length = graph.add("Sqrt", squares)
    safe = graph.add("Where", graph.add("Greater", length, zero), length, one)
    return graph.add("Div", weights, safe)
