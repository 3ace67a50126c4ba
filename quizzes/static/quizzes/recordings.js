// Spoken answers, kept in this browser's own database and nowhere else: one recording for each question of an interview.
(() => {
  const DATABASE = "recordings";
  const STORE = "spoken";

  const keyOf = (interview, position) => `${interview}-${position}`;

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

  // All three reject where the browser keeps nothing, in a private window perhaps.
  window.recordings = {
    /** recording: {blob, seconds}. One kept earlier for the same question is replaced. */
    save: (interview, position, recording) =>
      inStore("readwrite", (store) => store.put(recording, keyOf(interview, position))),
    /** What was saved, or undefined. */
    load: (interview, position) => inStore("readonly", (store) => store.get(keyOf(interview, position))),
    remove: (interview, position) => inStore("readwrite", (store) => store.delete(keyOf(interview, position))),
  };
})();
