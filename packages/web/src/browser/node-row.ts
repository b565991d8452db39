import { hasConsole, hasHistory, type NodeSummary } from './node-summary.js';

/** What this page is doing to a node at the moment, beyond what the API says. */
export type Activity = 'starting' | 'stopping';

export interface RowState {
  readonly node: NodeSummary;
  readonly activity: Activity | null;
  /** What the person's last click on this row came to, where it failed. */
  readonly problem: string | null;
}

export interface RowActions {
  onOpen(node: NodeSummary): void;
  onDisable(node: NodeSummary): void;
}

/** One row of the list. Everything that a server or a person named goes in as text. */
export class NodeRow {
  public readonly element = document.createElement('tr');
  readonly #name = document.createElement('strong');
  readonly #uuid = document.createElement('span');
  readonly #driver = cell('Hardware type', 'driver');
  readonly #interface = cell('Interface', 'interface');
  readonly #state = document.createElement('span');
  readonly #warnings = document.createElement('p');
  readonly #error = cell('Last error', 'last-error');
  readonly #open = button('Open console', 'open-console');
  readonly #history = document.createElement('a');
  readonly #disable = button('Disable', 'disable-console');
  #node: NodeSummary;

  public constructor(node: NodeSummary, actions: RowActions) {
    this.#node = node;
    this.element.dataset['testid'] = 'node';
    this.element.dataset['nodeUuid'] = node.uuid;
    const name = cell('Server', 'node-name');
    this.#uuid.className = 'faint uuid';
    this.#warnings.className = 'warning';
    this.#warnings.dataset['testid'] = 'console-warning';
    name.append(this.#name, this.#uuid, this.#warnings);
    const state = cell('Console', 'console-state');
    this.#state.className = 'state';
    state.append(this.#state);
    const buttons = document.createElement('td');
    buttons.className = 'actions';
    this.#open.className = 'primary';
    this.#disable.className = 'quiet';
    this.#open.addEventListener('click', () => {
      actions.onOpen(this.#node);
    });
    this.#disable.addEventListener('click', () => {
      actions.onDisable(this.#node);
    });
    // Text, which the browser shows by itself.
    this.#history.href = `ironbridge/v1/nodes/${encodeURIComponent(node.uuid)}/console-history`;
    this.#history.target = '_blank';
    this.#history.rel = 'noopener noreferrer';
    this.#history.className = 'button';
    this.#history.textContent = 'History';
    this.#history.dataset['testid'] = 'console-history';
    buttons.append(this.#open, this.#history, this.#disable);
    this.element.append(name, this.#driver, this.#interface, state, this.#error, buttons);
  }

  public show({ node, activity, problem }: RowState): void {
    this.#node = node;
    const shownName = node.name ?? node.uuid;
    this.element.dataset['nodeName'] = shownName;
    this.#name.textContent = shownName;
    this.#uuid.textContent = node.name === null ? '' : node.uuid;
    this.#driver.textContent = node.driver;
    this.#interface.textContent = node.consoleInterface ?? 'none';
    const state = activity ?? (node.isConsoleEnabled ? 'enabled' : 'off');
    this.#state.dataset['state'] = state;
    this.#state.textContent = activity === null ? state : `${activity}…`;
    this.#warnings.textContent = node.warnings.length === 0 ? '' : `Warning: ${node.warnings.join(' ')}`;
    this.#error.textContent = problem ?? node.lastError ?? '';
    this.#open.disabled = activity !== null || !hasConsole(node);
    this.#history.hidden = !hasHistory(node);
    this.#disable.disabled = activity !== null || !node.isConsoleEnabled;
    this.#open.ariaLabel = `Open console of ${shownName}`;
    this.#history.ariaLabel = `History of the console of ${shownName}`;
    this.#disable.ariaLabel = `Disable console of ${shownName}`;
  }
}

function cell(label: string, testId: string): HTMLTableCellElement {
  const element = document.createElement('td');
  element.dataset['label'] = label;
  element.dataset['testid'] = testId;
  return element;
}

function button(text: string, testId: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.dataset['testid'] = testId;
  return element;
}
