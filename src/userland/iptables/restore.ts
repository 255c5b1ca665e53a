// iptables-restore: reads tables as iptables-save writes them and puts each in place at once. As xtables-restore.c of iptables 1.8.13.

import type { Sys } from '../../abi/sys.ts';
import type { Family } from '../../xtables/extension.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { decode, print, readAll, STDIN, warn, wordsOf } from '../lib/io.ts';
import { FileNames, withNames } from '../lib/xtables/names.ts';
import { splitLine } from '../lib/xtables/split.ts';
import { CommandLine, OtherFamily } from './command-line.ts';
import { execute, noDropInNat, noSuchChain } from './execute.ts';
import { Pending } from './execute-how.ts';
import { Failure, plainFailure, type Speaker, usageFailure, VERSION } from './failure.ts';
import { builtIn, Ruleset, TABLES } from './ruleset.ts';

const LONG = {
  counters: '-c',
  verbose: '-v',
  version: '-V',
  test: '-t',
  help: '-h',
  noflush: '-n',
  modprobe: '-M',
  table: '-T',
  ipv4: '-4',
  ipv6: '-6',
  wait: '-w',
  'wait-interval': '-W',
} as const;

const usage = (name: string): string =>
  `Usage: ${name} [-c] [-v] [-V] [-t] [-h] [-n] [-T table] [-M command] [-4] [-6] [file]\n\t   [ --counters ]\n\t   [ --verbose ]\n\t   [ --version]\n\t   [ --test ]\n\t   [ --help ]\n\t   [ --noflush ]\n\t   [ --table=<TABLE> ]\n\t   [ --modprobe=<command> ]\n\t   [ --ipv4 ]\n\t   [ --ipv6 ]\n`;

interface RestoreHow {
  sys: Sys;
  name: string;
  family: Family;
  counters: boolean;
  verbose: boolean;
  test: boolean;
  noflush: boolean;
  onlyTable: string | undefined;
  names: FileNames;
}

/** Reads a file's tables one after the other. Throws Failure. */
class Restore {
  readonly #how: RestoreHow;
  readonly #ruleset: Ruleset;
  readonly #speaker: Speaker;
  #table: string | undefined;
  #pending = new Pending();
  #output: string[] = [];
  #warnings: string[] = [];

  constructor(how: RestoreHow) {
    this.#how = how;
    this.#speaker = { name: how.name, line: 0 };
    this.#ruleset = new Ruleset(how.sys, this.#speaker, how.family);
  }

