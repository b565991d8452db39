export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** The place in a lock file of what `name` means to the package at `from`: Node looks in each directory upwards. */
function placeOf(packages: LockedPackages, from: string, name: string): string | undefined {
  const above = from.split('/node_modules/').map((_, index, parts) => parts.slice(0, index + 1));
  const directories = ['', ...above.map((parts) => `${parts.join('/node_modules/')}/`)].reverse();
  return directories
    .map((directory) => `${directory}node_modules/${name}`)
    .find((place) => packages[place] !== undefined);
}

/** The places in a lock file of all that the packages at `roots` need in the end; links are followed. */
export function lockedClosure(packages: LockedPackages, roots: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const entry = packages[place];
    if (entry === undefined || found.has(place)) continue;
    if (entry.link === true) {
      waiting.push(entry.resolved ?? '');
      continue;
    }
    found.add(place);
    const needed = { ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies };
    for (const name of Object.keys(needed)) waiting.push(placeOf(packages, place, name) ?? '');
  }
  return found;
}
