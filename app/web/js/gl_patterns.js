// The patterns of levels as pictures for the map: the same strokes as in the drawing.

const DRAW = {
  cross_hatch: (pen, size) => lines(pen, "rgb(255 255 255 / 0.55)", 1.1, [[0, size, size, 0], [0, 0, size, size]]),
  diagonal: (pen, size) =>
    lines(pen, "rgb(74 36 0 / 0.75)", 1.1, [[0, size, size, 0], [-1, 1, 1, -1], [size - 1, size + 1, size + 1, size - 1]]),
  dots: (pen, size) => {
    pen.fillStyle = "rgb(90 66 0 / 0.75)";
    pen.beginPath();
    pen.arc(size / 2, size / 2, 1.1, 0, 7);
    pen.fill();
  },
  reverse_hatch: (pen, size, colours) =>
    lines(pen, colours.hatch, 1.1, [[0, 0, size, size], [size - 1, -1, size + 1, 1], [-1, size - 1, 1, size + 1]]),
};
const SIZES = { cross_hatch: 8, diagonal: 7, dots: 7, reverse_hatch: 7 };
const SCALE = 2;

/** Every pattern by name, as pixels for `map.addImage`. */
export function drawPatterns(colours) {
  return Object.entries(DRAW).map(([name, draw]) => {
    const size = SIZES[name];
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size * SCALE;
    const pen = canvas.getContext("2d");
    pen.scale(SCALE, SCALE);
    draw(pen, size, colours);
    return [name, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: SCALE }];
  });
}

function lines(pen, colour, width, pairs) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineCap = "square";
  pen.beginPath();
  for (const [x, y, toX, toY] of pairs) {
    pen.moveTo(x, y);
    pen.lineTo(toX, toY);
  }
  pen.stroke();
}
