import { IronbridgeError } from '@ironbridge/common';

/** The pages were never built, or a file of them is gone. */
export class PageNotBuiltError extends IronbridgeError {
  public readonly code = 'ERR_PAGE_NOT_BUILT';
  public readonly kind = 'internal';
  /** The file that could not be read. */
  public readonly file: string;

  public constructor(file: string, options?: ErrorOptions) {
    super(`${file} cannot be read: build the pages with \`npm run build\``, options);
    this.file = file;
  }
}
