/** Draws what has changed, once a frame at most, and only what is in view: hidden tabs cost nothing. */
const HIDDEN_MS = 250;
/** @type {Set<{root: HTMLElement, paint: () => void}>} */ const due = new Set();
let isPlanned = false;

function paintAll() {
  isPlanned = false;
  for (const mine of due) {
    if (!mine.root.offsetParent) continue;
    due.delete(mine);
    mine.paint();
  }
}

/** To be called when something has come into view. */
export function repaint() {
  if (isPlanned) return;
  isPlanned = true;
  // A page in the background has no frames; its tests and its title still want to be true.
  if (document.hidden) setTimeout(paintAll, HIDDEN_MS);
  else requestAnimationFrame(paintAll);
}

/** Plans a first painting and returns what plans the next. @param {HTMLElement} root @param {() => void} paint */
export function painter(root, paint) {
  const mine = { root, paint };
  const later = () => {
    due.add(mine);
    repaint();
  };
  later();
  return later;
}

/** Plans a painting every second besides, for what depends on the time. @param {() => void} later */
export const everySecond = (later) => setInterval(later, 1000);
