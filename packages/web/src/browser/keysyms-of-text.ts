const RETURN = 0xff0d;
const TAB = 0xff09;
/** Unicode code points above Latin-1 are keysyms from here on (X11 protocol, appendix A). */
const UNICODE_BASE = 0x01000000;

/** The X11 keysyms that type `text`; line ends become Return, other control characters are left out. */
export function keysymsOfText(text: string): number[] {
  return Array.from(text.replace(/\r\n?/g, '\n')).flatMap((character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    if (character === '\n') return [RETURN];
    if (character === '\t') return [TAB];
    if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) return [];
    return [codePoint <= 0xff ? codePoint : UNICODE_BASE + codePoint];
  });
}
