import { openConsoleWindow } from './console-window.js';
import { elementById } from './element-by-id.js';
import { ironicApi } from './ironic-api.js';
import { NodeRow, type Activity } from './node-row.js';
import type { NodeSummary } from './node-summary.js';
import { openConsole } from './open-console.js';
import { problemText } from './problem.js';

const POLL_MS = 2_000;

const rowsElement = elementById('nodes', HTMLTableSectionElement);
const filter = elementById('filter', HTMLInputElement);
const summary = elementById('summary', HTMLElement);
const alertElement = elementById('alert', HTMLElement);

const rows = new Map<string, NodeRow>();
const activities = new Map<string, Activity>();
const problems = new Map<string, string>();
let nodes: readonly NodeSummary[] = [];
let polling: ReturnType<typeof setTimeout> | undefined;
let isRefreshing = false;

const nameOf = (node: NodeSummary): string => node.name ?? node.uuid;

function render(): void {
  const present = new Set(nodes.map(({ uuid }) => uuid));
  for (const [uuid, row] of rows) {
    if (present.has(uuid)) continue;
    row.element.remove();
    rows.delete(uuid);
    problems.delete(uuid);
  }
  const wanted = filter.value.trim().toLowerCase();
  for (const node of nodes) {
    const row = rows.get(node.uuid) ?? addRow(node);
    row.show({
      node,
      activity: activities.get(node.uuid) ?? null,
      problem: problems.get(node.uuid) ?? null,
    });
    row.element.hidden = !`${nameOf(node)} ${node.uuid} ${node.driver}`.toLowerCase().includes(wanted);
  }
  const enabled = nodes.filter(({ isConsoleEnabled }) => isConsoleEnabled).length;
  summary.textContent =
    nodes.length === 0
      ? 'No servers are enrolled.'
      : `${String(nodes.length)} ${nodes.length === 1 ? 'server' : 'servers'}, ${String(enabled)} with an enabled console`;
}

function addRow(node: NodeSummary): NodeRow {
  const row = new NodeRow(node, {
    onOpen: (clicked) => {
      void open(clicked);
    },
    onDisable: (clicked) => {
      void disable(clicked);
    },
  });
  rows.set(node.uuid, row);
  rowsElement.append(row.element);
  return row;
}

async function open(node: NodeSummary): Promise<void> {
  const consoleWindow = openConsoleWindow(nameOf(node));
  if (consoleWindow === null) {
    setProblem(node, 'The browser blocked the window: allow pop-ups for this page.');
    return;
  }
  await during(node, 'starting', async () => {
    const opened = await openConsole(ironicApi, node.uuid, { isWanted: () => consoleWindow.isOpen });
    if (opened.ok) {
      consoleWindow.navigate(opened.value);
      return null;
    }
    consoleWindow.close();
    return problemText(opened.problem);
  });
}

async function disable(node: NodeSummary): Promise<void> {
  await during(node, 'stopping', async () => {
    const asked = await ironicApi.setConsole(node.uuid, false);
    return asked.ok ? null : problemText(asked.problem);
  });
}

/** Shows what is being done to a node while it is done, and the problem it came to. */
async function during(
  node: NodeSummary,
  activity: Activity,
  act: () => Promise<string | null>,
): Promise<void> {
  activities.set(node.uuid, activity);
  setProblem(node, null);
  const problem = await act();
  activities.delete(node.uuid);
  setProblem(node, problem);
  await refresh();
}

function setProblem(node: NodeSummary, problem: string | null): void {
  if (problem === null) problems.delete(node.uuid);
  else problems.set(node.uuid, problem);
  render();
}

async function refresh(): Promise<void> {
  if (isRefreshing) return;
  isRefreshing = true;
  const listed = await ironicApi.nodes();
  isRefreshing = false;
  alertElement.hidden = listed.ok;
  if (listed.ok) {
    nodes = listed.value;
    render();
  } else {
    alertElement.textContent = problemText(listed.problem);
  }
}

/** Looks every two seconds, and not at all while nobody looks at the page. */
async function poll(): Promise<void> {
  if (document.visibilityState !== 'visible') return;
  await refresh();
  clearTimeout(polling);
  polling = setTimeout(() => {
    void poll();
  }, POLL_MS);
}

filter.addEventListener('input', render);
document.addEventListener('visibilitychange', () => {
  void poll();
});
void poll();
