"""The four fictional sites, one folder each, each another kind of website. A site turns a request into an answer.

Nothing here opens a port (``demo/serve.py`` does). Every page says that it is invented.
"""
