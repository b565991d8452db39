import { parseViewerSession, type ViewerSession } from './viewer-session.js';

const KEY = 'ironbridge.session';

/**
 * The session of this tab. It outlives a reload and not the tab, and no other origin reads it. `text` is the answer of
 * `/redeem`, kept as it came, so that there is one parser of it.
 */
export const storedSession = {
  read(): ViewerSession | null {
    const text = sessionStorage.getItem(KEY);
    return text === null ? null : parseViewerSession(text);
  },
  write(text: string): void {
    sessionStorage.setItem(KEY, text);
  },
  forget(): void {
    sessionStorage.removeItem(KEY);
  },
};
