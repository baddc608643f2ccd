"""Journeys use the server and browser of the screen tests."""

from tests.review_ui.conftest import own_served, serve_world, worker

__all__ = ["own_served", "serve_world", "worker"]
