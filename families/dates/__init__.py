"""Dates as people type them, as EDTF, and said in plain English."""
