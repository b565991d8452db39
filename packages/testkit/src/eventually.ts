const POLL_MS = 5;

/** Repeats `assertion` until it passes; fails as it failed last once `timeoutMs` have gone by. */
export async function eventually<T>(assertion: () => T | Promise<T>, timeoutMs = 8000): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= endMs) throw error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MS);
    });
  }
}
