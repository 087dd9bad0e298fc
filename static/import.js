/* A file larger than one request is brought in by parts, each of whole rows under the file's own header, with a bar
 * that shows how far it is. Parts are remembered by the server only as the rows that they stored: pressing again after
 * a break goes on. Nothing of the file is kept here. Without scripts the page takes small files. */
(function () {
  "use strict";
  const LARGEST = 200 * 1024;
  const PART = 32 * 1024; // a second or less
  const MOST_REASONS = 200;
  const size = function (text) { return new Blob([text]).size; };
  const form = document.querySelector("form[data-parts]");
  const shown = document.getElementById("parts");
  const bar = shown.querySelector("progress");
  const store = shown.querySelector("[data-store]");
  let file = null;

  /* The records of a CSV text, header first; a line's end within quotes ends no record. */
  function split(text) {
    const records = [];
    let start = 0, quoted = false;
    for (let at = 0; at < text.length; at++) {
      const sign = text[at];
      if (sign === '"') quoted = !quoted;
      if (sign !== "\n" || quoted) continue;
      records.push(text.slice(start, at + 1));
      start = at + 1;
    }
    if (start < text.length) records.push(text.slice(start) + "\n");
    return records;
  }

  /* Rows, and what makes a file of some of them. */
  function read(text) {
    if (!text.trimStart().startsWith("{")) {
      const records = split(text);
      const header = records.shift() || "";
      return { rows: records, write: function (rows) { return header + rows.join(""); } };
    }
    const rows = JSON.parse(text).features.map(function (one) { return JSON.stringify(one); });
    return { rows: rows, write: function (some) { return '{"features":[' + some.join(",") + "]}"; } };
  }

  /* Runs of rows that fit into one request. */
  function* cut(rows) {
    let from = 0, bytes = 0;
    for (let at = 0; at < rows.length; at++) {
      const more = size(rows[at]) + 1;
      if (at > from && bytes + more > PART) {
        yield [from, at];
        from = at;
        bytes = 0;
      }
      bytes += more;
    }
    yield [from, rows.length];
  }

  function say(total) {
    shown.querySelectorAll("[data-count]").forEach(function (item) {
      const number = total.counts[item.dataset.count];
      item.hidden = item.previousElementSibling.hidden = !number;
      item.textContent = number || "";
    });
    Object.keys(total.plan).forEach(function (name) {
      shown.querySelector("[data-plan=" + name + "]").textContent = total.plan[name].join(", ") || "–";
    });
    const reasons = shown.querySelector("ul");
    reasons.replaceChildren.apply(reasons, total.left_out.map(function (one) {
      const item = document.createElement("li");
      item.textContent = one.join(": ");
      return item;
    }));
    reasons.parentElement.hidden = !total.left_out.length;
  }

  async function send(act) {
    const total = { counts: {}, plan: {}, left_out: [] };
    const told = shown.querySelector("[role=alert]");
    told.hidden = store.hidden = true;
    shown.hidden = bar.hidden = false;
    try {
      const whole = read(file);
      bar.max = whole.rows.length;
      bar.value = 0;
      for (const [from, to] of cut(whole.rows)) {
        const fields = new FormData(form);
        fields.delete("file");
        fields.set("rows", whole.write(whole.rows.slice(from, to)));
        fields.set("act", act);
        const answer = await fetch(form.action, {
          method: "POST", body: fields, redirect: "error", headers: { Accept: "application/json" },
        });
        if (!answer.ok) throw new Error(answer.status);
        const part = await answer.json();
        total.plan = part.plan;
        Object.keys(part.counts).forEach(function (name) {
          total.counts[name] = (total.counts[name] || 0) + part.counts[name];
        });
        part.left_out.forEach(function (one) {
          if (total.left_out.length < MOST_REASONS) total.left_out.push([one[0] + from, one[1]]);
        });
        bar.value = to;
        say(total);
      }
      store.hidden = act === "store";
    } catch (error) {
      told.hidden = false;
    }
    bar.hidden = act === "look" && !store.hidden;
  }

  form.addEventListener("submit", async function (event) {
    const chosen = form.elements.file.files[0];
    if (!chosen || chosen.size <= LARGEST) return;
    event.preventDefault();
    file = await chosen.text();
    send("look");
  });
  store.addEventListener("click", function () { send("store"); });
})();
