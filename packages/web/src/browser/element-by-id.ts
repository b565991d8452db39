/** The page and its script do not fit together. */
export class MissingElementError extends Error {
  public constructor(id: string) {
    super(`The page has no element #${id} of the expected type`);
    this.name = 'MissingElementError';
  }
}

/** The element of the page with this id and type. Throws {@link MissingElementError}. */
export function elementById<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new MissingElementError(id);
  return element;
}
