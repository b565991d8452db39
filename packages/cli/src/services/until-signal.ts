/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, for those who cannot wait. */
export async function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => {
          process.exit(130);
        });
        resolve(signal);
      });
    }
  });
}
