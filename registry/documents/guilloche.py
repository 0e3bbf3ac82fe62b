"""The engraver's lines of a certificate, drawn by formula: a woven border and rosettes.

Every line is a closed curve sampled evenly and joined by Bézier pieces, so a few thousand points
look like one stroke at any size. Units are millimetres.
"""

from collections.abc import Callable, Iterable, Iterator
from math import cos, pi, sin

Point = tuple[float, float]
Colour = tuple[int, int, int]
Curve = Callable[[float], Point]


def closed_path(curve: Curve, samples: int) -> str:
    """Write a closed curve over 0..1 as a smooth path through so many points."""
    points = [curve(index / samples) for index in range(samples)]
    pieces = [f"{hundredths(*points[0])} m"]
    for index in range(samples):
        before, start, end, after = (points[(index + step) % samples] for step in (-1, 0, 1, 2))
        leaving = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        arriving = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        pieces.append(f"{hundredths(*leaving, *arriving, *end)} c")
    return "\n".join([*pieces, "h"])


def hundredths(*millimetres: float) -> str:
    """Write lengths as whole hundredths, which are finer than print and shorter to store."""
    return " ".join(str(round(each * 100)) for each in millimetres)


def stroke(path: str, colour: Colour, width: float) -> str:
    """Draw a path as one line of this colour and width."""
    red, green, blue = (f"{part / 255:.3f}" for part in colour)
    return f"{red} {green} {blue} RG {round(width * 100)} w\n{path} S"


class Frame:
    """A rectangle with rounded corners, walked at an even pace from the middle of its top."""

    def __init__(self, width: float, height: float, inset: float, radius: float) -> None:
        self.half_width = width / 2 - inset
        self.half_height = height / 2 - inset
        self.centre = (width / 2, height / 2)
        self.radius = radius
        self.across = self.half_width - radius
        self.down = self.half_height - radius
        self.corner = radius * pi / 2
        self.quarter = self.across + self.corner + self.down
        self.length = 4 * self.quarter

    def at(self, share: float, offset: float = 0.0) -> Point:
        """Give the point after this share of the way round, moved outwards by an offset."""
        turn, along = divmod(share % 1 * self.length, self.quarter)
        mirrored = turn in (1, 3)
        x, y, out_x, out_y = self.first_quarter(self.quarter - along if mirrored else along)
        x, y = x + out_x * offset, y + out_y * offset
        across = x if turn in (0, 1) else -x
        down = -y if turn in (0, 3) else y
        return self.centre[0] + across, self.centre[1] + down

    def edge(self) -> str:
        """Draw the rectangle itself."""
        return closed_path(self.at, 400)

    def first_quarter(self, along: float) -> tuple[float, float, float, float]:
        """Walk from the top's middle to the right side's middle: place and outward direction."""
        if along <= self.across:
            return along, self.half_height, 0.0, 1.0
        if along <= self.across + self.corner:
            angle = (along - self.across) / self.radius
            x, y = sin(angle), cos(angle)
            return self.across + self.radius * x, self.down + self.radius * y, x, y
        return self.half_width, self.down - (along - self.across - self.corner), 1.0, 0.0


def woven(frame: Frame, *, waves: int, strands: int, reach: float) -> Iterator[str]:
    """Weave strands round a frame; their swing breathes slowly, as a lathe's would."""
    for strand in range(strands):
        phase = 2 * pi * strand / strands

        def swing(share: float, phase: float = phase) -> Point:
            turn = 2 * pi * share
            breath = 0.72 + 0.28 * cos(waves / 4 * turn)
            offset = reach * breath * sin(waves * turn + phase)
            return frame.at(share, offset)

        yield closed_path(swing, waves * 5)


def rosette(
    x: float, y: float, radius: float, *, petals: int, strands: int, depth: float
) -> Iterator[str]:
    """Turn one wavy ring in even steps, so that its crossings make a flower."""
    for strand in range(strands):
        phase = 2 * pi * strand / strands

        def ring(share: float, phase: float = phase) -> Point:
            turn = 2 * pi * share
            wave = cos(petals * turn + phase) * 0.7 + cos(petals * 2 * turn - phase) * 0.3
            distance = radius * (1 - depth + depth * wave)
            return x + distance * sin(turn), y - distance * cos(turn)

        yield closed_path(ring, petals * 12)


def circle(x: float, y: float, radius: float) -> str:
    """Draw a plain ring."""

    def ring(share: float) -> Point:
        return x + radius * sin(2 * pi * share), y - radius * cos(2 * pi * share)

    return closed_path(ring, 24)


def even_waves(frame: Frame, length: float) -> int:
    """Give how many waves of about this length go round a frame, in whole groups of eight."""
    return max(8, round(frame.length / length / 8) * 8)


def sheet(strokes: Iterable[str], height: float) -> bytes:
    """Put strokes on a page of this height, measured in millimetres from its top left."""
    point = 72 / 2540
    placed = f"{point:.7f} 0 0 {-point:.7f} 0 {height * 100 * point:.3f} cm 1 J 1 j"
    return "\n".join([placed, *strokes]).encode()
