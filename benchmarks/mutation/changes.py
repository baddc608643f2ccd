"""The small changes of a file that a test should notice: a sign, a number, a word, a condition, an argument left out.

The kinds of change are mutmut's (BSD-3-Clause; its own lock file, ``make mutation`` brings it along). Which places are changed
is decided here: function bodies, and also tables, constants and defaults, for that is where many rules are written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from benchmarks.mutation.change import Change

# What says nothing about what a program does: where names come from, and sentences about it.
UNTOUCHED = (cst.Import, cst.ImportFrom, cst.Annotation, cst.Decorator, cst.Assert)
# mutmut leaves these alone as well: a length or a type asked for None is an error at once.
CALLS_UNTOUCHED = frozenset({"len", "isinstance", "TypeVar"})


def changes_of(root: Path, path: str) -> list[Change]:
    """Return every change of one file, in the order of its lines; each key once."""
    source = (root / path).read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Places()
    wrapper.visit(visitor)
    found: dict[str, Change] = {}
    seen: dict[tuple[str, str, str], int] = {}
    for place in visitor.places:
        changed = _replaced(wrapper.module, source.encode(), place)
        if changed == source or not _compiles(changed):
            continue
        before, after = _difference(source, changed)
        times = seen[place.function, before, after] = seen.get((place.function, before, after), 0) + 1
        mark = f" #{times}" if times > 1 else ""
        change = Change(path, place.function, place.lines, before, after + mark, changed)
        found.setdefault(change.key, change)
    return list(found.values())


def _compiles(source: str) -> bool:
    try:
        compile(source, "changed", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _replaced(module: cst.Module, source: bytes, place: "_Place") -> str:
    """Return the source with one node replaced: where its text stands, since building the whole tree anew takes long."""
    old, new = module.code_for_node(place.old).encode(), module.code_for_node(place.new).encode()
    start = place.start - old.find(source[place.start : place.end])
    if source[start : start + len(old)] != old:
        return module.deep_replace(place.old, place.new).code
    return (source[:start] + new + source[start + len(old) :]).decode()


def _difference(source: str, changed: str) -> tuple[str, str]:
    """Return the lines that differ, before and after, each as one line."""
    before, after = source.splitlines(), changed.splitlines()
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return " ".join(line.strip() for line in before), " ".join(line.strip() for line in after)


@dataclass(frozen=True)
class _Place:
    old: cst.CSTNode
    new: cst.CSTNode
    function: str
    lines: tuple[int, int]
    # Bytes of the source, without the brackets and blanks around.
    start: int
    end: int


class _Places(cst.CSTVisitor):
    """Walks a module and notes every change of every place, with the function and statement it stands in."""

    METADATA_DEPENDENCIES = (PositionProvider, ByteSpanPositionProvider)

    def __init__(self) -> None:
        self.places: list[_Place] = []
        self._names: list[str] = []
        # How deep in functions we are: names of nested ones stand for their outermost.
        self._deep = 0
        self._statements: list[tuple[int, int]] = []
        self._defaults = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note the changes of a node; False leaves its children alone."""
        if isinstance(node, UNTOUCHED) or _is_docstring(node) or _is_left_alone(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and not self._deep:
            self._names.append(node.name.value)
        if isinstance(node, cst.FunctionDef):
            self._deep += 1
        if isinstance(node, cst.Parameters) and self._deep == 1:
            self._defaults += 1
        if lines := self._span(node):
            self._statements.append(lines)
        self._note(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Come out of what was gone into."""
        node = original_node
        if isinstance(node, UNTOUCHED) or _is_docstring(node) or _is_left_alone(node):
            return
        if self._span(node):
            self._statements.pop()
        if isinstance(node, cst.Parameters) and self._deep == 1:
            self._defaults -= 1
        if isinstance(node, cst.FunctionDef):
            self._deep -= 1
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and not self._deep:
            self._names.pop()

    def _span(self, node: cst.CSTNode) -> tuple[int, int] | None:
        """Return the lines of a statement; of one that holds others only its head."""
        if not isinstance(node, cst.BaseSmallStatement | cst.If | cst.For | cst.While | cst.With | cst.FunctionDef):
            return None
        where = self.get_metadata(PositionProvider, node)
        last = where.end.line
        if not isinstance(node, cst.BaseSmallStatement):
            last = max(where.start.line, self.get_metadata(PositionProvider, node.body).start.line - 1)
        return where.start.line, last

    def _note(self, node: cst.CSTNode) -> None:
        in_body = self._deep > 0 and not self._defaults
        lines = self._statements[-1] if self._statements else (0, 0)
        function = ".".join(self._names) if in_body else ""
        for new in _changed(node):
            span = self.get_metadata(ByteSpanPositionProvider, node)
            self.places.append(_Place(node, new, function, lines, span.start, span.start + span.length))


def _changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)


def _is_left_alone(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in CALLS_UNTOUCHED
