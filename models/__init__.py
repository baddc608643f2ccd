"""What things are: database models (tables), value types, settings and keys. No trained model lives here.

Imports nothing of ours. Every other room talks to the others through these tables.
Phones and addresses exist here only sealed (encrypted) or keyed (HMAC); see ``keys.py``.
"""
