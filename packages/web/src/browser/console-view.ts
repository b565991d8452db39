import type { ConsoleLink, ConsoleLinkEvents, ViewerState } from './reconnector.js';
import type { ViewerSession } from './viewer-session.js';

/** What is particular to one type of console on the page. There is one view of each type, for the life of the page. */
export interface ConsoleView {
  /** A session takes the place of whatever was before. */
  begin(session: ViewerSession): void;
  /** Connects once; the view shows what comes. */
  openLink(events: ConsoleLinkEvents): ConsoleLink;
  /** Follows the state of the connection, which the page itself shows. */
  setState(state: ViewerState['name']): void;
  /** Gives the console the keys. */
  focus(): void;
}
