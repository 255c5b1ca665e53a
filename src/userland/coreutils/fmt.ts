// fmt: paragraphs filled to a width. As GNU coreutils 9.10, whose choice of breaks it makes by the same costs.

import { command, type Tool } from '../lib/command.ts';
import { allLines } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';
import { textWidth } from '../lib/width.ts';

export default command({
  name: 'fmt',
  summary: 'reformat each paragraph in the FILE(s), writing to standard output',
  usage: '[-WIDTH] [OPTION]... [FILE]...',
  help: `  -c, --crown-margin        preserve indentation of first two lines
  -p, --prefix=STRING       reformat only lines beginning with STRING
  -s, --split-only          split long lines, but do not refill
  -t, --tagged-paragraph    indentation of first line different from second
  -u, --uniform-spacing     one space between words, two after sentences
  -w, --width=WIDTH         maximum line width (default of 75 columns)
  -g, --goal=WIDTH          goal width (default of 93% of width)`,
  short: 'cg:p:stuw:0123456789',
  long: {
    'crown-margin': '-c',
    goal: '-g',
    prefix: '-p',
    'split-only': '-s',
    'tagged-paragraph': '-t',
    'uniform-spacing': '-u',
    width: '-w',
  },
  run: fmt,
});

interface Word {
  text: string;
  width: number;
  /** Spaces after it. */
  space: number;
  /** Ends in a full stop and such. */
  sentence: boolean;
  punctuation: boolean;
  opens: boolean;
}

interface Shape {
  most: number;
  goal: number;
  uniform: boolean;
}

async function fmt(tool: Tool): Promise<void> {
  const old = tool.given
    .filter(({ option }) => /^-\d$/.test(option))
    .map(({ option }) => option.slice(1))
    .join('');
  const text = tool.value('-w') ?? (old || '75');
  if (!/^\d+$/.test(text) || Number(text) > 2500) tool.fail(`invalid width: ${quote(text)}`);
  const goalText = tool.value('-g');
  if (goalText !== undefined && !/^\d+$/.test(goalText)) tool.fail(`invalid width: ${quote(goalText)}`);
  const most = goalText !== undefined && tool.value('-w') === undefined ? Number(goalText) + 10 : Number(text);
  const shape: Shape = { most, goal: goalText === undefined ? Math.floor((most * 187) / 200) : Number(goalText), uniform: tool.has('-u') };
  const prefix = tool.value('-p') ?? '';
  await tool.eachInput(async fd => {
    const { lines } = await allLines(tool.sys, fd);
    for (const line of format(lines, shape, prefix, tool)) tool.out.write(`${line}\n`);
    await tool.out.settle();
  });
}

const indentOf = (line: string): number => textWidth(/^[ \t]*/.exec(line)![0].replaceAll('\t', '        '));

function format(lines: readonly string[], shape: Shape, prefix: string, tool: Tool): string[] {
  const result: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    if (!line.startsWith(prefix) || line.slice(prefix.length).trim() === '') {
      result.push(line.startsWith(prefix) ? line.trimEnd() : line);
      at++;
      continue;
    }
    const bodies = [line.slice(prefix.length)];
    const first = indentOf(bodies[0]!);
    at++;
    const crown = tool.has('-c') || tool.has('-t');
    while (!tool.has('-s') && at < lines.length && lines[at]!.startsWith(prefix)) {
      const body = lines[at]!.slice(prefix.length);
      if (body.trim() === '') break;
      const expected = crown ? indentOf(bodies[1] ?? body) : first;
      if (indentOf(body) !== expected || (tool.has('-t') && bodies.length === 1 && indentOf(body) === first)) break;
      bodies.push(body);
      at++;
    }
    const others = crown && bodies.length > 1 ? indentOf(bodies[1]!) : first;
    const rows = fill(wordsOf(bodies, shape.uniform), shape, first + prefix.length, others + prefix.length);
    for (const [index, row] of rows.entries()) result.push(prefix + ' '.repeat(index === 0 ? first : others) + row);
  }
  return result;
}

function wordsOf(lines: readonly string[], uniform: boolean): Word[] {
  const words: Word[] = [];
  for (const line of lines) {
    const found = [...line.matchAll(/([^ \t]+)([ \t]*)/g)];
    found.forEach(([, text = '', gap = ''], at) => {
      const last = at === found.length - 1;
      const sentence = /[.?!][)\]'"]*$/.test(text) && (last || gap.length > 1);
      words.push({
        text,
        width: textWidth(text),
        space: last || uniform ? (sentence ? 2 : 1) : gap.length,
        sentence,
        punctuation: /[!-/:-@[-`{-~]$/.test(text),
        opens: /^[(['"`]/.test(text),
      });
    });
  }
  if (words.length > 0) words.at(-1)!.sentence = true;
  return words;
}

const square = (value: number): number => value * value;

/** The cost of ending a line before word `at`. */
function breakCost(words: readonly Word[], at: number): number {
  let cost = square(70);
  if (at > 0) {
    const before = words[at - 1]!;
    if (before.sentence) cost -= at + 1 < words.length + 1 && before.sentence ? square(50) : 0;
    else if (before.punctuation) cost -= square(40);
    if (!before.sentence && at > 1 && words[at - 2]!.sentence) cost += square(150) / (before.width + 2);
  }
  if (at < words.length && words[at]!.opens) cost -= square(40);
  else if (at < words.length && words[at]!.sentence) cost += square(100) / (words[at]!.width + 2);
  return cost;
}

/** The cheapest way to break words into lines, reckoned from the end. */
function fill(words: readonly Word[], shape: Shape, firstIndent: number, otherIndent: number): string[] {
  const count = words.length;
  const best: number[] = new Array<number>(count + 1).fill(0);
  const next: number[] = new Array<number>(count + 1).fill(count);
  const lengths: number[] = new Array<number>(count + 1).fill(0);
  for (let start = count - 1; start >= 0; start--) {
    let length = (start === 0 ? firstIndent : otherIndent) + words[start]!.width;
    let least = Number.POSITIVE_INFINITY;
    for (let end = start + 1; ; end++) {
      const cost = lineCost(shape, length, end === count, lengths[end]!) + best[end]!;
      if (cost < least) {
        least = cost;
        next[start] = end;
        lengths[start] = length;
      }
      if (end === count) break;
      length += words[end - 1]!.space + words[end]!.width;
      if (length > shape.most) break;
    }
    best[start] = least + breakCost(words, start);
  }
  const rows: string[] = [];
  for (let at = 0; at < count; at = next[at]!) {
    rows.push(
      words
        .slice(at, next[at])
        .map((word, index, row) => (index === row.length - 1 ? word.text : word.text + ' '.repeat(word.space)))
        .join(''),
    );
  }
  return rows;
}

function lineCost(shape: Shape, length: number, last: boolean, nextLength: number): number {
  if (last) return 0;
  const cost = square(10 * (shape.goal - length));
  return nextLength === 0 ? cost : cost + square(10 * (length - nextLength)) / 2;
}
