"""What somebody had read when they wrote, so that no change replaces another unseen."""
