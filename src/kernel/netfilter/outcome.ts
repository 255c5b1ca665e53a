// What a rule tells the walk through a chain. As enum nft_verdicts.

import type { Chain } from './tables.ts';

/** What a rule that matched tells the walk. */
export type Outcome = { kind: 'continue' | 'accept' | 'drop' | 'return' | 'stolen' | 'queue' } | { kind: 'jump' | 'goto'; chain: Chain };

export const CONTINUE: Outcome = { kind: 'continue' };
export const ACCEPT: Outcome = { kind: 'accept' };
export const DROP: Outcome = { kind: 'drop' };
export const RETURN: Outcome = { kind: 'return' };
export const STOLEN: Outcome = { kind: 'stolen' };
export const QUEUE: Outcome = { kind: 'queue' };
