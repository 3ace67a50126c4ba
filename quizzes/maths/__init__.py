"""Mathematics as people type it: read into trees of our own, worked out, compared."""
