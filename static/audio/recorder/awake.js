// Keeps the screen awake while somebody speaks, where the browser can.
let wanted = false;
let lock = null;

export async function stayAwake(isWanted) {
  wanted = isWanted;
  if (!wanted) {
    await lock?.release();
    lock = null;
  } else if (document.visibilityState === "visible" && (!lock || lock.released)) {
    lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null; // a low battery forbids it
  }
}

document.addEventListener("visibilitychange", () => wanted && stayAwake(true));
