// -m osf: the operating system that a SYN looks like. As xt_osf.c and libxt_osf.c; without fingerprints loaded, nothing is recognized.

import { defineMatch } from '../extension.ts';
import { join } from '../ports.ts';
import { not } from '../values.ts';

interface Info {
  genre: string;
  ttl?: number;
  log?: number;
  inverted: boolean;
}

export default defineMatch<Info>({
  name: 'osf',
  family: 'ipv4',
  protocols: [6],
  hooks: ['PREROUTING', 'INPUT', 'FORWARD'],
  options: {
    '--genre': { type: 'string', max: 31, mandatory: true, invertible: true },
    '--ttl': { type: 'u32', max: 2 },
    '--log': { type: 'u32', max: 2 },
  },
  parse(given) {
    const genre = given.find(one => one.option === '--genre')!;
    const ttl = given.find(one => one.option === '--ttl');
    const log = given.find(one => one.option === '--log');
    return { genre: genre.text, ...(ttl && { ttl: ttl.number }), ...(log && { log: log.number }), inverted: genre.inverted };
  },
  save: ({ genre, ttl, log, inverted }) =>
    join(`${not(inverted)}--genre ${genre}`, ttl !== undefined && `--ttl ${ttl}`, log !== undefined && `--log ${log}`),
  list: ({ genre, inverted }) => `OS fingerprint match ${not(inverted)}${genre}`,
  matches: ({ genre, inverted }) => (genre === 'unknown') !== inverted,
});
