const KEY = 'ironbridge.font-size';

/** The size of the terminal's letters in pixels, as this browser was last told. */
export const storedFontSize = {
  read(): number | null {
    const size = Number(localStorage.getItem(KEY) ?? Number.NaN);
    return Number.isInteger(size) ? size : null;
  },
  write(size: number): void {
    localStorage.setItem(KEY, String(size));
  },
};
