"""Fictional sites with planted truth, served on loopback: for ``lygte demo``, tests and benchmarks.

Imports nothing of ours, so the tool never sees the truth. Invented people, unassigned numbers, no images.
"""
