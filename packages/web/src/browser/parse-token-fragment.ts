/** The token in a fragment such as `#token=…`, or null where there is none. */
export function parseTokenFragment(fragment: string): string | null {
  const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  return token === null || token === '' ? null : token;
}
