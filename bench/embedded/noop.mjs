/** The job that does nothing. */
export function handler(event) {
  return event;
}
