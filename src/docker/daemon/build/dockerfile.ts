// Dockerfiles into instructions: directives, comments, continued lines, flags, JSON forms, heredocs. As buildkit's frontend/dockerfile/parser.

export interface Instruction {
  /** In capitals. */
  name: string;
  /** As it is written. */
  keyword: string;
  /** What follows the name and the flags, as it is written (continued lines joined). */
  rest: string;
  /** The words of the JSON form; undefined for any other. */
  json: string[] | undefined;
  flags: string[];
  heredocs: Heredoc[];
  /** The whole instruction as the progress shows it. */
  original: string;
  startLine: number;
  endLine: number;
  /** An empty line stands among its continued ones. */
  emptyContinuation?: boolean;
}

export interface Heredoc {
  name: string;
  content: string;
  /** The mark was not quoted: variables in it are expanded. */
  expand: boolean;
}

/** What is wrong, and where. */
export class DockerfileError extends Error {
  readonly startLine: number;
  readonly endLine: number;

  constructor(message: string, startLine: number, endLine = startLine) {
    super(message);
    this.startLine = startLine;
    this.endLine = endLine;
  }
}

export const INSTRUCTIONS =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' ');
const JSON_FORMS = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN', 'SHELL', 'VOLUME', 'ONBUILD']);
const WITH_FLAGS = new Set(['ADD', 'COPY', 'FROM', 'HEALTHCHECK', 'RUN']);
const WITH_HEREDOCS = new Set(['ADD', 'COPY', 'RUN']);

export const parseError = (line: number, words: string): DockerfileError =>
  new DockerfileError(`dockerfile parse error on line ${line}: ${words}`, line);

/** The escape character that a directive chooses. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const match = /^#\s*([a-zA-Z][\w-]*)\s*=\s*(.+?)\s*$/.exec(line);
    if (!match) break;
    if (match[1]!.toLowerCase() === 'escape') return match[2] === '`' ? '`' : '\\';
  }
  return '\\';
}

/** A list of strings in JSON, or undefined. */
export function jsonWords(text: string): string[] | undefined {
  if (!text.trim().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(word => typeof word === 'string') ? (value as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Takes "--name=value" words from the front. */
export function takeFlags(text: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let rest = text.trimStart();
  for (;;) {
    const match = /^--(?=[a-z])(?:"[^"]*"|'[^']*'|[^\s"'])*/.exec(rest) ?? /^--\s/.exec(rest);
    if (!match) return { flags, rest };
    const word = match[0];
    rest = rest.slice(word.length).trimStart();
    if (word.trim() === '--') return { flags, rest };
    flags.push(word.replace(/["']/g, ''));
  }
}

function heredocNames(text: string): { name: string; expand: boolean; chomp: boolean }[] {
  return [...text.matchAll(/(?:^|\s)\d*<<(-?)(["']?)([a-zA-Z_]\w*)\2/g)].map(match => ({
    name: match[3]!,
    expand: match[2] === '',
    chomp: match[1] === '-',
  }));
}

/** Edit distance, for "did you mean". */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[right.length]!;
}

function suggestion(name: string): string {
  const near = INSTRUCTIONS.map(known => ({ known, far: distance(name, known) })).sort((one, two) => one.far - two.far)[0]!;
  return near.far <= 2 ? ` (did you mean ${near.known}?)` : '';
}

/** The instruction that a line (continued ones joined) is. Throws DockerfileError for an unknown one. */
export function parseLine(line: string, startLine: number, endLine = startLine): Instruction {
  const match = /^\s*(\S+)(?:\s+([\s\S]*?))?\s*$/.exec(line);
  const name = (match?.[1] ?? '').toUpperCase();
  if (!INSTRUCTIONS.includes(name)) {
    throw new DockerfileError(
      `dockerfile parse error on line ${startLine}: unknown instruction: ${match?.[1]}${suggestion(name)}`,
      startLine,
      endLine,
    );
  }
  const whole = match?.[2] ?? '';
  const { flags, rest } = WITH_FLAGS.has(name) ? takeFlags(whole) : { flags: [], rest: whole };
  const json = JSON_FORMS.has(name) ? jsonWords(rest) : undefined;
  const original = `${name}${line.slice(line.indexOf(match![1]!) + match![1]!.length)}`.trimEnd();
  return { name, keyword: match![1]!, rest, json, flags, heredocs: [], original, startLine, endLine };
}

/** All instructions of a file. Throws DockerfileError. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const mark = escapeOf(lines);
  const continued = new RegExp(`\\${mark}[ \\t]*$`);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (/^\s*(#|$)/.test(lines[at]!)) continue;
    const startLine = at + 1;
    let whole = '';
    let emptyContinuation = false;
    for (;;) {
      const line = lines[at]!;
      const skip = whole !== '' && /^\s*(#|$)/.test(line);
      emptyContinuation ||= skip && line.trim() === '';
      const more = !skip && continued.test(line);
      if (!skip) whole += more ? line.replace(continued, '') : line;
      if ((!more && !skip) || at + 1 >= lines.length) break;
      at++;
    }
    const instruction = parseLine(whole.trimStart(), startLine, at + 1);
    if (emptyContinuation) instruction.emptyContinuation = true;
    if (WITH_HEREDOCS.has(instruction.name)) {
      for (const { name, expand, chomp } of heredocNames(instruction.rest)) {
        const content: string[] = [];
        for (at++; at < lines.length; at++) {
          const line = chomp ? lines[at]!.replace(/^\t+/, '') : lines[at]!;
          if (line === name) break;
          content.push(line);
        }
        if (at >= lines.length) throw new DockerfileError('unterminated heredoc', startLine, lines.length);
        instruction.heredocs.push({ name, content: content.map(line => `${line}\n`).join(''), expand });
        instruction.endLine = at + 1;
      }
    }
    found.push(instruction);
  }
  if (found.length === 0) throw new DockerfileError('file with no instructions', 1);
  return found;
}
