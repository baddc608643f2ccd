"""placeholder until the next step"""
from typing import Any


def learn_app(*_given: Any, **_more: Any) -> None:
    return None
