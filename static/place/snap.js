/* From a position to the hexagon that holds it, without an H3 library: maps/render/lattice.py explains the frames. */
(function (safelight) {
  "use strict";
  const THIRDS = [[2, 1], [1, 2], [-1, 1], [-2, -1], [-1, -2], [1, -1]];

  function cross(a, b) {
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  }
  function dot(a, b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
  function column(frame, k) { return [frame[k], frame[3 + k], frame[6 + k]]; }

  function vector(lon, lat) {
    const x = (lon * Math.PI) / 180, y = (lat * Math.PI) / 180;
    return [Math.cos(y) * Math.cos(x), Math.cos(y) * Math.sin(x), Math.sin(y)];
  }

  /* The lon, lat of a lattice point: the direction frame · (i, j, 1). */
  function onSphere(f, i, j) {
    const x = f[0] * i + f[1] * j + f[2], y = f[3] * i + f[4] * j + f[5], z = f[6] * i + f[7] * j + f[8];
    return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI];
  }

  /* How straight a frame's face looks at a direction: its plane's normal is the middle of the face. */
  function facing(frame, direction) {
    const normal = cross(column(frame, 0), column(frame, 1)), size = Math.hypot(normal[0], normal[1], normal[2]);
    return (dot(normal, direction) / size) * Math.sign(dot(normal, column(frame, 2)));
  }

  /* The lattice point whose hexagon holds (x, y): the nearest, where steps i and j stand at 120 degrees. */
  function nearest(x, y) {
    let best = null, least = Infinity;
    [Math.floor(x), Math.floor(x) + 1].forEach(function (i) {
      [Math.floor(y), Math.floor(y) + 1].forEach(function (j) {
        const a = x - i, b = y - j, far = a * a + b * b - a * b;
        if (far < least) { least = far; best = [i, j]; }
      });
    });
    return best;
  }

  /* The hexagon at a position: its middle and its ring of corners (lon, lat); null where there is no lattice. */
  safelight.snap = function (ground, lon, lat, resolution) {
    const at = vector(lon, lat);
    const frames = ((ground.frames || {})[resolution] || []).slice();
    frames.sort(function (a, b) { return facing(b, at) - facing(a, at); });
    if (!frames.length || facing(frames[0], at) <= 0) return null;
    const f = frames[0], a = column(f, 0), b = column(f, 1), c = column(f, 2);
    // Cramer's rule for frame · (x, y, z) = at; then the plane's coordinates are x / z and y / z.
    const z = dot(cross(a, b), at), x = dot(cross(b, c), at) / z, y = dot(cross(c, a), at) / z;
    const ij = nearest(x, y), middle = onSphere(f, ij[0], ij[1]);
    const ring = THIRDS.map(function (third) { return onSphere(f, ij[0] + third[0] / 3, ij[1] + third[1] / 3); });
    return { lon: middle[0], lat: middle[1], ring: ring };
  };
})(window.Safelight);
