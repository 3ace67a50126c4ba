// Spoken answers, kept in this browser's own database and nowhere else: one recording for each question of an interview.
// They stay until they are deleted, or grow old: every page with this script clears those.
(() => {
  const DATABASE = "recordings";
  const STORE = "spoken";
  const KEPT = 30 * 24 * 60 * 60 * 1000; // ms; the pages say 30 days

  const keyOf = (interview, position) => `${interview}-${position}`;
  // The digits of all positions lie between these two signs.
  const allOf = (interview) => IDBKeyRange.bound(`${interview}-0`, `${interview}-:`, false, true);

  function promised(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async function inStore(mode, act) {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await promised(opening);
    try {
      const transaction = database.transaction(STORE, mode);
      const result = promised(act(transaction.objectStore(STORE)));
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      return await result;
    } finally {
      database.close();
    }
  }

  /** Delete what is old. One from before days were noted has its day from now on. */
  function clearOld(store) {
    const request = store.openCursor();
    request.addEventListener("success", () => {
      const cursor = request.result;
      if (!cursor) return;
      const { at } = cursor.value;
      if (!at) cursor.update({ ...cursor.value, at: Date.now() });
      else if (Date.now() - at > KEPT) cursor.delete();
      cursor.continue();
    });
    return store.count();
  }

  // All of them reject where the browser keeps nothing, in a private window perhaps.
  window.recordings = {
    /** recording: {blob, seconds}. One kept earlier for the same question is replaced. */
    save: (interview, position, recording) =>
      inStore("readwrite", (store) => store.put({ ...recording, at: Date.now() }, keyOf(interview, position))),
    /** What was saved, or undefined. */
    load: (interview, position) => inStore("readonly", (store) => store.get(keyOf(interview, position))),
    remove: (interview, position) => inStore("readwrite", (store) => store.delete(keyOf(interview, position))),
    /** How many there are of an interview. */
    count: (interview) => inStore("readonly", (store) => store.count(allOf(interview))),
    removeAll: (interview) => inStore("readwrite", (store) => store.delete(allOf(interview))),
  };

  inStore("readwrite", clearOld).catch(() => {});
})();
