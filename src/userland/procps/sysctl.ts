// sysctl: reads and sets kernel parameters under /proc/sys. procps-ng 4.0.6.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { folderEntries } from '../lib/folder.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, readText, warn, writeFile } from '../lib/io.ts';
import { Stdout } from '../lib/stdout.ts';

const USAGE = `
Usage:
 sysctl [options] [variable[=value] ...]

Options:
  -a, --all            display all variables
  -A                   alias of -a
  -X                   alias of -a
      --deprecated     include deprecated parameters to listing
      --dry-run        Print the key and values but do not write
  -b, --binary         print value without new line
  -e, --ignore         ignore unknown variables errors
  -N, --names          print variable names without values
  -n, --values         print only values of the given variable(s)
  -p, --load[=<file>]  read values from file
  -f                   alias of -p
      --system         read values from all system directories
  -r, --pattern <expression>
                       select setting that match expression
  -q, --quiet          do not echo variable set
  -w, --write          enable writing a value to variable
  -o                   does nothing
  -x                   does nothing
  -d                   alias of -h

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see sysctl(8).
`;

const ROOT = '/proc/sys';
const LONG = {
  all: '-a',
  deprecated: 'none',
  'dry-run': 'none',
  binary: '-b',
  ignore: '-e',
  names: '-N',
  values: '-n',
  load: 'optional',
  system: 'none',
  pattern: '-r',
  quiet: '-q',
  write: '-w',
  help: '-h',
  version: '-V',
} as const;
const SYSTEM_FOLDERS = ['/run/sysctl.d', '/etc/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d'];

export default program({
  name: 'sysctl',
  summary: 'configure kernel parameters at runtime',

  async main(sys, argv) {
    let options: ReturnType<typeof getopt>;
    try {
      options = getopt(argv, 'bneNwfp::qoxaAXr:Vdh', LONG);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `sysctl: ${error.message}\n${USAGE}`);
      return 1;
    }
    const has = (...names: string[]): boolean => options.given.some(({ option }) => names.includes(option));
    if (has('-V')) return print(sys, 'sysctl from procps-ng 4.0.6\n');
    if (has('-h', '-d')) return print(sys, USAGE);
    const run = new Run(sys, has);
    const pattern = options.given.find(({ option }) => option === '-r')?.value;
    if (pattern !== undefined) run.pattern = new RegExp(pattern);
    if (has('-a', '-A', '-X')) await run.showAll(ROOT);
    else if (has('--system')) await run.loadSystem();
    else if (has('-p', '-f', '--load')) {
      const file = options.given.find(({ option }) => option === '-p' || option === '--load')?.value;
      const files = [...(file === undefined ? [] : [file]), ...options.operands];
      for (const each of files.length > 0 ? files : ['/etc/sysctl.conf']) await run.loadFile(each);
    } else {
      if (options.operands.length === 0) {
        await warn(sys, has('-w') ? `sysctl: no variables specified\nTry \`sysctl --help' for more information.\n` : USAGE);
        return 1;
      }
      for (const [at, word] of options.operands.entries()) await run.word(word, at === options.operands.length - 1);
    }
    await run.out.flush();
    return run.status;
  },
});

const pathOf = (key: string): string => {
  // A key's first separator says which of . and / it is written with; the other then belongs to a name (eth0.100).
  const dot = key.indexOf('.');
  const slash = key.indexOf('/');
  const slashes = slash >= 0 && (dot < 0 || slash < dot);
  return `${ROOT}/${slashes ? key : key.replace(/[./]/g, each => (each === '.' ? '/' : '.'))}`;
};

const keyOf = (path: string): string => path.slice(ROOT.length + 1).replace(/[./]/g, each => (each === '/' ? '.' : '/'));

class Run {
  readonly sys: Sys;
  readonly out: Stdout;
  readonly #has: (...names: string[]) => boolean;
  pattern: RegExp | undefined;
  status = 0;

  constructor(sys: Sys, has: (...names: string[]) => boolean) {
    this.sys = sys;
    this.#has = has;
    this.out = new Stdout(sys);
  }

