"""What the tests in a real browser share."""

from playwright.sync_api import expect

# What a page says is waited for, and not timed: five seconds, the library's own patience, are too few on a busy machine.
expect.set_options(timeout=30_000)
