"""annoncetorvet: a market with very many list pages, session ids in every address and relative dates."""
