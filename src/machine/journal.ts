// The journal: what the outside sent to a world, with the number of system calls so far and the time at which it fell. Together with the
// seed and the images it makes the same world again.

export type Input =
  | { kind: 'open'; terminal: number; rows: number; columns: number }
  /** Typed or pasted bytes, a character each (latin1). */
  | { kind: 'type'; terminal: number; bytes: string }
  | { kind: 'resize'; terminal: number; rows: number; columns: number }
  | { kind: 'close'; terminal: number };

export interface JournalEntry {
  calls: number;
  atMs: number;
  what: Input;
}

export interface SavedWorld {
  version: 1;
  setup: string;
  seed: number;
  journal: readonly JournalEntry[];
}

export const saveWorld = (world: SavedWorld): string => JSON.stringify(world);

/** Throws SyntaxError where the text is no journal of a version that is known. */
export function loadWorld(text: string): SavedWorld {
  const saved = JSON.parse(text) as SavedWorld;
  if (saved.version !== 1 || !Array.isArray(saved.journal)) throw new SyntaxError('not a journal of version 1');
  return saved;
}

const CHUNK = 8192;

/** Bytes as a character each. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

export const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(text, character => character.charCodeAt(0));
