/* global document, Element, MutationObserver, requestAnimationFrame, setTimeout -- runs in the page */

/** Starts on the mouse button's release within `trigger`, stops at a row with a new media_id. */
globalThis.xMediaArm = (trigger) => {
  const idsOf = (text) => text.match(/\d{19}/g) ?? [];
  const rows = () =>
    Array.from(
      document.querySelectorAll('.pane:has(.pane-header[aria-label^="Uploads"]) .monaco-list-row'),
      (row) => row.textContent,
    );
  // The rows of a hidden view are not in the page: what was seen before is remembered.
  const known = (globalThis.xMediaKnown ??= new Set());
  const remember = () =>
    rows()
      .flatMap(idsOf)
      .forEach((id) => known.add(id));
  remember();
  const isNew = (text) => idsOf(text).some((id) => !known.has(id));
  let clicked;
  const onMouse = (event) => {
    // The last one counts: a menu does not hear a click in its first moments.
    if (event.target instanceof Element && event.target.closest(trigger)) clicked = event.timeStamp;
  };
  document.addEventListener('mouseup', onMouse, { capture: true });
  globalThis.xMediaLap = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no row with a new media_id within 20 s')), 20_000);
    let rowAt;
    let found = false;
    const observer = new MutationObserver(() => {
      if (clicked === undefined || found) return;
      const texts = rows();
      if (texts.some((text) => idsOf(text).length === 0 || isNew(text))) {
        // A new row's text comes in the frame that this change belongs to.
        requestAnimationFrame((now) => (rowAt ??= now - clicked));
      }
      if (!texts.some(isNew)) return;
      found = true;
      observer.disconnect();
      document.removeEventListener('mouseup', onMouse, { capture: true });
      requestAnimationFrame((now) => {
        remember();
        resolve({ row: rowAt ?? now - clicked, id: now - clicked });
      });
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
};
