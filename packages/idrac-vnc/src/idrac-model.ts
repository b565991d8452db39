/**
 * The generation of servers that an iDRAC's model names, such as 13 of `13G Monolithic` (read as Ironic's drac/boot.py does).
 *
 * @returns undefined where it names none
 */
export function generationOf(model: string): number | undefined {
  const digits = /^(\d{2})G/.exec(model)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether it is an iDRAC7 or iDRAC8. */
export function isLegacyModel(model: string): boolean {
  const generation = generationOf(model);
  return generation === 12 || generation === 13;
}
