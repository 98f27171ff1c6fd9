"""Times, numbers and words as people say them, for templates."""

from django import template

from families.text import lengths, letters, numbers

register = template.Library()
for say in (
    lengths.clock,
    lengths.duration,
    lengths.to_the_second,
    lengths.long,
    numbers.spoken,
    letters.without_marks,
):
    register.filter(say.__name__, say)
