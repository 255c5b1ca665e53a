// echo: a line of text. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';

export default command({
  name: 'echo',
  summary: 'echo the STRING(s) to standard output',
  usage: '[SHORT-OPTION]... [STRING]...\nLONG-OPTION',
  async run(tool: Tool) {
    let words = tool.argv.slice(1);
    if (words.length === 1 && (words[0] === '--help' || words[0] === '--version')) {
      const forms = `Usage: ${tool.name} [SHORT-OPTION]... [STRING]...\n  or:  ${tool.name} LONG-OPTION\nEcho the STRING(s) to standard output.\n`;
      tool.out.write(words[0] === '--help' ? forms : 'echo (GNU coreutils) 9.10\n');
      return;
    }
    let newline = true;
    let escapes = tool.env.POSIXLY_CORRECT !== undefined;
    while (words.length > 0 && /^-[neE]+$/.test(words[0]!)) {
      for (const letter of words[0]!.slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
      words = words.slice(1);
    }
    const text = words.join(' ');
    if (!escapes) return tool.out.write(text + (newline ? '\n' : ''));
    const { text: shown, stopped } = unescapeEcho(text);
    tool.out.write(shown + (newline && !stopped ? '\n' : ''));
  },
});

const NAMED: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** Escapes of echo -e; a \c stops the output. Bytes from \0 and \x on stand as such. */
function unescapeEcho(text: string): { text: string; stopped: boolean } {
  const stop = /(?:^|[^\\])(?:\\\\)*\\c/.exec(text);
  const kept = stop === null ? text : text.slice(0, stop.index + stop[0].length - 2);
  const shown = kept.replace(/\\(?:0([0-7]{0,3})|([1-7][0-7]{0,2})|x([0-9a-fA-F]{1,2})|(.))/gs, (whole, octal, digits, hex, named) => {
    if (named !== undefined) return NAMED[named] ?? whole;
    const code = hex === undefined ? Number.parseInt(octal || digits || '0', 8) & 255 : Number.parseInt(hex, 16);
    return code < 0x80 ? String.fromCharCode(code) : String.fromCharCode(0xdc00 + code);
  });
  return { text: shown, stopped: stop !== null };
}
