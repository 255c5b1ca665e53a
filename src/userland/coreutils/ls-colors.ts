// The colours of ls: LS_COLORS over the built-in ones. As GNU coreutils 9.10.

import type { Kind } from '../../abi/types.ts';

const BUILT_IN: Readonly<Record<string, string>> = {
  rs: '0',
  di: '01;34',
  ln: '01;36',
  pi: '33',
  so: '01;35',
  bd: '01;33',
  cd: '01;33',
  ex: '01;32',
  su: '37;41',
  sg: '30;43',
  tw: '30;42',
  ow: '34;42',
  st: '37;44',
  do: '01;35',
};

export interface Coloured {
  name: string;
  kind: Kind;
  mode: number;
  nlink: number;
  /** A link to what is not there. */
  broken?: boolean;
  /** What a link points at, for ln=target. */
  target?: Coloured;
}

export class Colours {
  readonly #kinds = new Map<string, string>(Object.entries(BUILT_IN));
  readonly #extensions: { suffix: string; colour: string }[] = [];
  /** The first colour is preceded by a reset. */
  #used = false;

  constructor(text: string | undefined) {
    for (const part of (text ?? '').split(':')) {
      const equals = part.indexOf('=');
      if (equals < 0) continue;
      const key = part.slice(0, equals);
      const colour = part.slice(equals + 1);
      if (key.startsWith('*')) this.#extensions.push({ suffix: key.slice(1), colour });
      else this.#kinds.set(key, colour);
    }
  }

  #of(entry: Coloured): string | undefined {
    const kind = this.#kindOf(entry);
    if (kind === 'ln' && this.#kinds.get('ln') === 'target' && entry.target !== undefined) return this.#of(entry.target);
    if (kind === 'fi') {
      const found = this.#extensions.findLast(({ suffix }) => entry.name.toLowerCase().endsWith(suffix.toLowerCase()));
      if (found !== undefined) return found.colour;
    }
    return this.#kinds.get(kind);
  }

  #kindOf({ kind, mode, nlink, broken }: Coloured): string {
    const has = (name: string): boolean => /[1-9]/.test(this.#kinds.get(name) ?? '');
    if (kind === 'symlink') return broken === true && has('or') ? 'or' : 'ln';
    if (kind === 'directory') {
      if ((mode & 0o1002) === 0o1002 && has('tw')) return 'tw';
      if ((mode & 0o002) !== 0 && has('ow')) return 'ow';
      return (mode & 0o1000) !== 0 && has('st') ? 'st' : 'di';
    }
    if (kind !== 'file') return { fifo: 'pi', socket: 'so', block: 'bd', char: 'cd' }[kind];
    if ((mode & 0o4000) !== 0 && has('su')) return 'su';
    if ((mode & 0o2000) !== 0 && has('sg')) return 'sg';
    if ((mode & 0o111) !== 0 && has('ex')) return 'ex';
    return nlink > 1 && has('mh') ? 'mh' : 'fi';
  }

  /** The text in the entry's colour. */
  paint(text: string, entry: Coloured): string {
    const colour = this.#of(entry);
    if (colour === undefined || colour === '' || /^0*$/.test(colour)) return text;
    const lead = this.#used ? '' : '\x1b[0m';
    this.#used = true;
    return `${lead}\x1b[${colour}m${text}\x1b[0m`;
  }
}
