/** What an attribute can hold, as JSON; null only for a password that is not set, or not shown. */
export type AttributeValue = string | number | null;

/** Attributes by full name, `Group.Index.Name`. */
export type AttributeValues = Readonly<Record<string, AttributeValue>>;

interface AttributeFacts {
  /** `Group.Index.Name` */
  readonly name: string;
  readonly isReadOnly?: true;
}

export interface EnumerationAttribute extends AttributeFacts {
  readonly type: 'Enumeration';
  /** Compared with case. */
  readonly values: readonly string[];
  readonly initial: string;
}

export interface IntegerAttribute extends AttributeFacts {
  readonly type: 'Integer';
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly initial: number;
}

export interface TextAttribute extends AttributeFacts {
  /** A password is never shown: it reads as null. */
  readonly type: 'String' | 'Password';
  /** Characters. */
  readonly maxLength: number;
  readonly initial: string | null;
}

/** One row of an attribute registry. */
export type AttributeDefinition = EnumerationAttribute | IntegerAttribute | TextAttribute;
