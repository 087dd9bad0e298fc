/* Published cells from a release's data file, as corners in Web Mercator units (0 to 1).
 * The layout of the data is written by maps/render/payload.py; the lattice is explained in maps/render/lattice.py. */
var Safelight = window.Safelight || {};
(function (safelight) {
  "use strict";
  const THIRDS = [[2, 1], [1, 2], [-1, 1], [-2, -1], [-1, -2], [1, -1]];

  safelight.mercator = function (lon, lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return [(lon + 180) / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
  };

  safelight.latLng = function (x, y) {
    return [(Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, x * 360 - 180];
  };

  /* The lon, lat of a lattice point: the direction frame · (i, j, 1). */
  function onSphere(f, i, j) {
    const x = f[0] * i + f[1] * j + f[2], y = f[3] * i + f[4] * j + f[5], z = f[6] * i + f[7] * j + f[8];
    return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI];
  }

  /* A cell across the antimeridian stays in one piece: its longitudes pass 180. */
  function project(ring) {
    return ring.map(function (point) {
      const east = point[0] - ring[0][0];
      return safelight.mercator(east > 180 ? point[0] - 360 : east < -180 ? point[0] + 360 : point[0], point[1]);
    });
  }

  function shape(resolution, ring) {
    const corners = project(ring);
    let x = 0, y = 0, twice = 0;
    corners.forEach(function (a, k) {
      const b = corners[(k + 1) % corners.length];
      x += a[0] / corners.length;
      y += a[1] / corners.length;
      twice += a[0] * b[1] - b[0] * a[1];
    });
    const reach = Math.hypot(corners[0][0] - x, corners[0][1] - y);
    return { resolution: resolution, corners: corners, x: x, y: y, area: Math.abs(twice) / 2, reach: reach };
  }

  /* The shapes of packed cells, in the packed order. */
  safelight.shapes = function (packed) {
    const shapes = [];
    packed.patches.forEach(function (patch) {
      let number = 0;
      patch.steps.forEach(function (step) {
        number += step;
        const i = patch.origin[0] + (number % patch.width), j = patch.origin[1] + Math.floor(number / patch.width);
        shapes.push(shape(patch.r, THIRDS.map(function (third) {
          return onSphere(patch.frame, i + third[0] / 3, j + third[1] / 3);
        })));
      });
    });
    packed.loose.forEach(function (loose) { shapes.push(shape(loose.r, loose.ring)); });
    return shapes;
  };

  /* A layer's cells, coarse ones first: finer cells are drawn over the bigger one that holds what was pooled. */
  safelight.cells = function (layer) {
    const cells = safelight.shapes(layer.cells);
    cells.forEach(function (cell, index) {
      cell.state = +layer.state[index];
      cell.density = layer.heat[index] * layer.unit;
      cell.low = layer.low[index];
      cell.high = layer.low[index] + layer.more[index];
      cell.sd = layer.sd[layer.sdOf.length ? layer.sdOf[index] : 0];
    });
    return cells.sort(function (a, b) { return a.resolution - b.resolution; });
  };

  /* The cells of the heat map, with the densities it is drawn of. */
  safelight.surface = function (packed, unit) {
    return safelight.shapes(packed.cells).map(function (cell, index) {
      return Object.assign(cell, { density: packed.heat[index] * unit });
    });
  };

  /* Whether a closed ring holds a point, both in Mercator units. */
  function holds(corners, x, y) {
    let inside = false;
    for (let k = 0, last = corners.length - 1; k < corners.length; last = k++) {
      const a = corners[k], b = corners[last];
      if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
    }
    return inside;
  }

  /* Whether a position lies in the area that these rings edge, holes left out. */
  safelight.inside = function (rings, lon, lat) {
    const point = safelight.mercator(lon, lat);
    return rings.filter(function (ring) { return holds(ring, point[0], point[1]); }).length % 2 === 1;
  };

  /* The finest of the cells at a position, or null. */
  safelight.find = function (cells, lon, lat) {
    const point = safelight.mercator(lon, lat);
    for (let k = cells.length - 1; k >= 0; k--) {
      const cell = cells[k];
      if (Math.abs(cell.x - point[0]) > cell.reach * 1.3 || Math.abs(cell.y - point[1]) > cell.reach * 1.3) continue;
      if (holds(cell.corners, point[0], point[1])) return cell;
    }
    return null;
  };

  /* The colour, 0 to 4, of a density: as maps/render/palette.py. */
  safelight.shade = function (density, breaks) {
    if (!breaks.length) return 4;
    return Math.round((breaks.filter(function (value) { return value <= density; }).length * 4) / breaks.length);
  };

  window.Safelight = safelight;
})(Safelight);
