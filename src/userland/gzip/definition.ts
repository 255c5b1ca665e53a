// What gzip, gunzip and zcat have in common. As GNU gzip 1.14.

import type { Program } from '../../abi/program.ts';
import { command } from '../lib/command.ts';
import { Gzip } from './gzip-core.ts';

/** gzip by one of its names. */
export const gzipProgram = (name: 'gzip' | 'gunzip' | 'zcat'): Program =>
  command({
    name,
    summary: name === 'gzip' ? 'compress or uncompress FILEs (by default, compress FILES in-place)' : 'uncompress FILEs',
    usage: '[OPTION]... [FILE]...',
    help: `  -c, --stdout      write on standard output, keep original files unchanged
  -d, --decompress  decompress
  -f, --force       force overwrite of output file and compress links
  -k, --keep        keep (don't delete) input files
  -l, --list        list compressed file contents
  -n, --no-name     do not save or restore the original name and timestamp
  -q, --quiet       suppress all warnings
  -r, --recursive   operate recursively on directories
  -S, --suffix=SUF  use suffix SUF on compressed files
  -t, --test        test compressed file integrity
  -v, --verbose     verbose mode
  -1, --fast        compress faster
  -9, --best        compress better`,
    short: 'ab:cdfhH?klLmMnNqrS:tvVZ123456789',
    long: {
      ascii: '-a',
      'to-stdout': '-c',
      stdout: '-c',
      decompress: '-d',
      uncompress: '-d',
      force: '-f',
      keep: '-k',
      list: '-l',
      'no-name': '-n',
      name: '-N',
      quiet: '-q',
      silent: '-q',
      recursive: '-r',
      suffix: '-S',
      test: '-t',
      verbose: '-v',
      fast: 'none',
      best: 'none',
      rsyncable: 'none',
      synchronous: 'none',
    },
    version: '',
    tryText: called => `Try \`${called} --help' for more information.\n`,
    run: async tool =>
      new Gzip(tool, { decompress: name !== 'gzip' || tool.has('-d', '-l', '-t'), toStdout: name === 'zcat' || tool.has('-c') }).run(
        tool.operands,
      ),
  });
