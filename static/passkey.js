/* Makes or uses a passkey: asks the device for what the form's data-options say, puts its answer into the form and
 * sends it. Without scripts, or where the browser knows no passkeys, the button stays hidden. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-options]");
  var button = form && form.querySelector("[data-passkey]");
  if (!button || !window.PublicKeyCredential) return;

  function decode(text) {
    var plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function encode(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function read(options) {
    options.challenge = decode(options.challenge);
    if (options.user) options.user.id = decode(options.user.id);
    ["excludeCredentials", "allowCredentials"].forEach(function (name) {
      (options[name] || []).forEach(function (one) { one.id = decode(one.id); });
    });
    return options;
  }

  function write(made) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (made.response[name]) response[name] = encode(made.response[name]);
    });
    return JSON.stringify({
      id: made.id, rawId: encode(made.rawId), type: made.type, response: response, clientExtensionResults: {}
    });
  }

  function send(made) {
    form.elements.passkey.value = write(made);
    form.submit();
  }

  function fail() { form.querySelector("[data-problem]").hidden = false; }

  button.hidden = false;
  button.addEventListener("click", function () {
    if (!form.reportValidity()) return;
    var options = { publicKey: read(JSON.parse(form.dataset.options)) };
    var device = window.navigator.credentials;
    (button.dataset.passkey === "make" ? device.create(options) : device.get(options)).then(send, fail);
  });
})();
