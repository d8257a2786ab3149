"""What is to be made: clips, screens, forms, captions; nothing is drawn here."""
