/* The heat map: one smooth surface of what was published, never of points. Each cell spreads its likeliest number
 * over a Gaussian as wide as the cell itself, so that nothing finer than what was published can be read from it. */
(function (safelight) {
  "use strict";
  const STEP = 4;

  /* Densities on a grid of STEP pixels: a cell adds density × area × Gaussian, so flat ground keeps its height. */
  function grid(scene, cells) {
    const columns = Math.ceil(scene.width / STEP), rows = Math.ceil(scene.height / STEP);
    const values = new Float32Array(columns * rows);
    cells.forEach(function (cell) {
      if (!cell.density || !scene.shows(cell)) return;
      const sigma = Math.max((cell.reach * scene.scale) / STEP, 0.8), reach = Math.ceil(sigma * 2.6);
      const x = scene.x(cell.x) / STEP, y = scene.y(cell.y) / STEP;
      const weight = (cell.density * cell.area * scene.scale * scene.scale) / (STEP * STEP) / (2 * Math.PI * sigma * sigma);
      const west = Math.max(0, Math.floor(x) - reach), east = Math.min(columns - 1, Math.ceil(x) + reach);
      const north = Math.max(0, Math.floor(y) - reach), south = Math.min(rows - 1, Math.ceil(y) + reach);
      for (let row = north; row <= south; row++) {
        const down = weight * Math.exp(-((row - y) * (row - y)) / (2 * sigma * sigma));
        for (let column = west; column <= east; column++) {
          values[row * columns + column] += down * Math.exp(-((column - x) * (column - x)) / (2 * sigma * sigma));
        }
      }
    });
    return { columns: columns, rows: rows, values: values };
  }

  function rgb(text) {
    const n = parseInt(text.slice(1), 16);
    return [n >> 16, (n >> 8) & 255, n & 255];
  }

  /* Where a density lies on the scale, 0 to 1: straight between the legend's breaks. */
  function height(density, breaks) {
    const marks = [0].concat(breaks, [breaks[breaks.length - 1] * 2.5]);
    for (let k = 1; k < marks.length; k++) {
      if (density < marks[k]) return (k - 1 + (density - marks[k - 1]) / (marks[k] - marks[k - 1])) / (marks.length - 1);
    }
    return 1;
  }

  safelight.drawSurface = function (scene, cells, breaks) {
    if (!breaks.length) return;
    const field = grid(scene, cells), ramp = safelight.colours().heat.map(rgb);
    const small = document.createElement("canvas");
    small.width = field.columns;
    small.height = field.rows;
    const brush = small.getContext("2d"), image = brush.createImageData(field.columns, field.rows);
    for (let k = 0; k < field.values.length; k++) {
      const at = height(field.values[k], breaks) * 5 - 0.5, low = Math.min(4, Math.max(0, Math.floor(at)));
      const part = Math.min(1, Math.max(0, at - low)), a = ramp[low], b = ramp[Math.min(4, low + 1)];
      for (let c = 0; c < 3; c++) image.data[4 * k + c] = a[c] + (b[c] - a[c]) * part;
      image.data[4 * k + 3] = 235 * Math.min(1, (at + 0.5) * 1.4);
    }
    brush.putImageData(image, 0, 0);
    scene.context.imageSmoothingEnabled = true;
    scene.context.imageSmoothingQuality = "high";
    scene.context.drawImage(small, 0, 0, field.columns * STEP, field.rows * STEP);
  };
})(window.Safelight);
