"""Proposals that wait for a person: learned from the screens, taken into ``sites/`` or dropped. Folders, whole or not."""

import shutil
from dataclasses import replace
from pathlib import Path

from crawler.definition import NAME, load_definition
from crawler.learn.proposal import LearnResult
from crawler.sentences import say
from models.errors import BadInput
from models.settings import Settings


def _home(settings: Settings) -> Settings:
    return replace(settings, data_dir=settings.data_dir / "proposals")


def keep(learned: LearnResult, settings: Settings) -> Path:
    """Write a proposal beside the sites, not among them."""
    return learned.write(_home(settings))


def _folder(settings: Settings, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise BadInput("The name of a site has small letters, digits and dashes, and begins with a letter.")
    folder = _home(settings).learned_sites_dir / name
    if not (folder / "site.yml").exists():
        raise BadInput(say("no_proposal", site=name))
    return folder


def take(settings: Settings, name: str) -> Path:
    """Make the proposal the site's definition; the one before stays beside it as ``site.before.yml``.

    Raises BadInput when no proposal waits, DefinitionWrong when it does not read.
    """
    folder = _folder(settings, name)
    load_definition(folder)
    target = settings.learned_sites_dir / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.copy(target / "site.yml", folder / "site.before.yml")
        gone = folder.parent / f".{name}.before"
        shutil.rmtree(gone, ignore_errors=True)
        target.rename(gone)
        folder.rename(target)
        shutil.rmtree(gone, ignore_errors=True)
    else:
        folder.rename(target)
    return target


def drop(settings: Settings, name: str) -> None:
    """Forget a proposal. Raises BadInput when none waits."""
    shutil.rmtree(_folder(settings, name))
