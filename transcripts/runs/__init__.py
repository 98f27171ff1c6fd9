"""Running over a recording: hearing it, timing, doubting, and hearing it again."""
