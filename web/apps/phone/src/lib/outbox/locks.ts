/** Runs `work` while no other tab runs work under that name. Browsers without Web Locks run it at once. */
export function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks ? (locks.request(name, work) as Promise<T>) : work();
}

const running = new Set<string>();

/** Runs `work` unless somebody does so already, here or in another tab; then the answer is null. */
export async function ifFree<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  const locks = globalThis.navigator?.locks;
  if (locks) {
    return (await locks.request(name, { ifAvailable: true }, async (lock) =>
      lock ? await work() : null,
    )) as T | null;
  }
  if (running.has(name)) return null;
  running.add(name);
  try {
    return await work();
  } finally {
    running.delete(name);
  }
}
