"""Every question and every write of a crawl to the database. Batches are one transaction each.

A kill between two batches loses nothing that a re-run does not fetch again, and doubles nothing: ads are known by
(site, external_id), versions by content hash, reviews by (ad, external_id).
"""

from crawler.store.batch import finish_pass, note_life, write_batch
from crawler.store.content import content_hash
from crawler.store.known import load_known, load_lifted, load_memory, load_usual
from crawler.store.passes import is_paused, open_pass

__all__ = [
    "content_hash",
    "finish_pass",
    "is_paused",
    "load_known",
    "load_lifted",
    "load_memory",
    "load_usual",
    "note_life",
    "open_pass",
    "write_batch",
]
