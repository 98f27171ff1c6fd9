"""What higher rooms may want to hear of a recording."""

from django.dispatch import Signal

more_heard = (
    Signal()
)  # told with `recording`, in the transaction that keeps it: there is sound where none was heard before
