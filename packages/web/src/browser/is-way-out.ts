/** Ctrl+Alt+Shift+B leaves a console that takes every other key, Tab too (WCAG 2.1.2). */
export function isWayOut(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.altKey && event.shiftKey && event.code === 'KeyB';
}
