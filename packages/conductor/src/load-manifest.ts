import type { ConsoleInterfaceManifest } from '@ironbridge/base';

/** A module whose default export is a manifest; that of a CommonJS package, imported, has it one level deeper. */
export interface ManifestModule {
  readonly default: ConsoleInterfaceManifest | { readonly default: ConsoleInterfaceManifest };
}

/**
 * A manifest, or a function that imports the package that has one as its default export. An ECMAScript module that writes
 * `import idracVnc from '@ironbridge/idrac-vnc'` gets the CommonJS package's exports, which serve as well.
 */
export type InterfaceSource =
  ConsoleInterfaceManifest | { readonly default: ConsoleInterfaceManifest } | (() => Promise<ManifestModule>);

/** The manifest of a source; a package is imported only now, so interfaces that nobody enabled cost nothing. */
export async function loadManifest(source: InterfaceSource): Promise<ConsoleInterfaceManifest> {
  const exported = typeof source === 'function' ? (await source()).default : source;
  return 'default' in exported ? exported.default : exported;
}
