"""Words, formulas and numbers, set by Typst on common baselines."""
