// A jq filter as data.

import type { Json } from './json.ts';

export type Pattern =
  | { kind: 'variable'; name: string }
  | { kind: 'array'; items: Pattern[] }
  | { kind: 'object'; entries: { key: Filter; variable: string | undefined; pattern: Pattern | undefined }[] };

export interface Definition {
  name: string;
  /** Names; "$x" is a value, others are filters. */
  parameters: string[];
  body: Filter;
}

export type Filter =
  | { kind: 'identity' }
  | { kind: 'recurse' }
  | { kind: 'literal'; value: Json }
  | { kind: 'text'; format: string | undefined; parts: (string | Filter)[] }
  | { kind: 'format'; name: string }
  | { kind: 'index'; of: Filter; key: Filter }
  | { kind: 'slice'; of: Filter; from: Filter | undefined; to: Filter | undefined }
  | { kind: 'iterate'; of: Filter }
  | { kind: 'try'; body: Filter; handler: Filter | undefined }
  | { kind: 'array'; of: Filter | undefined }
  | { kind: 'object'; entries: { key: Filter; value: Filter }[] }
  | { kind: 'negate'; of: Filter }
  | { kind: 'pipe' | 'comma' | 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'alternative'; left: Filter; right: Filter }
  | { kind: 'binary'; operator: string; left: Filter; right: Filter }
  | { kind: 'assign'; operator: string; left: Filter; right: Filter }
  | { kind: 'if'; condition: Filter; yes: Filter; no: Filter | undefined }
  | { kind: 'reduce'; source: Filter; patterns: Pattern[]; start: Filter; update: Filter }
  | { kind: 'foreach'; source: Filter; patterns: Pattern[]; start: Filter; update: Filter; extract: Filter | undefined }
  | { kind: 'bind'; source: Filter; patterns: Pattern[]; body: Filter }
  | { kind: 'define'; definition: Definition; body: Filter }
  | { kind: 'call'; name: string; args: Filter[]; at: number }
  | { kind: 'variable'; name: string; at: number }
  | { kind: 'label'; name: string; body: Filter }
  | { kind: 'break'; name: string; at: number };
