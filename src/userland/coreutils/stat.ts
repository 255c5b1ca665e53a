// stat: what the system knows of a file or filesystem. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { dirName, normalizePath } from '../lib/path.ts';
import { quoteAlways, shellQuote } from '../lib/quote.ts';
import { zoneOf } from '../lib/zones.ts';
import { type Directive, type FileFacts, fileField, filesystemField } from './stat-fields.ts';

export default command({
  name: 'stat',
  summary: 'display file or file system status',
  usage: '[OPTION]... FILE...',
  help: `  -L, --dereference     follow links
  -f, --file-system     display file system status instead of file status
      --cached=MODE     specify how to use cached attributes
  -c  --format=FORMAT   use the specified FORMAT instead of the default;
                          output a newline after each use of FORMAT
      --printf=FORMAT   like --format, but interpret backslash escapes,
                          and do not output a mandatory trailing newline
  -t, --terse           print the information in terse form

The valid format sequences for files are %a %A %b %B %C %d %D %f %F %g %G %h
%i %m %n %N %o %r %R %s %t %T %u %U %w %W %x %X %y %Y %z %Z; for file systems
%a %b %c %d %f %i %l %n %s %S %t %T.`,
  short: 'c:fLt',
  long: { dereference: '-L', 'file-system': '-f', cached: 'required', format: '-c', printf: 'required', terse: '-t' },
  run: stat,
});

const DEVICE_LINE = 'Device: %Hd,%Ld\tInode: %-10i  Links: %-5h';
const FILE_FORMAT = (device: boolean): string =>
  `  File: %§\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n${device ? `${DEVICE_LINE} Device type: %Hr,%Lr` : DEVICE_LINE.replace('%-5h', '%h')}
Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n`;
const FILE_TERSE = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n';
const FILESYSTEM_FORMAT = `  File: "%n"\n    ID: %-8i Namelen: %-7l Type: %T\nBlock size: %-10s Fundamental block size: %S
Blocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n`;
const FILESYSTEM_TERSE = '%n %i %l %t %s %S %b %f %a %c %d\n';

const DIRECTIVE = /%([-+ #0']*)(\d*)(?:\.(\d*))?([HL]?)(.?)/gsu;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

function unescapeText(format: string): string {
  return format.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))/gs, (_, octal?: string, hex?: string, other?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return ESCAPES[other!] ?? `\\${other}`;
  });
}

function fill(tool: Tool, format: string, field: (directive: Directive) => string | undefined): string {
  return format.replace(DIRECTIVE, (whole, flags: string, width: string, precision: string | undefined, part: string, letter: string) => {
    if (letter === '%' && whole === '%%') return '%';
    if (letter === '' && part === '') return '%';
    const directive = {
      flags,
      width: Number(width || 0),
      precision: precision === undefined ? undefined : Number(precision || 0),
      part,
      letter,
    };
    const text = field(directive);
    if (text !== undefined) return text;
    if (letter === '' || letter === '%') return tool.fail(`${whole}: invalid directive`);
    return '?';
  });
}

async function stat(tool: Tool): Promise<number> {
  if (tool.operands.length === 0) tool.usage('missing operand');
  const printf = tool.value('--printf');
  const custom = tool.value('-c');
  const given = tool.last('--printf', '-c') === '--printf' ? unescapeText(printf!) : custom === undefined ? undefined : `${custom}\n`;
  const names = await new Names(tool.sys).load();
  for (const path of tool.operands) {
    if (tool.has('-f')) await showFilesystem(tool, path, given);
    else await showFile(tool, path, given, names);
  }
  return tool.status;
}

async function showFilesystem(tool: Tool, path: string, given: string | undefined): Promise<void> {
  try {
    const status = await tool.sys.statfs(path);
    const format = given ?? (tool.has('-t') ? FILESYSTEM_TERSE : FILESYSTEM_FORMAT);
    tool.out.write(fill(tool, format, directive => filesystemField(path, status, directive)));
  } catch (error) {
    await tool.complain(`cannot read file system information for ${quoteAlways(path)}`, error);
  }
}

async function showFile(tool: Tool, path: string, given: string | undefined, names: Names): Promise<void> {
  const { sys } = tool;
  try {
    const status = path === '-' ? await sys.fstat(0) : await sys.stat(path, { nofollow: !tool.has('-L') });
    const target = status.kind === 'symlink' ? await sys.readlink(path) : undefined;
    const device = status.kind === 'char' || status.kind === 'block';
    const format = given ?? (tool.has('-t') ? FILE_TERSE : FILE_FORMAT(device));
    const mountPoint = /%[-+ #0'\d.]*m/.test(format) ? await mountPointOf(tool, path, status) : '/';
    const facts: FileFacts = { path, target, stat: status, mountPoint, names, zone: zoneOf(tool.env.TZ) };
    const shown = shellQuote(path, false) + (target === undefined ? '' : ` -> ${shellQuote(target, false)}`);
    tool.out.write(fill(tool, format, directive => (directive.letter === '§' ? shown : fileField(facts, directive))));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.complain(path === '-' ? 'cannot stat standard input' : `cannot statx ${quoteAlways(path)}`, error);
  }
}

/** Up the tree as long as the device stays the same. */
async function mountPointOf(tool: Tool, path: string, status: Stat): Promise<string> {
  const { sys } = tool;
  let at = normalizePath(status.kind === 'directory' ? path : dirName(path), await sys.getcwd());
  let { dev } = await sys.stat(at);
  while (at !== '/') {
    const above = await sys.stat(dirName(at));
    if (above.dev.major !== dev.major || above.dev.minor !== dev.minor) break;
    at = dirName(at);
    dev = above.dev;
  }
  return at;
}
