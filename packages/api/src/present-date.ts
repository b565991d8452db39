/** A time as Ironic writes it: ISO 8601 with a numeric offset, in UTC. */
export function presentDate(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}
