"""An attacker who does exact algebra on everything that was published."""

from collections.abc import Sequence
from fractions import Fraction


def reduced(rows: Sequence[Sequence[int]]) -> list[list[Fraction]]:
    """Return the reduced row echelon form, in exact fractions."""
    matrix = [[Fraction(value) for value in row] for row in rows]
    done = 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((at for at in range(done, len(matrix)) if matrix[at][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        lead = matrix[done][column]
        matrix[done] = [value / lead for value in matrix[done]]
        for at in range(len(matrix)):
            factor = matrix[at][column]
            if at != done and factor:
                matrix[at] = [value - factor * own for value, own in zip(matrix[at], matrix[done], strict=True)]
        done += 1
    return matrix[:done]


def recovered(questions: Sequence[Sequence[int]], answers: Sequence[int], cells: int) -> dict[int, int]:
    """Return the cells whose counts follow from the answers, with those counts."""
    augmented = [[*question, answer] for question, answer in zip(questions, answers, strict=True)]
    found = {}
    for row in reduced(augmented):
        used = [at for at in range(cells) if row[at]]
        if len(used) == 1:
            found[used[0]] = int(row[-1])
    return found
