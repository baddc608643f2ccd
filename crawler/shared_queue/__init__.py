"""One pass over a site, shared by any number of workers through Redis. Chosen by ``$LYGTE_REDIS``; needs the extra ``redis``.

What is shared is small and says nothing an ad says: addresses still to ask for, who has which in hand, ids met, counts.
What a worker has in hand comes back when it falls silent; a page counts as done only when its ad is in the store.
"""
