/** A window that was opened at the click, before anything is known of what it will show. */
export interface ConsoleWindow {
  readonly isOpen: boolean;
  navigate(url: string): void;
  close(): void;
}

/**
 * Opens an empty window. It has to happen in the click itself, or the browser blocks it; and `noopener` would give no
 * window to navigate later, so the way back is cut by hand while the window is still ours. Null where it was blocked.
 */
export function openConsoleWindow(nodeName: string): ConsoleWindow | null {
  const opened = window.open('', '_blank');
  if (opened === null) return null;
  opened.opener = null;
  opened.document.title = nodeName;
  opened.document.body.textContent = `Opening the console of ${nodeName}…`;
  return {
    get isOpen() {
      return !opened.closed;
    },
    navigate(url) {
      opened.location.replace(url);
    },
    close() {
      opened.close();
    },
  };
}
