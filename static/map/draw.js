/* What is drawn on the sheets: hexagons in three states, the smooth surface, spots, place names. */
(function (safelight) {
  "use strict";
  const UNSURE = 0, PROBABLE = 1;

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const read = function (name) { return style.getPropertyValue(name).trim(); };
    return {
      heat: [0, 1, 2, 3, 4].map(function (k) { return read("--heat-" + k); }),
      unsure: read("--unsure"), unsureLine: read("--unsure-line"), ink: read("--ink"), paper: read("--map-paper"),
      hot: read("--hot"), cold: read("--cold"), font: getComputedStyle(document.body).fontFamily,
    };
  }

  /* Diagonal lines: hatching says "probably" without relying on colour. */
  function hatch(context, colour, ratio) {
    const side = 7, tile = document.createElement("canvas");
    tile.width = tile.height = side * ratio;
    const brush = tile.getContext("2d");
    brush.scale(ratio, ratio);
    brush.strokeStyle = colour;
    brush.lineWidth = 3.2;
    brush.beginPath();
    [-side, 0, side].forEach(function (offset) {
      brush.moveTo(offset - 2, side + 2);
      brush.lineTo(offset + side + 2, -2);
    });
    brush.stroke();
    const pattern = context.createPattern(tile, "repeat");
    // The pattern would be drawn in device pixels twice over without this.
    if (pattern.setTransform) pattern.setTransform(new DOMMatrix().scale(1 / ratio));
    return pattern;
  }

  function trace(context, corners, toPixel) {
    corners.forEach(function (corner, k) {
      const p = toPixel(corner);
      if (k) context.lineTo(p[0], p[1]); else context.moveTo(p[0], p[1]);
    });
    context.closePath();
  }

  function seen(cell, view, margin) {
    return cell.x > view.west - margin && cell.x < view.east + margin && cell.y > view.north - margin && cell.y < view.south + margin;
  }

  /* One path for each look of each resolution: a few fills draw ten thousand cells. */
  safelight.drawCells = function (cells, faint) {
    return function (context, toPixel, scale, view) {
      const colour = colours(), looks = new Map();
      cells.forEach(function (cell) {
        if (!seen(cell, view, Math.sqrt(cell.area) / 20000)) return;
        const key = cell.resolution + (cell.state === UNSURE ? "u" : (cell.state === PROBABLE ? "p" : "c") + cell.shade);
        if (!looks.has(key)) looks.set(key, []);
        looks.get(key).push(cell);
      });
      context.lineJoin = "round";
      looks.forEach(function (group) {
        const first = group[0];
        context.beginPath();
        group.forEach(function (cell) { trace(context, cell.corners, toPixel); });
        context.globalAlpha = faint && first.state !== UNSURE ? 0.45 : 1;
        context.fillStyle = first.state === UNSURE ? colour.unsure : colour.paper;
        context.fill();
        if (first.state !== UNSURE) {
          context.fillStyle = first.state === PROBABLE ? hatch(context, colour.heat[first.shade], view.ratio) : colour.heat[first.shade];
          context.fill();
        }
        const wide = Math.abs(toPixel(first.corners[0])[0] - toPixel(first.corners[3])[0]);
        context.lineWidth = wide > 14 ? 1 : 0.4;
        context.strokeStyle = first.state === UNSURE ? colour.unsureLine : first.state === PROBABLE ? colour.heat[first.shade] : colour.paper;
        context.stroke();
      });
      context.globalAlpha = 1;
    };
  };

  safelight.colours = colours;
  safelight.seen = seen;
  safelight.trace = trace;
})(window.Safelight);
