/* The place field with scripts: a combobox (ARIA 1.2) over our own server's answers, and the hexagon that is kept.
 * What is typed goes out in a body of one size, to us alone, and a moment after the last key; without scripts the
 * form asks back on its next page. Names are set as textContent, never as markup (P10). */
var Safelight = window.Safelight || {};
(function (safelight) {
  "use strict";
  const field = document.getElementById("place-field"), input = document.getElementById("place");
  const list = document.getElementById("place-list"), told = document.getElementById("place-told");
  const where = document.getElementById("where"), width = document.getElementById("width");
  const words = JSON.parse(document.getElementById("place-words").textContent);
  const PAUSE_MS = 250, SENT_BYTES = 1024;
  let items = [], active = -1, timer = 0, turn = 0;

  /* The words with {names} filled in. */
  safelight.say = function (text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  };
  safelight.words = words;

  /* An answer to a form's fields, or null; the body has one size whatever is in it. */
  function post(address, values) {
    const body = new URLSearchParams(values).toString() + "&pad=";
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: body.padEnd(SENT_BYTES, "0"),
      credentials: "omit",
      cache: "no-store",
    }).then(function (answer) { return answer.ok ? answer.json() : null; }).catch(function () { return null; });
  }

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function move(to) {
    const options = list.children;
    if (!options.length) return;
    if (active >= 0) options[active].setAttribute("aria-selected", "false");
    active = (to + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function line(item, index) {
    const option = document.createElement("li"), name = document.createElement("bdi"), more = document.createElement("small");
    option.id = "place-" + index;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    name.textContent = item.own || item.name;
    more.textContent = [item.kind, item.near && safelight.say(words.near, { place: item.near })].filter(Boolean).join(", ");
    option.append(name, more);
    // Before the field loses the focus, which would close the list.
    option.addEventListener("pointerdown", function (event) { event.preventDefault(); });
    option.addEventListener("click", function () { choose(index); });
    return option;
  }

  function offer(found) {
    items = found;
    list.replaceChildren.apply(list, items.map(line));
    active = -1;
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = items.length ? safelight.say(words.count, { number: items.length }) : words.none;
  }

  function choose(index) {
    const item = items[index];
    input.value = item.own || item.name;
    close();
    safelight.show({ where: item.where });
  }

  /* Ask what would be kept of a place or of a snapped position, and show it. */
  safelight.show = function (spot) {
    const mine = ++turn;
    return post(field.dataset.cell, Object.assign({ width: width.value }, spot)).then(function (answer) {
      if (!answer || !answer.where || mine !== turn) return;
      const figure = document.getElementById("place-shown");
      where.value = answer.where;
      figure.querySelector("img").src = answer.picture;
      figure.querySelector("figcaption").textContent = answer.inside ?
        safelight.say(words.kept, { across: answer.across }) : words.outside;
      figure.hidden = false;
    });
  };

  function forget() {
    turn += 1;
    where.value = "";
    document.getElementById("place-shown").hidden = true;
  }

  function ask() {
    const typed = input.value.trim();
    if (typed.length < 2) { close(); return; }
    const mine = ++turn;
    post(field.dataset.suggest, { text: typed }).then(function (answer) {
      if (mine === turn && document.activeElement === input) offer(answer ? answer.items : []);
    });
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "place-list");
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", function () {
    forget();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", function (event) {
    if (event.key === "Enter") {
      // Enter chooses; only the button sends.
      event.preventDefault();
      if (active >= 0) choose(active);
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else move(event.key === "ArrowDown" ? active + 1 : active < 0 ? items.length - 1 : active - 1);
    }
  });
  width.addEventListener("change", function () {
    if (where.value) safelight.show({ where: where.value });
  });
  // With the list and the map on this page, the way over the next one is not needed.
  document.getElementById("place-look").parentElement.remove();
  if (where.value) safelight.show({ where: where.value });

  /* The map's scripts are fetched when someone wants a map, or their position, and not before. */
  function load(names) {
    return names.reduce(function (before, name) {
      return before.then(function () {
        return new Promise(function (resolve, reject) {
          const script = document.createElement("script");
          script.src = field.dataset.assets + name;
          script.onload = resolve;
          script.onerror = reject;
          document.head.appendChild(script);
        });
      });
    }, Promise.resolve());
  }

  let ground = null, chart = null;
  function prepare() {
    if (!ground) {
      ground = Promise.all([load(["place/snap.js"]), fetch(field.dataset.ground, { credentials: "omit" })])
        .then(function (both) { return both[1].json(); });
    }
    return ground;
  }

  function dress() {
    ["vendor/leaflet/leaflet.css", "map/map.css"].forEach(function (name) {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = field.dataset.assets + name;
      document.head.appendChild(sheet);
    });
    const ground = field.dataset.basemap ? ["vendor/protomaps/protomaps-leaflet.js", "map/basemap.js"] : [];
    return load(["vendor/leaflet/leaflet.js"].concat(ground, ["map/cells.js", "map/sheet.js", "map/hexagons.js", "map/names.js", "place/tap.js"]));
  }

  document.getElementById("place-map").addEventListener("click", function () {
    chart = chart || prepare().then(function (area) {
      return dress().then(function () { return safelight.tap(area, document.getElementById("place-chart")); });
    });
    chart.then(function (map) { map.getContainer().focus(); });
  });

  document.getElementById("place-here").addEventListener("click", function () {
    const fail = function () { told.textContent = words.failed; told.classList.remove("hidden"); };
    if (!navigator.geolocation) { fail(); return; }
    prepare().then(function (area) {
      navigator.geolocation.getCurrentPosition(function (position) {
        // Only the middle of the hexagon leaves this device.
        const middle = safelight.snap(area, position.coords.longitude, position.coords.latitude, 9);
        if (middle) safelight.show({ lon: middle.lon.toFixed(5), lat: middle.lat.toFixed(5) });
        else fail();
      }, fail, { enableHighAccuracy: false, timeout: 15000, maximumAge: 60000 });
    }).catch(fail);
  });
  window.Safelight = safelight;
})(Safelight);
