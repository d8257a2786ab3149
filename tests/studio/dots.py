"""A beat in small, for tests that need frames but not a film worth seeing."""

from manim import Circle, Create, Dot, Square

from scenes.kit.beat import Beat


class Dots(Beat):
    """A beat in small: something moves, something rests, something follows."""

    def set_stage(self):
        self.square = Square(side_length=3, color=self.theme.colour("key"))
        self.dot = Dot(color=self.theme.colour("value"), radius=0.4)
        self.present(self.square)

    def construct(self):
        self.dot.add_updater(lambda dot: dot.move_to(self.square.get_corner([1, 1, 0])))
        for cue in self.script.cues:
            with self.saying(cue.name):
                self.play(Create(Circle(radius=0.5)), run_time=0.31)
                self.add(self.dot)
                self.play(self.square.animate.shift([0.4, 0.1, 0]), run_time=0.4)
