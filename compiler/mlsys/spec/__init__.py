"""The language: typed documents, quantities, the metric registry, expressions, the published schema."""
