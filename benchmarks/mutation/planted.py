"""A change put into the running program: by another body under a living function, or as the file is first loaded.

The first takes no time and serves function bodies. The second is for tables, constants and defaults, which others have copied
by the time a test runs; it must come before anything of ours is loaded.
"""

import gc
import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, FunctionType, ModuleType


def living_functions(files: Iterable[str]) -> dict[tuple[str, str], list[FunctionType]]:
    """Return every function that lives now and came from these files, by file and qualified name."""
    wanted = set(files)
    found: dict[tuple[str, str], list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in wanted:
            found.setdefault((one.__code__.co_filename, one.__code__.co_qualname), []).append(one)
    return found


def code_named(source: str, file: str, name: str) -> CodeType:
    """Return the code of the function of that qualified name. Raises SyntaxError, or LookupError when there is none."""
    waiting = [compile(source, file, "exec")]
    while waiting:
        code = waiting.pop(0)
        if code.co_qualname == name:
            return code
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    raise LookupError(f"{file} has no {name}")


def put_in(functions: Iterable[FunctionType], code: CodeType) -> None:
    """Give living functions another body; whoever holds them runs it from now on."""
    for one in functions:
        one.__code__ = code


class _Loader(SourceFileLoader):
    """Loads one module from a changed source."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.changed = source

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed source; never what was compiled before."""
        return compile(self.changed, self.path, "exec")


class _Finder(MetaPathFinder):
    """Finds one file with a change in it; all others as ever."""

    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of the changed module, None for all others."""
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin != self.file:
            return None
        spec.loader = _Loader(fullname, self.file, self.source)
        return spec


def plant(file: str, source: str) -> None:
    """Have a file loaded from another source from now on in this process. It must not be loaded yet."""
    sys.meta_path.insert(0, _Finder(file, source))
