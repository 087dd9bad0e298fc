/* Keys for the queue: a key presses the button or link that bears it, within the current report. Without scripts
 * every button is there just the same. Keys are not taken while someone types, or with a modifier held. */
(function () {
  "use strict";
  var reports = Array.prototype.slice.call(document.querySelectorAll("[data-report]"));
  var at = 0;

  function show(index) {
    at = Math.max(0, Math.min(reports.length - 1, index));
    reports[at].focus();
    reports[at].scrollIntoView({ block: "nearest" });
  }

  function find(key) {
    var within = reports[at] && reports[at].querySelector('[data-key="' + key + '"]');
    return within || document.querySelector('.notice [data-key="' + key + '"]');
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    var key = event.key.toLowerCase();
    if ((key === "j" || key === "k") && reports.length) {
      event.preventDefault();
      show(at + (key === "j" ? 1 : -1));
      return;
    }
    var pressed = /^[arsue]$/.test(key) && find(key);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
  });

  // A second press must not judge the next report before anyone has read it.
  document.addEventListener("submit", function (event) {
    Array.prototype.forEach.call(event.target.querySelectorAll("button"), function (button) {
      window.setTimeout(function () { button.disabled = true; }, 0);
    });
  });

  reports.forEach(function (report, index) {
    report.addEventListener("focusin", function () { at = index; });
  });
  if (reports.length) reports[0].focus({ preventScroll: true });
})();
