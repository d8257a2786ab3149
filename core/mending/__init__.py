"""What would make a lesson better: warnings, and numbers that keep its promises."""
