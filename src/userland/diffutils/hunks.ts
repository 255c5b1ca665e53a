// The differences of two lists of lines, as runs of what is taken away and added.

import { diffArrays } from 'diff';

/** Lines from `aFrom` up to `aTo` become those from `bFrom` up to `bTo`; counted from 0, ends not inside. */
export interface Change {
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

/** The changes between two lists, by a key of each line. */
export function changesOf(a: readonly string[], b: readonly string[], key: (line: string) => string): Change[] {
  const changes: Change[] = [];
  let x = 0;
  let y = 0;
  for (const part of diffArrays(a.map(key), b.map(key))) {
    const count = part.value.length;
    if (!part.added && !part.removed) {
      x += count;
      y += count;
      continue;
    }
    const last = changes.at(-1);
    const change: Change = last !== undefined && last.aTo === x && last.bTo === y ? last : { aFrom: x, aTo: x, bFrom: y, bTo: y };
    if (change !== last) changes.push(change);
    if (part.removed) x += count;
    else y += count;
    change.aTo = x;
    change.bTo = y;
  }
  return changes.map(change => slide(change, a.map(key), b.map(key)));
}

/** A pure addition or removal moves as far down as the lines around it allow, as GNU diff has it. */
function slide(change: Change, a: readonly string[], b: readonly string[]): Change {
  const moved = { ...change };
  if (moved.aFrom === moved.aTo) {
    while (moved.bTo < b.length && moved.aTo < a.length && b[moved.bFrom] === b[moved.bTo] && a[moved.aTo] === b[moved.bTo]) {
      moved.bFrom++;
      moved.bTo++;
      moved.aFrom++;
      moved.aTo++;
    }
  } else if (moved.bFrom === moved.bTo) {
    while (moved.aTo < a.length && moved.bTo < b.length && a[moved.aFrom] === a[moved.aTo] && b[moved.bTo] === a[moved.aTo]) {
      moved.aFrom++;
      moved.aTo++;
      moved.bFrom++;
      moved.bTo++;
    }
  }
  return moved;
}
