/* A map to point at, drawn from our own files: the area's outline, names, and the hexagon under the finger. */
(function (safelight) {
  "use strict";
  const FINE_ZOOM = 14, WIDE_ZOOM = 8;

  function project(ring) {
    return ring.map(function (point) { return safelight.mercator(point[0], point[1]); });
  }

  function shape(ring) {
    const corners = project(ring);
    const x = corners.reduce(function (sum, p) { return sum + p[0]; }, 0) / corners.length;
    const y = corners.reduce(function (sum, p) { return sum + p[1]; }, 0) / corners.length;
    return { corners: corners, x: x, y: y, reach: Math.hypot(corners[0][0] - x, corners[0][1] - y) };
  }

  /* The hexagons of the map's window: found by snapping a grid of positions closer than they are. */
  function lattice(ground, map, resolution) {
    const found = new Map(), middle = map.getCenter(), box = map.getBounds();
    const one = safelight.snap(ground, middle.lng, middle.lat, resolution);
    if (!one) return [];
    const step = Math.abs(one.ring[0][1] - one.lat) + Math.abs(one.ring[1][1] - one.lat);
    const high = (box.getNorth() - box.getSouth()) / step;
    if (!step || high > 60) return [];
    for (let lat = box.getSouth(); lat <= box.getNorth() + step; lat += step / 1.5) {
      for (let lon = box.getWest(); lon <= box.getEast() + step; lon += step / 1.5) {
        const cell = safelight.snap(ground, lon, lat, resolution);
        if (cell) found.set(cell.lon.toFixed(5) + " " + cell.lat.toFixed(5), cell);
      }
    }
    return Array.from(found.values()).map(function (cell) { return shape(cell.ring); });
  }

  function stroke(scene, shapes, colour, width, dash) {
    scene.context.beginPath();
    shapes.forEach(function (each) { scene.trace(each.corners); });
    scene.context.lineWidth = width;
    scene.context.strokeStyle = colour;
    scene.context.setLineDash(dash || []);
    scene.context.stroke();
    scene.context.setLineDash([]);
  }

  /* From so far off that an area is a speck: a circle around it. */
  function mark(scene, ring, colour) {
    scene.context.beginPath();
    scene.context.arc(scene.x(ring.x), scene.y(ring.y), 14, 0, 2 * Math.PI);
    scene.context.lineWidth = 3;
    scene.context.strokeStyle = colour;
    scene.context.stroke();
  }

  /* The area whose middle is nearest to the finger. */
  function nearest(rings, lon, lat) {
    const here = L.latLng(lat, lon), boxes = rings.map(function (ring) {
      return L.latLngBounds(ring.map(function (point) { return [point[1], point[0]]; }));
    });
    return boxes.reduce(function (best, box) {
      return here.distanceTo(box.getCenter()) < here.distanceTo(best.getCenter()) ? box : best;
    });
  }

  /* Show the map in its box; gives it, once it is drawn. */
  safelight.tap = function (ground, box) {
    const rings = ground.rings.map(shape);
    const places = [].concat.apply([], ground.rings).map(function (point) { return [point[1], point[0]]; });
    const colour = safelight.colours();
    let chosen = null;
    box.hidden = false;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", safelight.words.map);
    const map = L.map(box, { attributionControl: false, scrollWheelZoom: false, maxZoom: 17, zoomSnap: 0.5 });
    map.fitBounds(places);
    if (map.getZoom() < WIDE_ZOOM) map.fitBounds(places, { padding: [24, 24] }); // room for the circles
    const hasGround = Boolean(safelight.ground && safelight.ground(map));
    const sheet = new safelight.Sheet({ pane: "overlayPane" }).addTo(map);
    const draw = function (scene) {
      stroke(scene, rings, colour.ink, 1.5, [6, 4]);
      if (map.getZoom() < WIDE_ZOOM) rings.forEach(function (ring) { mark(scene, ring, colour.ink); });
      const fine = map.getZoom() >= FINE_ZOOM;
      stroke(scene, lattice(ground, map, fine ? 9 : 8), colour.unsureLine, 1);
      if (chosen) {
        scene.context.beginPath();
        scene.trace(chosen.corners);
        scene.context.fillStyle = colour.heat[1];
        scene.context.globalAlpha = 0.7;
        scene.context.fill();
        scene.context.globalAlpha = 1;
        stroke(scene, [chosen], colour.heat[4], 2);
      }
      if (!hasGround) safelight.drawNames(scene, ground.labels);
    };
    const choose = function (lon, lat) {
      if (map.getZoom() < WIDE_ZOOM) { map.fitBounds(nearest(ground.rings, lon, lat)); return; }
      // From afar the wider hexagon is shown, and sent by its middle, which lies in one of the fine ones.
      const cell = safelight.snap(ground, lon, lat, map.getZoom() >= FINE_ZOOM ? 9 : 8);
      if (!cell) return;
      chosen = shape(cell.ring);
      sheet.draw(draw);
      if (map.getZoom() < FINE_ZOOM) { map.setView([lat, lon], FINE_ZOOM); return; }
      safelight.show({ lon: cell.lon.toFixed(5), lat: cell.lat.toFixed(5) });
    };
    sheet.draw(draw);
    map.on("click", function (event) { choose(event.latlng.lng, event.latlng.lat); });
    box.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      choose(map.getCenter().lng, map.getCenter().lat);
    });
    return map;
  };
})(window.Safelight);