  async run(text: string): Promise<void> {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) {
      this.#speaker.line = (this.#speaker.line ?? 0) + 1;
      await this.#line(line);
    }
    if (this.#table !== undefined) {
      await this.flush();
      throw new Failure(`${this.#how.name}: COMMIT expected at line ${(this.#speaker.line ?? 0) + 1}\n`, 1);
    }
  }

  async flush(): Promise<void> {
    const warnings = this.#warnings.splice(0).join('');
    if (warnings !== '') await warn(this.#how.sys, warnings);
    const output = this.#output.splice(0).join('');
    if (output !== '') await print(this.#how.sys, output);
  }

  async #line(line: string): Promise<void> {
    if (line === '') return;
    if (line.startsWith('#')) {
      if (this.#how.verbose) this.#output.push(`${line}\n`);
      return;
    }
    const inTable = this.#table !== undefined;
    if (line === 'COMMIT' && inTable) return this.#commit();
    if (line.startsWith('*') && !inTable) return this.#begin(line.slice(1).split(/[ \t]/)[0]!);
    if (line.startsWith(':') && inTable) return this.#chain(line.slice(1));
    if (inTable) return this.#command(line);
    throw new Failure(`${this.#how.name}: line ${this.#speaker.line} failed\n`, 1);
  }

  #skipped(): boolean {
    return this.#how.onlyTable !== undefined && this.#how.onlyTable !== this.#table;
  }

  async #commit(): Promise<void> {
    if (this.#pending.missing !== undefined) throw noSuchChain({ speaker: this.#speaker }, this.#pending.missing);
    if (!this.#skipped()) await this.#ruleset.commit(this.#how.test);
    this.#ruleset.forget();
    this.#table = undefined;
    await this.flush();
  }

  async #begin(name: string): Promise<void> {
    if (!Object.hasOwn(TABLES, name))
      throw usageFailure(this.#speaker, `${this.#how.name}: line ${this.#speaker.line} table name '${name}' invalid`);
    this.#table = name;
    this.#pending = new Pending();
    if (this.#skipped()) return;
    const { family } = this.#ruleset;
    this.#ruleset.ensure(name);
    if (this.#how.noflush) return;
    this.#pending.flushed = true;
    const { chains } = await this.#ruleset.get({ table: name, parts: ['chains'] });
    if (chains.length === 0) return;
    this.#ruleset.add({ command: { op: 'delrule', family, table: name }, name: 'TABLE_FLUSH', about: `table ${name}` });
    for (const chain of chains) {
      if (!builtIn(name, chain.name)) {
        this.#ruleset.add({
          command: { op: 'delchain', family, table: name, chain: chain.name },
          name: 'TABLE_FLUSH',
          about: `table ${name}`,
        });
      } else {
        this.#ruleset.add({
          command: { op: 'newchain', family, table: name, chain: chain.name, policy: 'accept', counters: { packets: 0, bytes: 0 } },
          name: 'CHAIN_RESTORE',
          about: `chain ${chain.name}`,
        });
      }
    }
  }

  async #chain(text: string): Promise<void> {
    const [chain, policy, counters] = text.split(/[ \t]+/);
    const table = this.#table!;
    const { line } = this.#speaker;
    if (chain === undefined || chain === '') throw usageFailure(this.#speaker, `${this.#how.name}: line ${line} chain name invalid`);
    if (this.#skipped()) return;
    if (chain.length > 28) throw usageFailure(this.#speaker, `chain name \`${chain}' too long (must be under 29 chars)`);
    if (policy === undefined) throw usageFailure(this.#speaker, `${this.#how.name}: line ${line} policy invalid`);
    const { family } = this.#ruleset;
    let values = { packets: 0, bytes: 0 };
    if (this.#how.counters && counters !== undefined) {
      const match = /^\[(\d+):(\d+)\]$/.exec(counters);
      if (!match) throw usageFailure(this.#speaker, `invalid policy counters for chain '${chain}'`);
      values = { packets: Number(match[1]), bytes: Number(match[2]) };
    }
    if (!builtIn(table, chain)) return this.#userChain(table, chain);
    if (policy !== '-' && policy !== 'ACCEPT' && policy !== 'DROP') throw plainFailure(this.#speaker, 'Bad policy name');
    if (table === 'nat' && policy === 'DROP') throw noDropInNat({ speaker: this.#speaker });
    this.#ruleset.ensure(table, chain);
    this.#ruleset.add({
      command: {
        op: 'newchain',
        family,
        table,
        chain,
        ...(policy !== '-' && { policy: policy === 'DROP' ? 'drop' : 'accept' }),
        counters: values,
      },
      name: 'CHAIN_RESTORE',
      about: `chain ${chain}`,
    });
  }

  async #userChain(table: string, chain: string): Promise<void> {
    const { family } = this.#ruleset;
    const there = !this.#pending.flushed && !this.#pending.gone.has(chain) && (await this.#ruleset.chain(table, chain)) !== undefined;
    if (there || this.#pending.made.has(chain)) {
      // A chain that is named again begins empty.
      this.#ruleset.add({ command: { op: 'delrule', family, table, chain }, name: 'RULE_FLUSH', about: `chain ${chain}` });
      this.#pending.lengths.set(chain, 0);
    } else this.#ruleset.add({ command: { op: 'newchain', family, table, chain }, name: 'CHAIN_USER_ADD', about: `chain ${chain}` });
    this.#pending.made.add(chain);
  }

  async #command(text: string): Promise<void> {
    if (this.#skipped()) return;
    let line = text;
    let counters: string[] = [];
    const given = /^\[(\d+):(\d+)\]\s*/.exec(line);
    if (given) {
      line = line.slice(given[0].length);
      if (this.#how.counters) counters = ['--set-counters', given[1]!, given[2]!];
    }
    const argv = [this.#how.name, ...counters, ...splitLine(line)];
    const names = this.#how.names;
    let parsed: ReturnType<CommandLine['parse']>;
    try {
      parsed = await withNames(names, () =>
        new CommandLine(argv, {
          family: this.#how.family,
          speaker: this.#speaker,
          names,
          warn: words => this.#warnings.push(words),
          restoreTable: this.#table!,
        }).parse(),
      );
    } catch (error) {
      if (error instanceof OtherFamily) return;
      throw error;
    }
    if (parsed.what !== 'command') return;
    await execute(this.#ruleset, parsed.command, {
      family: this.#how.family,
      speaker: this.#speaker,
      names,
      pending: this.#pending,
      print: words => this.#output.push(words),
    });
  }
}

/** The program, for a family. */
export async function restore(sys: Sys, argv: string[], family: Family, name: string): Promise<number> {
  let options: ReturnType<typeof getopt>;
  try {
    options = getopt(argv, 'bcvVthnwWM:T:46', LONG);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await warn(sys, `${name}: ${error.message}\nTry \`${name} -h' for more information.\n`);
    return 1;
  }
  const has = (option: string): boolean => options.given.some(one => one.option === option);
  if (has('-V')) {
    await print(sys, `${name} v${VERSION} (nf_tables)\n`);
    return 0;
  }
  if (has('-h')) {
    await warn(sys, usage(name));
    return 0;
  }
  if (options.operands.length > 1) {
    await warn(sys, 'Unknown arguments found on commandline\n');
    return 1;
  }
  let fd = STDIN;
  const [file] = options.operands;
  if (file !== undefined) {
    try {
      fd = await sys.open(file, { read: true });
    } catch (error) {
      await warn(sys, `Can't open ${file}: ${wordsOf(error)}\n`);
      return 1;
    }
  }
  const run = new Restore({
    sys,
    name,
    family,
    counters: has('-c'),
    verbose: has('-v'),
    test: has('-t'),
    noflush: has('-n'),
    onlyTable: options.given.find(one => one.option === '-T')?.value,
    names: new FileNames(sys),
  });
  try {
    await run.run(decode(await readAll(sys, fd)));
    await run.flush();
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await run.flush();
    await warn(sys, error.text);
    return error.status;
  }
}
