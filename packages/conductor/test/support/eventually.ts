const POLL_MS = 5;

/** Repeats `assertion` until it passes; fails as it failed last after `timeoutMs`. */
export async function eventually(assertion: () => void | Promise<void>, timeoutMs = 8000): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (performance.now() >= endMs) throw error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MS);
    });
  }
}
