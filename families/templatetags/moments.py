"""Times and numbers as people say them, for templates."""

from django import template

from families.text import lengths, numbers

register = template.Library()
for say in (lengths.clock, lengths.duration, lengths.to_the_second, lengths.long, numbers.spoken):
    register.filter(say.__name__, say)
