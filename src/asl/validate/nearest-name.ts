const MOST_EDITS = 2;

/** The one known name within two edits of `name`, letter case aside; undefined where there is none, or more than one. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length <= MOST_EDITS || name.length > 60) return undefined;
  const near = known.filter((candidate) => edits(name.toLowerCase(), candidate.toLowerCase()) <= MOST_EDITS);
  return near.length === 1 ? near[0] : undefined;
}

/** Levenshtein's distance. */
function edits(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(above, column - 1) + Number(from[row - 1] !== to[column - 1]);
      current.push(Math.min(replaced, at(above, column) + 1, at(current, column - 1) + 1));
    }
    above = current;
  }
  return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
