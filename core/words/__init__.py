"""What is said and shown in words: language packs, templates, and scripts filled with numbers."""
