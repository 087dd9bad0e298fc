/* Hexagons in three states, and the outlines of hot and cold spots. */
(function (safelight) {
  "use strict";
  const UNSURE = 0, PROBABLE = 1, CHUNK = 64;

  /* The style sheet's colours, so that light, dark and print are decided in one place. */
  safelight.colours = function () {
    const style = getComputedStyle(document.documentElement);
    const read = function (name) { return style.getPropertyValue(name).trim(); };
    return {
      heat: [0, 1, 2, 3, 4].map(function (k) { return read("--heat-" + k); }),
      unsure: read("--unsure"), unsureLine: read("--unsure-line"), paper: read("--map-paper"),
      hot: read("--hot"), cold: read("--cold"), ink: read("--ink"),
    };
  };

  /* Diagonal lines: hatching says "probably" without relying on colour. */
  function hatch(scene, colour) {
    const side = 7, tile = document.createElement("canvas"), ratio = scene.ratio;
    tile.width = tile.height = side * ratio;
    const brush = tile.getContext("2d");
    brush.scale(ratio, ratio);
    brush.strokeStyle = colour;
    brush.lineWidth = 3;
    brush.beginPath();
    [-side, 0, side].forEach(function (offset) {
      brush.moveTo(offset - 2, side + 2);
      brush.lineTo(offset + side + 2, -2);
    });
    brush.stroke();
    const pattern = scene.context.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
    return pattern;
  }

  /* Shapes that look alike, some at a time: one path for all is slow to fill, one for each is slow to make. */
  function trace(scene, shapes, paint) {
    for (let k = 0; k < shapes.length; k += CHUNK) {
      scene.context.beginPath();
      shapes.slice(k, k + CHUNK).forEach(function (shape) { scene.trace(shape.corners); });
      paint();
    }
  }

  function fill(scene, cells, style, line, width) {
    scene.context.strokeStyle = line;
    scene.context.lineWidth = width;
    trace(scene, cells, function () {
      style.forEach(function (one) {
        scene.context.fillStyle = one;
        scene.context.fill();
      });
      if (width) scene.context.stroke();
    });
  }

  /* Nothing is counted outside the area, so the big hexagons end at its edge. */
  function clip(scene, edge) {
    if (!edge.length) return;
    scene.context.beginPath();
    edge.forEach(function (ring) { scene.trace(ring); });
    scene.context.clip("evenodd");
  }

  /* The area in the colour of "cannot tell": what the coloured cells and the surface lie on. */
  safelight.drawGround = function (scene, edge) {
    scene.context.beginPath();
    edge.forEach(function (ring) { scene.trace(ring); });
    scene.context.fillStyle = safelight.colours().unsure;
    scene.context.fill("evenodd");
  };

  /* `inside` is the resolution from which cells lie wholly in the area: only coarser ones are cut at its edge. */
  safelight.drawCells = function (scene, cells, breaks, edge, inside) {
    const colour = safelight.colours(), looks = new Map();
    cells.filter(function (cell) { return scene.shows(cell); }).forEach(function (cell) {
      const shade = cell.state === UNSURE ? 0 : safelight.shade(cell.density, breaks);
      const key = [cell.resolution, cell.state, shade].join();
      if (!looks.has(key)) looks.set(key, { resolution: cell.resolution, state: cell.state, shade: shade, cells: [] });
      looks.get(key).cells.push(cell);
    });
    safelight.drawGround(scene, edge);
    scene.context.lineJoin = "round";
    looks.forEach(function (look) {
      const heat = colour.heat[look.shade], reach = look.cells[0].reach * scene.scale;
      const width = reach > 8 ? 1 : reach > 2.5 ? 0.5 : 0;
      scene.context.save();
      if (look.resolution < inside) clip(scene, edge);
      if (look.state === UNSURE) fill(scene, look.cells, [colour.unsure], colour.unsureLine, width);
      else if (look.state === PROBABLE) fill(scene, look.cells, [colour.paper, hatch(scene, heat)], heat, width);
      else fill(scene, look.cells, [heat], colour.paper, width);
      scene.context.restore();
    });
  };

  /* Hot spots get a double solid line; cold ones, often many, a thin dashed one that hides nothing. */
  safelight.drawSpots = function (scene, spots) {
    const colour = safelight.colours(), context = scene.context;
    [["cold", colour.cold, [2, 4], 0, 1.2], ["hot", colour.hot, [], 5, 2.5]].forEach(function (kind) {
      const shapes = spots[kind[0]].filter(function (shape) { return scene.shows(shape); });
      context.lineJoin = "round";
      [[kind[3], colour.paper, []], [kind[4], kind[1], kind[2]]].forEach(function (line) {
        if (!line[0]) return;
        context.lineWidth = line[0];
        context.strokeStyle = line[1];
        context.setLineDash(line[2]);
        trace(scene, shapes, function () { context.stroke(); });
      });
      context.setLineDash([]);
    });
  };
})(window.Safelight);
