/* The map page: what folium's script starts, and the controls around the map. */
(function (safelight) {
  "use strict";
  const releases = [];
  let chart = null;

  /* Called by each release's data file. */
  safelight.add = function (release) {
    const cells = {};
    Object.keys(release.layers).forEach(function (key) { cells[key] = safelight.unpack(release.layers[key]); });
    releases.push({ data: release, cells: cells });
  };

  /* Called at the end of folium's script with its map. */
  safelight.start = function (map) {
    chart = map;
    const shown = releases[0];
    const sheet = new safelight.Sheet(safelight.drawCells(shown.cells.all), { pane: "cells" });
    sheet.addTo(map);
    document.querySelectorAll("input[name=layer]").forEach(function (input) {
      input.addEventListener("change", function () {
        sheet._draw = safelight.drawCells(shown.cells[input.value]);
        sheet.redraw();
      });
    });
  };
})(window.Safelight);
