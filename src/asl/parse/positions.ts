import { parsePointer } from './pointer.ts';
import { scanJson } from './scan-json.ts';

/** A place in a text; both numbers count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `offset` counts UTF-16 units from 0. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

/** `line 3, column 14`: how a position is shown to people. */
export function formatPosition(position: Position): string {
  return `line ${position.line}, column ${position.column}`;
}

interface Wanted {
  readonly children: Map<string, Wanted>;
  pointer?: string;
}

/**
 * Finds the place of each pointer's member name or item in a JSON text, in one pass over the text.
 * A pointer that the document does not hold gets the place of its nearest ancestor.
 */
export function locatePointers(text: string, pointers: readonly string[]): Map<string, Position> {
  const offsets = findOffsets(text, buildTree(pointers));
  const sorted = [...offsets].sort((a, b) => a[1] - b[1]);
  const positions = new Map<string, Position>();
  let line = 1;
  let start = 0;
  for (const [pointer, offset] of sorted) {
    for (let end = text.indexOf('\n', start); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    positions.set(pointer, { line, column: offset - start + 1 });
  }
  return positions;
}

function buildTree(pointers: readonly string[]): Wanted {
  const root: Wanted = { children: new Map() };
  for (const pointer of pointers) {
    let node = root;
    for (const segment of parsePointer(pointer)) {
      let child = node.children.get(segment);
      if (child === undefined) {
        child = { children: new Map() };
        node.children.set(segment, child);
      }
      node = child;
    }
    node.pointer = pointer;
  }
  return root;
}

function findOffsets(text: string, root: Wanted): Map<string, number> {
  const offsets = new Map<string, number>();
  const rootOffset = text.search(/\S/);
  give(root, Math.max(rootOffset, 0));
  const open: (Wanted | undefined)[] = [root];
  scanJson(text, Number.POSITIVE_INFINITY, {
    enter(segment, offset) {
      const child = open.at(-1)?.children.get(String(segment));
      if (child !== undefined) give(child, offset);
      open.push(child);
    },
    leave() {
      open.pop();
    },
  });
  return offsets;

  function give(node: Wanted, offset: number): void {
    const pending = [node];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next.pointer !== undefined) offsets.set(next.pointer, offset);
      pending.push(...next.children.values());
    }
  }
}
