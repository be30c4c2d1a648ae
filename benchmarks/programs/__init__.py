"""Programs that benchmarks run with the interpreter of a generated project."""
