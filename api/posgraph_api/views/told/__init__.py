"""The main answer of a graph, told in sentences whose rows lead to what proves them."""
