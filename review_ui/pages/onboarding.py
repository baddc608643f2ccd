"""Getting started: ten minutes of reading and a quiz. Where the course is required, passing it opens the queue for a year."""

from datetime import date, timedelta

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.page import Pages

pages = Pages()
LESSONS = (1, 2, 3, 4)
# Number of the right answer (1-3) to each question.
QUIZ = {"1": "2", "2": "3", "3": "1", "4": "2", "5": "3"}
VALID_FOR = timedelta(days=365)


def course_valid(desk: Desk) -> bool:
    """Tell whether the worker passed within the last year (always where no course is required)."""
    if not desk.office.course_required:
        return True
    passed = desk.preference("course")
    return bool(passed) and date.fromisoformat(passed) > desk.now.date() - VALID_FOR


@pages.get("/onboarding", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show lessons and quiz."""
    return desk.page(
        "onboarding.html", lessons=LESSONS, quiz=QUIZ, answers={}, wrong=None, passed=desk.preference("course")
    )


@pages.post("/onboarding", Rule.SCREEN)
def answer(desk: Desk) -> Response:
    """Check the answers; all right opens the queue, else the wrong ones are shown with their reason."""
    answers = {number: desk.field(f"q{number}") for number in QUIZ}
    wrong = [number for number, right in QUIZ.items() if answers[number] != right]
    if wrong:
        return desk.page(
            "onboarding.html",
            lessons=LESSONS,
            quiz=QUIZ,
            answers=answers,
            wrong=wrong,
            passed=desk.preference("course"),
        )
    desk.user.preferences = {**desk.user.preferences, "course": desk.now.date().isoformat()}
    desk.session.add(desk.user)
    desk.audit("course passed")
    return desk.go("/queue?done=course")
