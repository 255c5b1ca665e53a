// The transcript format of recorded cases (cram's), and what of a transcript differs from run to run.

export interface Command {
  text: string;
  output: string;
  status: number;
}

export interface Case {
  /** Which host it was recorded on: 'host', 'docker', 'cgroup2' or 'cgroup2docker'. */
  setup: string;
  /** Prose lines as they stand, and commands. */
  parts: (string | Command)[];
  commands: Command[];
}

/** Reads a transcript: "  $ " begins a command, "  > " goes on with it, other indented lines are its output, "  [N]" its exit status. */
export function parseCase(source: string): Case {
  const parts: (string | Command)[] = [];
  let current: Command | undefined;
  let setup = 'host';
  for (const line of source.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('  $ ')) parts.push((current = { text: line.slice(4), output: '', status: 0 }));
    else if (current && line.startsWith('  > ') && current.output === '') current.text += `\n${line.slice(4)}`;
    else if (current && /^ {2}\[\d+\]$/.test(line)) current.status = Number(line.trim().slice(1, -1));
    else if (current && line.startsWith('  ')) current.output += `${line.slice(2)}\n`;
    else {
      current = undefined;
      parts.push(line);
      setup = /^Setup: (\w+)/.exec(line)?.[1] ?? setup;
    }
  }
  return { setup, parts, commands: parts.filter(part => typeof part === 'object') };
}

const indent = (text: string): string =>
  text === ''
    ? ''
    : `${text
        .replace(/\n$/, '')
        .split('\n')
        .map(line => `  ${line}`)
        .join('\n')}\n`;

/** The same transcript with other results: one for each command, in order. */
export function printCase(parsed: Case, results: readonly { output: string; status: number }[]): string {
  let next = 0;
  return parsed.parts
    .map(part => {
      if (typeof part === 'string') return `${part}\n`;
      const { output, status } = results[next++] ?? { output: '', status: 0 };
      const [first, ...rest] = part.text.split('\n');
      return `  $ ${first}\n${rest.map(line => `  > ${line}\n`).join('')}${indent(output)}${status ? `  [${status}]\n` : ''}`;
    })
    .join('');
}

/** Ids, MACs, times and the like by placeholders, numbered by first appearance over a whole case: make one for each transcript. */
export function normaliser(): (text: string) => string {
  const names = new Map<string, string>();
  const counts: Record<string, number> = {};
  const name = (kind: string, value: string): string => {
    const key = kind + value;
    const known = names.get(key);
    if (known) return known;
    counts[kind] = (counts[kind] ?? 0) + 1;
    const given = `<${kind}${counts[kind]}>`;
    names.set(key, given);
    return given;
  };
  const fixedMac = /^(ff:){5}ff$|^(00:){5}00$|^02:00:0a:|^33:33:/;
  return text =>
    text
      .replace(/\r/g, '')
      .replace(/of ref [0-9a-f-]{36}::[a-z0-9]{25}\b/g, 'of ref <ref>')
      .replace(
        /\b(?:sha256:)?([0-9a-f]{64})\b/g,
        (all, hex: string) => (all.startsWith('sha256:') ? 'sha256:' : '') + name('id', hex.slice(0, 12)),
      )
      .replace(/\bbr-([0-9a-f]{12})\b/g, (_, hex: string) => `br-${name('id', hex)}`)
      .replace(/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)([0-9a-f]{12})\b/g, (_, hex: string) => name('id', hex))
      .replace(/\bveth[0-9a-f]{7}\b/g, all => name('veth', all))
      .replace(/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, all => (fixedMac.test(all) ? all : name('mac', all)))
      .replace(/\bfe80::[0-9a-f:]+/g, all => name('linklocal', all))
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d(?: [A-Z]{3,4})?)?/g, '<time>')
      .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:[A-Z]{3,4} )?\d{4}/g, '<time>')
      .replace(/\b\d\d:\d\d:\d\d\.\d{6}\b/g, '<clock>')
      .replace(/\b(?:Less than a second|About an? (?:minute|hour)|\d+ (?:seconds?|minutes?|hours?|days?|weeks?|months?)) ago\b/g, '<ago>')
      .replace(/\bUp (?:Less than a second|About an? (?:minute|hour)|\d+ (?:seconds?|minutes?))\b/g, 'Up <while>')
      .replace(/^#\d+ (?:exporting layers|transferring [a-z]+:(?: [\d.]+[kM]?B)?)\n/gm, '')
      .replace(/^(#\d+) \d+\.\d{3} /gm, '$1 <t> ')
      .replace(/^(#\d+ DONE) \d+\.\d+s$/gm, '$1 <t>')
      .replace(/^(#\d+ .*?)(?: \d+\.\d+s)? done$/gm, '$1 done')
      .replace(/^ > \[.*\n(?:\d+\.\d{3} .*\n)+/gm, all => all.replace(/^\d+\.\d{3} /gm, '<t> '))
      .replace(/\bBind for (?:0\.0\.0\.0|::):(\d+) failed\b/g, 'Bind for <any>:$1 failed')
      .replace(/:(3[2-9]\d{3}|[45]\d{4}|6[0-5]\d{3})->(?=\d+\.\d+\.\d+\.\d+:)/g, (_, port: string) => `:${name('port', port)}->`)
      .replace(/\btime[= ]<?[\d.]+ ?ms\b/g, 'time=<ms>')
      .replace(/= [\d.]+\/[\d.]+\/[\d.]+(?:\/[\d.]+)? ms/g, '= <rtt> ms')
      .replace(/\bafter \d+ (ms|milliseconds)\b/g, 'after <n> $1')
      .replace(
        /\b(port|sport|dport)=(3[2-9]\d{3}|[45]\d{4}|6[0-5]\d{3})\b/g,
        (_, key: string, port: string) => `${key}=${name('port', port)}`,
      )
      .replace(
        /((?:net|mnt|pid|uts|ipc|user|cgroup|time|pid_for_children|time_for_children)):\[(\d+)\]/g,
        (_, kind: string, inode: string) => `${kind}:[${name('inode', inode)}]`,
      )
      .replace(/[ \t]+$/gm, '')
      .replace(/ {2,}/g, '  ');
}

/** How a command's result reads beside the recorded one: nothing where they print the same, else the differing lines. */
export function difference(
  want: Command,
  got: { output: string; status: number } | undefined,
  normalise: { want: (text: string) => string; got: (text: string) => string },
): string[] {
  const ours = got ?? { output: '(no such command in the transcript)\n', status: -1 };
  // A transcript does not tell whether its last line ended.
  const ended = ours.output === '' || ours.output.endsWith('\n') ? ours.output : `${ours.output}\n`;
  const [wanted, had] = [normalise.want(want.output), normalise.got(ended)];
  if (wanted === had && want.status === ours.status) return [];
  const [wantedLines, hadLines] = [wanted.split('\n'), had.split('\n')];
  const lines: string[] = [];
  for (let at = 0; at < Math.max(wantedLines.length, hadLines.length); at++) {
    if (wantedLines[at] === hadLines[at]) continue;
    if (wantedLines[at] !== undefined) lines.push(`  real: ${wantedLines[at]}`);
    if (hadLines[at] !== undefined) lines.push(`  ours: ${hadLines[at]}`);
  }
  if (want.status !== ours.status) lines.push(`  exit status: real ${want.status}, ours ${ours.status}`);
  return lines;
}
