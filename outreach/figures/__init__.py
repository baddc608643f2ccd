"""The figures F1–F26: what a year of visits, ads and messages adds up to, with nothing in it that points at a person.

Pure definitions; only ``year_facts`` and ``freeze`` ask the store.
"""
