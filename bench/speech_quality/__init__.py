"""How speech sounds after a bad network and our receiver: PESQ, in virtual time."""
