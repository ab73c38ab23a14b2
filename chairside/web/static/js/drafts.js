// Drafts: what is written and not sent yet is kept on the server, by whoever wrote it and for each conversation.
import { ask, newId, thread } from "./page.js";

const DRAFT_PAUSE = 500; // milliseconds after the first key that is not kept yet: who types on and on is kept, too
const DRAFT_WAIT = 1000; // milliseconds
const pageId = newId();
let nth = 0;
let draftTimer = null;
let draftOf = null;
let keeping = null;

/** Keep what stands in this box as the draft of the open conversation, in a moment. */
export function keepDraftSoon(area) {
  draftOf = { address: thread().dataset.draft, area };
  draftTimer ??= setTimeout(keepDraft, DRAFT_PAUSE);
}

/** It is sent, or kept elsewhere. */
export function forgetDraft() {
  clearTimeout(draftTimer);
  draftTimer = null;
  draftOf = null;
}

/** Keep the draft on the server now; it survives the page, the browser and the machine. */
export function keepDraft() {
  const draft = draftOf;
  forgetDraft();
  if (!draft) return;
  // the box may have left the page meanwhile; what was written in it is the draft all the same
  keeping = putDraft(draft.address, draft.area.value).catch(() => {
    draftOf ??= draft;
  });
}

/** Wait for the draft that is on its way, but not for long: what is sent must not be overtaken by its own draft. */
export const draftKept = () => Promise.race([keeping, new Promise((resolve) => setTimeout(resolve, DRAFT_WAIT))]);

/** Keep a draft of any conversation; with `before: "yes"` above what is kept there. */
export function putDraft(address, body, more = {}) {
  nth += 1; // two may overtake each other on their way: the server keeps the later one
  return ask(address, {
    method: "PUT",
    body: new URLSearchParams({ body, page: pageId, nth, ...more }),
    keepalive: true,
  });
}

document.body.addEventListener("htmx:beforeSwap", keepDraft);
document.addEventListener("thread:foot-leaves", keepDraft);
addEventListener("pagehide", keepDraft);
addEventListener("online", keepDraft);
