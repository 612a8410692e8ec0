// Passkeys for the portal. A form with data-passkey="sign-in" or "add" is shown only where the browser can do it; its
// data-begin answers a POST with {"token", "options"}. The signed answer goes into the form's fields "token" and
// "credential", and the form is sent like any other, so the page that follows needs no script.
(() => {
  "use strict";

  const capable = window.PublicKeyCredential && navigator.credentials && window.fetch;

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
  };

  const toText = (buffer) => {
    let plain = "";
    for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const withBytes = (options) => {
    const read = { ...options, challenge: toBytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (options[list]) read[list] = options[list].map((each) => ({ ...each, id: toBytes(each.id) }));
    }
    return read;
  };

  const asJson = (credential) => {
    const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    const { id, type, authenticatorAttachment } = credential;
    return JSON.stringify({
      id, type, authenticatorAttachment, rawId: toText(credential.rawId), response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const begin = async (form) => {
    const answer = await fetch(form.dataset.begin, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error("begin");
    return answer.json();
  };

  const ask = (kind, options) => (kind === "add"
    ? navigator.credentials.create({ publicKey: withBytes(options) })
    : navigator.credentials.get({ publicKey: withBytes(options) }));

  const tell = (form, words) => {
    const place = form.querySelector("[role=status], [role=alert]");
    if (place) place.textContent = words || "";
  };

  const run = async (form) => {
    const buttons = form.querySelectorAll("button");
    tell(form, "");
    for (const button of buttons) button.disabled = true;
    try {
      const question = await begin(form);
      const options = typeof question.options === "string" ? JSON.parse(question.options) : question.options;
      const credential = await ask(form.dataset.passkey, options);
      form.elements.namedItem("token").value = question.token;
      form.elements.namedItem("credential").value = asJson(credential);
      form.submit();
    } catch (error) {
      // Whoever closes the browser's own question has said enough; it is told apart from a fault.
      tell(form, error.name === "NotAllowedError" ? form.dataset.cancelled : form.dataset.failed);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!capable) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
})();
