const TIMEOUT_MS = 5_000;

/**
 * True where the proxy answers that it takes viewers. A browser tells a page nothing of an upgrade that was refused;
 * with this, a proxy that is away can be told from one that said no.
 */
export async function isProxyReady(): Promise<boolean> {
  try {
    const response = await fetch(new URL('readyz', document.baseURI), {
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}
