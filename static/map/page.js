/* The map page: what folium's script starts, and the controls around the map. Text from people is set as textContent
 * or drawn on a canvas, never as markup (P10). */
(function (safelight) {
  "use strict";
  const releases = new Map();
  const shown = { release: null, base: null, layer: "all", look: "hexagons", spots: true, names: true };
  let map, below, above, edge = [], words = {}, waiting = null, told = null;

  /* Called by each release's data file; layers are unpacked when they are first looked at. */
  safelight.add = function (data) {
    data.labels.forEach(name);
    releases.set(data.release, { data: data, cells: {} });
    if (waiting === data.release) show({ release: data.release });
  };

  /* A place by the reader's name for it; every other stays with it, so that search finds them all. */
  function name(label) {
    const others = label[3] || {}, language = document.documentElement.lang;
    label.names = [label[0]].concat(Object.values(others));
    label[0] = others[language] || label[0];
  }

  /* Called at the end of folium's script, with its map and the area's outline. */
  safelight.start = function (chart, outline) {
    map = chart;
    words = JSON.parse(document.getElementById("map-words").textContent);
    shown.release = shown.base = releases.keys().next().value;
    edge = outline ? rings(outline) : [];
    if (outline) map.fitBounds(outline.getBounds(), { padding: [8, 8], animate: false });
    // Streets under the map bring names of their own; ours can still be chosen.
    if (safelight.ground && safelight.ground(map)) names(false);
    below = new safelight.Sheet({ pane: "cells" }).addTo(map);
    above = new safelight.Sheet({ pane: "names" }).addTo(map);
    map.on("click", function (event) { tell(event.latlng.lng, event.latlng.lat); });
    // One finger or wheel scrolls the page until the map has been chosen.
    map.on("focus", function () { map.scrollWheelZoom.enable(); });
    map.on("blur", function () { map.scrollWheelZoom.disable(); });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { show({}); });
    bind();
    show({});
  };

  function names(are) {
    const box = document.querySelector('input[name="names"]');
    shown.names = are;
    if (box) box.checked = are;
  }

  function rings(outline) {
    const found = [];
    outline.eachLayer(function (layer) {
      const lines = layer.getLatLngs();
      (Array.isArray(lines[0]) ? lines : [lines]).forEach(function (line) {
        found.push(line.map(function (p) { return safelight.mercator(p.lng, p.lat); }));
      });
    });
    return found;
  }

  function cells(key) {
    const release = releases.get(shown.release);
    if (!release.cells[key]) release.cells[key] = safelight.cells(release.data.layers[key]);
    return release.cells[key];
  }

  /* What the heat map is drawn of: the likeliest numbers by small cell, or a coarse layer's own cells. */
  function heat() {
    const release = releases.get(shown.release), all = release.data.layers.all;
    if (shown.layer !== "all") return cells(shown.layer);
    if (!release.surface) release.surface = safelight.surface(release.data.surface, all.unit);
    return release.surface;
  }

  /* The legend's breaks hold for every release: a longer period has more reports, so they grow with its days. */
  function breaks() {
    const base = releases.get(shown.base).data, now = releases.get(shown.release).data;
    const layer = base.layers[shown.layer] || now.layers[shown.layer];
    return layer.breaks.map(function (value) { return (value * now.days) / base.days; });
  }

  function show(change) {
    Object.assign(shown, change);
    const release = releases.get(shown.release);
    if (!release.data.layers[shown.layer]) shown.layer = "all";
    if (!release.spots) {
      release.spots = { hot: safelight.shapes(release.data.spots.hot), cold: safelight.shapes(release.data.spots.cold) };
    }
    const now = cells(shown.layer), scale = breaks();
    below.draw(function (scene) {
      if (shown.look === "surface") {
        safelight.drawGround(scene, edge);
        safelight.drawSurface(scene, heat(), scale);
      } else {
        safelight.drawCells(scene, now, scale, edge, release.data.inside);
      }
      if (shown.spots && shown.layer === "all") safelight.drawSpots(scene, release.spots);
    });
    above.draw(function (scene) {
      if (shown.names) safelight.drawNames(scene, release.data.labels);
    });
    legend(scale);
    date();
    // What was told of a place was told of another map or part of day.
    if (told) tell(told[0], told[1]);
  }

  /* A number as the tables write it; `digits` is how many figures say anything. */
  function number(value, digits) {
    const shape = { numberingSystem: "latn", maximumSignificantDigits: digits || 21 };
    return new Intl.NumberFormat(document.documentElement.lang, shape).format(value);
  }

  function fit(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  /* The legend's five colours, with the densities they stand for; a colour that is not used is hidden. */
  function legend(scale) {
    const ends = scale.map(function (value) { return number(value, 2); });
    document.querySelectorAll("[data-shade]").forEach(function (item) {
      const step = scale.length ? [0].concat(scale).findIndex(function (low) {
        return safelight.shade(low, scale) === +item.dataset.shade;
      }) : -1;
      item.hidden = step < 0;
      const form = step === 0 ? words.under : step === scale.length ? words.over : words.between;
      item.lastElementChild.textContent = fit(form, { low: ends[step - 1], high: ends[step] });
    });
  }

  /* What names a period names the one that is shown; the lists of the worst speak of the page's own map. */
  function date() {
    const base = releases.get(shown.base).data;
    const position = base.stops.findIndex(function (stop) { return stop.release === shown.release; });
    if (words.periods[position]) {
      document.querySelectorAll("[data-period]").forEach(function (item) {
        item.textContent = fit(item.dataset.period, { period: words.periods[position] });
      });
    }
    document.querySelectorAll(".worst").forEach(function (list) { list.hidden = shown.release !== shown.base; });
  }

  /* Where a cell is, in words: as maps/render/rows.py. */
  function where(cell) {
    let best = null, least = Infinity;
    releases.get(shown.release).data.labels.forEach(function (label) {
      const point = safelight.mercator(label[1], label[2]), far = Math.hypot(point[0] - cell.x, point[1] - cell.y);
      if (far < least) { least = far; best = label[0]; }
    });
    if (best === null) return words.here;
    const kmOfWorld = 40030 / Math.cosh(Math.PI * (1 - 2 * cell.y)), km = least * kmOfWorld;
    if (km <= Math.max(1.5, 2 * cell.reach * kmOfWorld)) return fit(words.near, { place: best });
    return fit(words.far, { place: best, km: number(Math.max(1, Math.round(km))) });
  }

  function tell(lon, lat) {
    told = [lon, lat];
    const cell = safelight.inside(edge, lon, lat) ? safelight.find(cells(shown.layer), lon, lat) : null;
    const parts = !cell ? [words.outside] : [
      where(cell),
      howMany(cell),
      fit(words.noise, { sd: number(cell.sd, 2) }),
    ];
    say(parts);
  }

  /* A hexagon stands out by itself; its range is wider, since many are shown at once, and may begin at 0. */
  function howMany(cell) {
    const ends = { low: number(cell.low), high: number(cell.high) };
    if (cell.state && !cell.low) return fit(words.some[cell.state], ends);
    return fit(words.states[cell.state], { range: fit(words.between, ends) });
  }

  function say(parts) {
    const panel = document.getElementById("map-panel");
    panel.hidden = false;
    panel.textContent = parts.join(" ");
  }

  function go(lon, lat, layer) {
    const input = document.querySelector('input[name="layer"][value="' + layer + '"]');
    if (input) input.checked = true;
    show({ layer: layer });
    map.setView([lat, lon], Math.max(map.getZoom(), layer === "all" ? 13 : 11.5));
    tell(lon, lat);
    map.getContainer().scrollIntoView({ block: "center" });
  }

  /* The page's own names, looked up here: what someone searches for leaves no trace anywhere. */
  function search(text) {
    const plain = function (name) { return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim(); };
    const wanted = plain(text), labels = releases.get(shown.base).data.labels;
    const by = function (fits) {
      return labels.find(function (label) { return label.names.some(function (name) { return fits(plain(name)); }); });
    };
    const found = wanted && (by(function (name) { return name === wanted; }) ||
      by(function (name) { return name.startsWith(wanted); }));
    if (found) go(found[1], found[2], shown.layer);
    else {
      told = null;
      say([words.unknown]);
    }
  }

  function bind() {
    document.addEventListener("change", function (event) {
      const input = event.target;
      if (input.name === "layer" || input.name === "look") show({ [input.name]: input.value });
      else if (input.name === "spots" || input.name === "names") show({ [input.name]: input.checked });
    });
    document.addEventListener("click", function (event) {
      const link = event.target.closest("a[data-lon]");
      if (!link) return;
      event.preventDefault();
      go(+link.dataset.lon, +link.dataset.lat, link.dataset.layer);
    });
    const place = document.getElementById("map-place");
    releases.get(shown.base).data.labels.forEach(function (label) {
      new Set([label[0], label.names[0]]).forEach(function (name) {
        document.getElementById("map-places").appendChild(document.createElement("option")).value = name;
      });
    });
    place.addEventListener("change", function () { search(place.value); });
    const slider = document.getElementById("map-releases");
    if (slider) slider.addEventListener("input", function () { turn(+slider.value); });
  }

  /* The slider's words, for who sees them and for who hears them. */
  function period(position) {
    const stop = releases.get(shown.base).data.stops[position], text = words.periods[position] || stop.to;
    document.getElementById("map-period").textContent = text;
    document.getElementById("map-releases").setAttribute("aria-valuetext", text);
    return stop;
  }

  /* Back to what the map shows, where the data of another release cannot be had. */
  function back() {
    const stops = releases.get(shown.base).data.stops;
    const position = stops.findIndex(function (stop) { return stop.release === shown.release; });
    document.getElementById("map-releases").value = position;
    period(position);
  }

  /* The slider: another release's data is a script that is loaded once (a page from a file may not fetch). */
  function turn(position) {
    const stop = period(position);
    waiting = stop.release;
    if (releases.has(stop.release)) { show({ release: stop.release }); return; }
    const script = document.createElement("script");
    script.src = stop.url;
    script.addEventListener("error", function () {
      script.remove();
      if (waiting === stop.release) back();
    });
    document.head.appendChild(script);
  }
})(window.Safelight);
