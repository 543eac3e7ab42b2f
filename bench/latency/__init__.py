"""From mouth to ear through networks of all kinds, in virtual time."""