  async #complain(words: string): Promise<void> {
    await warn(this.sys, `sysctl: ${words}\n`);
    this.status = 1;
  }

  /** One word of the command line: a key, or key=value. */
  async word(word: string, last: boolean): Promise<void> {
    const equals = word.indexOf('=');
    if (equals >= 0) return this.#set(word.slice(0, equals), word.slice(equals + 1), false);
    // Of words that set nothing only the last is told of.
    if (this.#has('-w')) return last ? this.#complain('command line(0): invalid syntax, continuing...') : undefined;
    return this.#show(pathOf(word));
  }

  async #show(path: string): Promise<void> {
    try {
      if ((await this.sys.stat(path)).kind === 'directory') return await this.showAll(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (this.#has('-e')) return undefined;
      return this.#complain(`cannot stat ${path}: ${error.message}`);
    }
    await this.#print(path, false);
  }

  async showAll(folder: string): Promise<void> {
    const entries = (await folderEntries(this.sys, folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, kind } of entries) {
      const path = `${folder}/${name}`;
      if (kind === 'directory') await this.showAll(path);
      else await this.#print(path, true);
    }
  }

  async #print(path: string, among: boolean): Promise<void> {
    const key = keyOf(path);
    if (this.pattern && !this.pattern.test(key)) return;
    if (this.#has('-N')) return this.out.write(`${key}\n`);
    let text: string;
    try {
      text = await readText(this.sys, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (among && (error.code === 'EACCES' || error.code === 'EPERM')) {
        const { mode } = await this.sys.stat(path);
        // A file that nobody may read (flush and the like) is not worth a word.
        if ((mode & 0o444) === 0) return;
      }
      await this.out.flush();
      return error.code === 'EACCES' || error.code === 'EPERM'
        ? this.#complain(`permission denied on key '${key}'`)
        : this.#complain(`reading key "${key}": ${error.message}`);
    }
    const value = text.endsWith('\n') ? text.slice(0, -1) : text;
    if (this.#has('-b')) return this.out.write(value);
    if (this.#has('-n')) return this.out.write(`${value}\n`);
    for (const line of value.split('\n')) this.out.write(`${key} = ${line}\n`);
  }

  /** `forgiving`: an unknown key or a refusal is said, and changes no status (a line that begins with "-"). */
  async #set(key: string, value: string, forgiving: boolean): Promise<void> {
    const path = pathOf(key.trim());
    const name = keyOf(path);
    if (this.pattern && !this.pattern.test(name)) return;
    const before = this.status;
    try {
      await this.sys.stat(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (!this.#has('-e') && !forgiving) await this.#complain(`cannot stat ${path}: ${error.message}`);
      return;
    }
    try {
      if (!this.#has('--dry-run')) await writeFile(this.sys, path, `${value}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EACCES' || error.code === 'EPERM') await this.#complain(`permission denied on key "${name}"`);
      else await this.#complain(`setting key "${name}": ${error.message}`);
      if (forgiving) this.status = before;
      return;
    }
    if (this.#has('-q')) return;
    if (this.#has('-n')) this.out.write(`${value}\n`);
    else this.out.write(this.#has('-N') ? `${name}\n` : `${name} = ${value}\n`);
  }

  async loadFile(path: string): Promise<void> {
    let text: string;
    try {
      text = await readText(this.sys, path === '-' ? '/dev/stdin' : path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return this.#complain(`cannot open "${path}": ${error.message}`);
    }
    for (const [at, raw] of text.split('\n').entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
      const equals = line.indexOf('=');
      const forgiving = line.startsWith('-');
      if (equals >= 0) await this.#set(line.slice(forgiving ? 1 : 0, equals).trim(), line.slice(equals + 1).trim(), forgiving);
      else if (!forgiving) await warn(this.sys, `sysctl: ${path}(${at + 1}): invalid syntax, continuing...\n`);
    }
  }

  /** --system: each file name once, the first folder that has it wins; then /etc/sysctl.conf. */
  async loadSystem(): Promise<void> {
    const chosen = new Map<string, string>();
    for (const folder of SYSTEM_FOLDERS) {
      const entries = await folderEntries(this.sys, folder).catch(error => {
        if (error instanceof Errno) return [];
        throw error;
      });
      for (const { name } of entries) if (name.endsWith('.conf') && !chosen.has(name)) chosen.set(name, `${folder}/${name}`);
    }
    const files = [...chosen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
    for (const path of files) {
      this.out.write(this.#has('-q') ? '' : `* Applying ${path} ...\n`);
      await this.loadFile(path);
    }
  }
}
