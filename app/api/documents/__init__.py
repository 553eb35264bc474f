"""From the snapshot to what goes on the wire; every count and sentence passes disclosure here."""
