// Keeps on this device what was recorded, until the server has all of it: IndexedDB, written through to the disk.
const NAME = "memoire-recorder";
const STORES = ["recordings", "pieces"];
const PATIENCE_MS = 10_000; // some browsers' stores answer never; nobody's voice waits for that
let opened = null;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("recordings", { keyPath: "id" });
      request.result.createObjectStore("pieces", { keyPath: ["recording", "number"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function once(mode, act) {
  opened ??= open();
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORES, mode, { durability: "strict" });
    const request = act(...STORES.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? request.error);
  });
}

// A second time, because Safari closes a store under a page that has slept.
async function twice(mode, act) {
  try {
    return await once(mode, act);
  } catch {
    opened = null;
    return once(mode, act);
  }
}

function transact(mode, act) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("The store does not answer.")), PATIENCE_MS));
  return Promise.race([twice(mode, act), late]);
}

function piecesOf(id) {
  return IDBKeyRange.bound([id], [id, []]);
}

export function recordings() {
  return transact("readonly", (all) => all.getAll());
}

// The facts and a piece together or not at all.
export function keep(facts, piece) {
  return transact("readwrite", (all, pieces) => {
    const request = all.put(facts);
    return piece ? pieces.put(piece) : request;
  });
}

export async function bytesOf(id, number) {
  const piece = await transact("readonly", (_, pieces) => pieces.get([id, number]));
  return piece.bytes;
}

// Every piece without its bytes, in order.
export async function outline(id) {
  const found = [];
  await transact("readonly", (_, pieces) => {
    const request = pieces.openCursor(piecesOf(id));
    request.addEventListener("success", () => {
      if (!request.result) return;
      const { bytes, ...piece } = request.result.value;
      found.push(piece);
      request.result.continue();
    });
    return request;
  });
  return found;
}

export function forget(id) {
  return transact("readwrite", (all, pieces) => {
    all.delete(id);
    return pieces.delete(piecesOf(id));
  });
}

export function forgetPieces(id, numbers) {
  return transact("readwrite", (_, pieces) => numbers.map((number) => pieces.delete([id, number])).at(-1));
}

// The browser may otherwise clear what it keeps when the disk is nearly full.
export async function askToKeep() {
  return (await navigator.storage?.persist?.()) ?? false;
}
