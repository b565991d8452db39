/** What the API says of a refusal, which Ironic wraps into JSON inside of JSON. */
export function faultOf(body: unknown): string {
  const { error_message: message } = body as { error_message: string };
  return (JSON.parse(message) as { faultstring: string }).faultstring;
}
