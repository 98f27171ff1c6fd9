"""What people decide and change: approvals, boundaries, names, dates, each signed and to be undone."""
