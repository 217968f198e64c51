/** The numbers that "3" or "1-3" stands for; undefined where the text is neither. */
export function rangeOf(text: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return first <= last ? { first, last } : undefined;
}
