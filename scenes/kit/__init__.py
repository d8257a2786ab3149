"""The vocabulary that beats are written in: theme, layout, text, props (nouns), moves (verbs)."""
