"""Further fictional sites that nobody has written a definition for, each of another technique, for learning a site unaided.

A seed changes label language, class names, field order and formats, so that nothing can be fitted to one page.
"""
