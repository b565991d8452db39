/** The browser's own way to make an element of HTML. */
function create(tag: string): HTMLElement {
  return document.createElementNS('http://www.w3.org/1999/xhtml', tag);
}

/** What a style element is to xterm.js: somewhere to put the text of a sheet. */
function createSheetElement(): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  // Not a style element: the browser would report even an empty one.
  const element = create('span');
  element.hidden = true;
  Object.defineProperty(element, 'textContent', {
    set: (css: string) => {
      sheet.replaceSync(css);
    },
  });
  return element;
}

/** A span whose `style` attribute, when set as a text, goes the way of scripts. */
function createSpan(): HTMLElement {
  const element = create('span');
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else HTMLElement.prototype.setAttribute.call(element, name, value);
  };
  return element;
}

const CREATORS: ReadonlyMap<string, () => HTMLElement> = new Map([
  ['style', createSheetElement],
  ['span', createSpan],
]);

/**
 * Lets xterm.js work under a policy without 'unsafe-inline'. xterm.js 6 writes style elements (its theme) and style attributes
 * (24-bit colours), which such a policy forbids; constructed sheets and the object model of styles are open to scripts under any
 * policy (CSP level 3, section 8.3). Its option `documentOverride` does not reach the rows and the scroll bar, so the document of
 * this page makes what it asks for. The sheets last as long as the page.
 */
export function useStrictStyles(): void {
  const createElement = (tag: string): HTMLElement => CREATORS.get(tag)?.() ?? create(tag);
  Object.defineProperty(document, 'createElement', { value: createElement });
}
