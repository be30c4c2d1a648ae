"""How well the models of compiled projects predict, beside what people would use instead."""
