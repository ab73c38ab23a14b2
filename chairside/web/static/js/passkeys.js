// Passkeys: a form [data-passkey] is sent once the device has answered; the answer goes along in its
// field "credential". What is asked comes with the page, at sign-in from the server.

const form = document.querySelector("[data-passkey]");

const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function words(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The options as the browser wants them: what JSON cannot carry becomes bytes. */
function asked({ publicKey }) {
  const credentials = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (publicKey.allowCredentials) options.allowCredentials = credentials(publicKey.allowCredentials);
  if (publicKey.excludeCredentials) options.excludeCredentials = credentials(publicKey.excludeCredentials);
  return options;
}

function answered(credential) {
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = names.filter((name) => credential.response[name]);
  return {
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(given.map((name) => [name, words(credential.response[name])])),
  };
}

async function options() {
  const here = form.querySelector("[data-passkey-options]");
  if (here) return asked(JSON.parse(here.textContent));
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return asked((await answer.json()).request_options);
}

/** A passkey that signs in alone is kept on the device, and asks who its bearer is. */
function make(publicKey) {
  const chosen = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true };
  return navigator.credentials.create({
    publicKey: { ...publicKey, authenticatorSelection: { ...chosen, userVerification: "required" } },
  });
}

/** At a bare number, such as 127.0.0.1, no passkey can be made: lead to the name of this machine. */
function leadToName() {
  if (!/^[0-9.]+$|:/.test(location.hostname)) return false;
  const bare = form.querySelector("[data-passkey-bare]");
  const named = new URL(location.href);
  named.hostname = "localhost";
  bare.querySelector("a").href = named.href;
  bare.querySelector("a").textContent = named.host;
  bare.hidden = false;
  return true;
}

// sent by the browser alone the form would say nothing: until the script is here it waits
form?.querySelector("[type=submit]").removeAttribute("disabled");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (leadToName()) return;
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  try {
    const publicKey = await options();
    const credential = await (form.dataset.passkey === "add" ? make(publicKey) : navigator.credentials.get({ publicKey }));
    form.elements.credential.value = JSON.stringify(answered(credential));
    form.submit();
  } catch {
    // said nowhere else: the browser's reason tells too much or nothing
    trouble.hidden = false;
  }
});
