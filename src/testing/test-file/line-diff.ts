/** One line of a comparison: `-` was expected, `+` is there instead, a blank stands in both. */
export interface DiffLine {
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
}

/** Above so many pairs of lines the differing part is shown as a whole. */
const MAX_PAIRS = 4_000_000;

/** The shortest way from the expected lines to the actual ones. */
export function diffLines(expected: readonly string[], actual: readonly string[]): DiffLine[] {
  const head = commonHead(expected, actual);
  const tail = commonHead(expected.slice(head).reverse(), actual.slice(head).reverse());
  const left = expected.slice(head, expected.length - tail);
  const right = actual.slice(head, actual.length - tail);
  const middle = left.length * right.length > MAX_PAIRS ? replaced(left, right) : shortest(left, right);
  return [...same(expected.slice(0, head)), ...middle, ...same(expected.slice(expected.length - tail))];
}

function commonHead(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}

function same(lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ sign: ' ', text }));
}

function replaced(left: readonly string[], right: readonly string[]): DiffLine[] {
  return [
    ...left.map((text) => ({ sign: '-', text }) as const),
    ...right.map((text) => ({ sign: '+', text }) as const),
  ];
}

/** By the longest common subsequence. */
function shortest(left: readonly string[], right: readonly string[]): DiffLine[] {
  const width = right.length + 1;
  const common = new Uint32Array((left.length + 1) * width);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      common[row * width + column] =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length || column < right.length) {
    if (row < left.length && left[row] === right[column]) {
      lines.push({ sign: ' ', text: left[row++] as string });
      column++;
    } else if (column >= right.length || (row < left.length && at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ sign: '-', text: left[row++] as string });
    } else lines.push({ sign: '+', text: right[column++] as string });
  }
  return lines;
}
