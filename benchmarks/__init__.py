"""How fast Heed is beside plain Manim, measured in one sitting."""
