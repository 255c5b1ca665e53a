// The journal: what the outside sent to a world, with the world's position and the time at which it fell. Together with the
// seed, the time at which the world began and the images it makes the same world again.

import type { Boot } from '../port/machine.ts';

export type Input =
  | { kind: 'open'; terminal: number; rows: number; columns: number }
  /** Typed or pasted bytes, a character each (latin1). */
  | { kind: 'type'; terminal: number; bytes: string }
  | { kind: 'resize'; terminal: number; rows: number; columns: number }
  | { kind: 'close'; terminal: number }
  /** The window can't keep up with the output, or can again. */
  | { kind: 'hold'; terminal: number }
  | { kind: 'release'; terminal: number }
  /** The host's services are started: they are there now. */
  | { kind: 'services' }
  /** Nothing but the time: a world that computes catches up with the wall's clock, or is looked at. */
  | { kind: 'time' };

export interface JournalEntry {
  /** As the scheduler counts: a half is between two turns of threads. */
  position: number;
  atMs: number;
  what: Input;
}

export interface SavedWorld {
  version: 1;
  setup: Boot;
  seed: number;
  /** The time of day when the world began, in milliseconds since 1970. */
  realtimeMs: number;
  journal: readonly JournalEntry[];
}

export const saveWorld = (world: SavedWorld): string => JSON.stringify(world);

/** Throws SyntaxError where the text is no journal of a version that is known. */
export function loadWorld(text: string): SavedWorld {
  const saved = JSON.parse(text) as SavedWorld;
  if (saved?.version !== 1 || !Array.isArray(saved.journal) || !Number.isFinite(saved.seed) || !Number.isFinite(saved.realtimeMs)) {
    throw new SyntaxError('not a journal of version 1');
  }
  return saved;
}

const CHUNK = 8192;

/** Bytes as a character each. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
