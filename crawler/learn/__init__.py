"""Learn how an unknown site lists and writes its ads, by looking at its pages: the wrapper learner.

Heuristics over structure, labels and differences between pages; no model, no list of known sites. Fetches through the
crawl's own gate and limits. Proposes facts (a site definition), never code; a person looks at the preview.
"""
