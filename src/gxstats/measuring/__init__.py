"""Questions to the store: indicators, trends, decomposition, peers, assessment."""
