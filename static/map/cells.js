/* Published cells from a release's data file, as corners in Web Mercator units (0 to 1).
 * The layout of the data is written by maps/render/payload.py; the lattice is explained in maps/render/lattice.py. */
var Safelight = window.Safelight || {};
(function (safelight) {
  "use strict";
  const THIRDS = [[2, 1], [1, 2], [-1, 1], [-2, -1], [-1, -2], [1, -1]];
  const EARTH_KM = 6371.0088;

  function mercator(lon, lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return [(lon + 180) / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
  }

  function onSphere(f, i, j) {
    const x = f[0] * i + f[1] * j + f[2], y = f[3] * i + f[4] * j + f[5], z = f[6] * i + f[7] * j + f[8];
    return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI];
  }

  /* Corners of one cell; a cell across the antimeridian stays in one piece. */
  function ring(points) {
    return points.map(function (point) {
      const lon = point[0] - points[0][0] > 180 ? point[0] - 360 : points[0][0] - point[0] > 180 ? point[0] + 360 : point[0];
      return mercator(lon, point[1]);
    });
  }

  function cell(layer, index, resolution, corners) {
    let x = 0, y = 0, twice = 0;
    corners.forEach(function (a, k) {
      const b = corners[(k + 1) % corners.length];
      x += a[0] / corners.length;
      y += a[1] / corners.length;
      twice += a[0] * b[1] - b[0] * a[1];
    });
    // Mercator stretches by the cosine of the latitude, alike in both directions.
    const stretch = Math.cosh(Math.PI * (1 - 2 * y));
    const km = (2 * Math.PI * EARTH_KM) / stretch;
    return {
      index: index, resolution: resolution, corners: corners, x: x, y: y,
      area: (Math.abs(twice) / 2) * km * km,
      shade: +layer.shade[index], state: +layer.state[index],
      low: layer.low[index], high: layer.low[index] + layer.more[index],
      sd: layer.sd[layer.sdOf.length ? layer.sdOf[index] : 0],
    };
  }

  /* The layer's cells, coarse ones first: finer cells are drawn over the bigger ones that hold what was pooled. */
  safelight.unpack = function (layer) {
    const cells = [];
    layer.patches.forEach(function (patch) {
      let number = 0;
      patch.steps.forEach(function (step) {
        number += step;
        const i = patch.origin[0] + (number % patch.width), j = patch.origin[1] + Math.floor(number / patch.width);
        const points = THIRDS.map(function (third) {
          return onSphere(patch.frame, i + third[0] / 3, j + third[1] / 3);
        });
        cells.push(cell(layer, cells.length, patch.r, ring(points)));
      });
    });
    layer.loose.forEach(function (loose) {
      cells.push(cell(layer, cells.length, loose.r, ring(loose.ring)));
    });
    return cells.sort(function (a, b) { return a.resolution - b.resolution || a.index - b.index; });
  };

  function holds(corners, x, y) {
    let inside = false;
    for (let k = 0, last = corners.length - 1; k < corners.length; last = k++) {
      const a = corners[k], b = corners[last];
      if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
    }
    return inside;
  }

  /* The finest cell at a position, or null. */
  safelight.at = function (cells, lon, lat) {
    const point = mercator(lon, lat);
    for (let k = cells.length - 1; k >= 0; k--) {
      if (holds(cells[k].corners, point[0], point[1])) return cells[k];
    }
    return null;
  };

  safelight.mercator = mercator;
  window.Safelight = safelight;
})(Safelight);
