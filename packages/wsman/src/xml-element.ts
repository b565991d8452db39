/** An element of an XML answer. Names are local names: which prefix a BMC gives a namespace is its own affair. */
export class XmlElement {
  public readonly name: string;
  /** Its own text, references resolved, without white space around it. */
  public readonly text: string;
  public readonly attributes: ReadonlyMap<string, string>;
  public readonly children: readonly XmlElement[];

  public constructor(
    name: string,
    text: string,
    attributes: ReadonlyMap<string, string>,
    children: readonly XmlElement[],
  ) {
    this.name = name;
    this.text = text;
    this.attributes = attributes;
    this.children = children;
  }

  /** The first child of that name. */
  public child(name: string): XmlElement | undefined {
    return this.children.find((element) => element.name === name);
  }

  /** The text of the first child of that name; undefined where there is none, or it is `xsi:nil`. */
  public textOf(name: string): string | undefined {
    const element = this.child(name);
    return element === undefined || element.attributes.get('nil') === 'true' ? undefined : element.text;
  }

  /** The texts of all children of that name. */
  public textsOf(name: string): readonly string[] {
    return this.children.filter((element) => element.name === name).map(({ text }) => text);
  }

  /** All elements of that name below this one, in the order of the document. */
  public descendants(name: string): readonly XmlElement[] {
    return this.children.flatMap((element) => [
      ...(element.name === name ? [element] : []),
      ...element.descendants(name),
    ]);
  }
}
