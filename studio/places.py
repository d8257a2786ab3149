"""Where things stand: the checkout that Heed runs from, and where its films go."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
RENDERS = CHECKOUT / "renders"
