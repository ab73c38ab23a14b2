// "Messages for <name>": a conversation in a dialog, over whatever page staff stand on. Its address
// is the page's with ?messages=<contact>, so that it can be linked to, and Back closes it.
import { ask, elements, page, say, toast } from "./page.js";
import { keepDraft } from "./drafts.js";
import { opened } from "./thread.js";

const dialog = document.getElementById("messages");
const body = document.getElementById("messages-body");
let opener = null;
let pushed = false;

const address = (contact) => `/locations/${page.location}/contacts/${contact}/`;

function here(contact) {
  const to = new URL(location.href);
  if (contact) to.searchParams.set("messages", contact);
  else to.searchParams.delete("messages");
  return to;
}

/** Open the conversation with a contact; on the inbox page it opens in the page. */
async function openMessages(contact, { push = true } = {}) {
  if (document.querySelector(".inbox") || !dialog) return void location.assign(address(contact));
  if (!dialog.open) opener = document.activeElement;
  const answer = await ask(`${address(contact)}?dialog=yes`).catch(() => null);
  if (!answer?.ok) return void toast(say("failed"));
  keepDraft();
  const fresh = elements(await answer.text()).firstElementChild;
  document.getElementById("messages-title").textContent = fresh.dataset.dialogTitle;
  body.replaceChildren(fresh);
  if (!dialog.open) dialog.showModal();
  if (push && here(contact).href !== location.href) {
    if (pushed) history.replaceState({}, "", here(contact));
    else history.pushState({}, "", here(contact));
    pushed = true;
  }
  opened();
  (document.getElementById("composer-body") ?? document.getElementById("messages-title")).focus();
}

function closed() {
  keepDraft();
  body.replaceChildren();
  if (pushed) history.back();
  else if (new URL(location.href).searchParams.has("messages")) history.replaceState({}, "", here(null));
  pushed = false;
  const target = opener?.isConnected ? opener : document.querySelector(`[data-messages-with][id="${opener?.id}"]`);
  (target ?? document.getElementById("main"))?.focus({ preventScroll: true });
  opener = null;
}

dialog?.addEventListener("close", closed);
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-messages-with]");
  const inside = dialog?.open ? event.target.closest("#messages a[data-contact]") : null;
  const contact = link?.dataset.messagesWith ?? inside?.dataset.contact;
  if (!contact || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link?.getAttribute("aria-disabled") !== "true") openMessages(contact);
});
document.addEventListener("messages:open", (event) => openMessages(event.detail));
document.addEventListener("thread:gone", () => dialog?.close());
addEventListener("popstate", () => {
  const contact = new URL(location.href).searchParams.get("messages");
  pushed = false;
  if (contact && !dialog?.open) openMessages(contact, { push: false });
  else if (!contact && dialog?.open) dialog.close();
});

const asked = new URL(location.href).searchParams.get("messages");
if (asked && dialog && !document.querySelector(".inbox")) openMessages(asked, { push: false });
