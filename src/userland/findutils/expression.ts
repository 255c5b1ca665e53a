// What find evaluates for each file. As GNU findutils 4.11.

import type { Sys } from '../../abi/sys.ts';
import type { Kind, Stat } from '../../abi/types.ts';

/** A file that find has come to. */
export interface Visit {
  path: string;
  /** The argument it was found below. */
  start: string;
  depth: number;
  kind: Kind;
  stat: Stat;
  name: string;
}

/** What the expression may ask of the walk. */
export interface Walk {
  sys: Sys;
  prune: boolean;
  quit: boolean;
  status: number;
  out: { write(text: string): void; flush(): Promise<void> };
  warn(words: string): Promise<void>;
}

export type Test = (visit: Visit, walk: Walk) => boolean | Promise<boolean>;

export type Expression =
  | { kind: 'test'; test: Test }
  | { kind: 'and' | 'or' | 'list'; left: Expression; right: Expression }
  | { kind: 'not'; of: Expression };

/** Whether a file satisfies the expression; runs its actions. */
export async function evaluate(expression: Expression, visit: Visit, walk: Walk): Promise<boolean> {
  if (expression.kind === 'test') {
    const value = expression.test(visit, walk);
    return typeof value === 'boolean' ? value : await value;
  }
  if (expression.kind === 'not') return !(await evaluate(expression.of, visit, walk));
  const left = await evaluate(expression.left, visit, walk);
  if (walk.quit) return left;
  if (expression.kind === 'and') return left && evaluate(expression.right, visit, walk);
  if (expression.kind === 'or') return left || evaluate(expression.right, visit, walk);
  return evaluate(expression.right, visit, walk);
}

export interface Globals {
  depthFirst: boolean;
  mostDepth: number;
  leastDepth: number;
  oneFilesystem: boolean;
  follow: 'never' | 'arguments' | 'always';
  dayStart: boolean;
  regexType: string;
}

/** Something that runs at the end: what -exec … + still holds. */
export interface Finisher {
  finish(walk: Walk): Promise<void>;
}
