"""The door: hears hooks, checks them, hands them to the inbox and answers."""
