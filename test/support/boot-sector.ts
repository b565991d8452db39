const SECTOR_BYTES = 512;

/** What the BIOS looks for at the end of a sector that it may start. */
const SIGNATURE = [0x55, 0xaa];

/**
 * 16-bit code, which the BIOS loads at 0000:7C00. It fills the screen with one colour, over which a white bar moves from
 * left to right; a key changes the colour to that of the low four bits of its ASCII code.
 */
const CODE = [
  [0xfa], // cli
  [0x31, 0xc0], // xor ax, ax
  [0x8e, 0xd0], // mov ss, ax
  [0xbc, 0x00, 0x7c], // mov sp, 7C00h
  [0xfb], // sti
  [0xfc], // cld
  [0xb8, 0x13, 0x00], // mov ax, 0013h ; VGA mode 13h: 320x200, a byte for each pixel
  [0xcd, 0x10], // int 10h
  [0xb8, 0x00, 0xa0], // mov ax, A000h
  [0x8e, 0xc0], // mov es, ax ; ES:DI goes over the screen
  [0x31, 0xed], // xor bp, bp ; BP: left edge of the bar
  [0xb3, 0x01], // mov bl, 1 ; BL: colour, blue at first
  [0xb4, 0x01], // frame: mov ah, 1 ; is there a key?
  [0xcd, 0x16], // int 16h
  [0x74, 0x08], // jz draw
  [0xb4, 0x00], // mov ah, 0 ; take it: AL is its ASCII code
  [0xcd, 0x16], // int 16h
  [0x24, 0x0f], // and al, 0Fh
  [0x88, 0xc3], // mov bl, al
  [0x31, 0xff], // draw: xor di, di
  [0x88, 0xd8], // mov al, bl
  [0xb9, 0x00, 0xfa], // mov cx, 64000
  [0xf3, 0xaa], // rep stosb
  [0x89, 0xef], // mov di, bp
  [0xb0, 0x0f], // mov al, 15 ; white
  [0xba, 0xc8, 0x00], // mov dx, 200
  [0xb9, 0x10, 0x00], // row: mov cx, 16
  [0xf3, 0xaa], // rep stosb
  [0x81, 0xc7, 0x30, 0x01], // add di, 304
  [0x4a], // dec dx
  [0x75, 0xf4], // jnz row
  [0x83, 0xc5, 0x04], // add bp, 4
  [0x81, 0xfd, 0x30, 0x01], // cmp bp, 304
  [0x72, 0x02], // jb wait
  [0x31, 0xed], // xor bp, bp
  [0xf4], // wait: hlt ; until the timer ticks, 18 times a second
  [0xeb, 0xc8], // jmp frame
];

/** The colour that the screen has before any key. */
export const FIRST_COLOUR = '#0000a8';

/** Keys, and the colour of the VGA's first palette that each fills the screen with. */
export const KEY_COLOURS = [
  { key: 'b', colour: '#00a800' },
  { key: 'd', colour: '#a80000' },
] as const;

/** A disk from which a PC starts. */
export function bootSector(): Buffer {
  const sector = Buffer.alloc(SECTOR_BYTES);
  sector.set(CODE.flat());
  sector.set(SIGNATURE, SECTOR_BYTES - SIGNATURE.length);
  return sector;
}
