// less on a terminal: its screen and its keys. As less 668.

import type { Sys } from '../../abi/sys.ts';
import type { FullScreen } from '../lib/full-screen.ts';
import { compileEre, RegexError } from '../lib/regex.ts';
import type { Document } from './document.ts';
import type { LessOptions } from './options.ts';
import { rowsOf, type ViewOptions } from './view.ts';

const reverse = (text: string): string => `\x1b[7m${text}\x1b[27m`;

export class Pager {
  readonly #sys: Sys;
  readonly #screen: FullScreen;
  readonly #document: Document;
  readonly #name: string;
  readonly #options: LessOptions;
  readonly #view: ViewOptions;
  /** The first line on the screen: an index into the lines that the filter lets through. */
  #top = 0;
  #filter: RegExp | undefined;
  #shown: number[] | undefined;
  #backward = false;
  #message = '';
  #first = true;

  constructor(sys: Sys, screen: FullScreen, document: Document, name: string, options: LessOptions) {
    this.#sys = sys;
    this.#screen = screen;
    this.#document = document;
    this.#name = name;
    this.#options = options;
    const { flags, tab } = options;
    const looks = { chop: flags.has('S'), numbers: flags.has('N'), colors: flags.has('R'), raw: flags.has('r') };
    this.#view = { ...looks, shift: 0, tab, pattern: undefined };
  }

  get #page(): number {
    return Math.max(1, this.#screen.size.rows - 1);
  }

  /** Until it is left: 'quit', or to another file. */
  async run(): Promise<'quit' | 'next' | 'previous'> {
    await this.#draw();
    for (const command of startCommands(this.#options.start)) await this.#start(command);
    let count = '';
    for (;;) {
      const key = await this.#screen.key();
      if (key === undefined || key === 'q' || key === 'Q') return 'quit';
      if (/^\d$/.test(key)) {
        count += key;
        await this.#screen.write(`\r\x1b[K:${count}`);
        continue;
      }
      const times = count === '' ? undefined : Number(count);
      count = '';
      if (key === ':' || key === 'Z') {
        const second = await this.#screen.key();
        if (second === 'q' || second === 'Q' || (key === 'Z' && second === 'Z')) return 'quit';
        if (second === 'n') return 'next';
        if (second === 'p') return 'previous';
      } else await this.#do(key, times);
      await this.#draw();
    }
  }

  async #start(command: string): Promise<void> {
    if (command === 'F') await this.#follow();
    else if (command.startsWith('/') || command.startsWith('?')) await this.#searchFor(command.slice(1), command[0] === '?', 0);
    else if (command === 'G') await this.#toEnd();
    else if (/^\d+g?$/.test(command)) await this.#to(Number.parseInt(command, 10) - 1);
    await this.#draw();
  }

  async #do(key: string, times: number | undefined): Promise<void> {
    const half = times ?? Math.max(1, Math.floor(this.#page / 2));
    if ([' ', 'f', '^F', '^V', 'pagedown', 'z'].includes(key)) await this.#move(times ?? this.#page);
    else if (['b', '^B', 'pageup', 'w', 'M-v'].includes(key)) await this.#move(-(times ?? this.#page));
    else if (['j', 'e', '^E', '^N', '^M', '^J', 'down'].includes(key)) await this.#move(times ?? 1);
    else if (['k', 'y', '^Y', '^P', '^K', 'up'].includes(key)) await this.#move(-(times ?? 1));
    else if (key === 'd' || key === '^D') await this.#move(half);
    else if (key === 'u' || key === '^U') await this.#move(-half);
    else if (['g', '<', 'M-<', 'home'].includes(key)) await this.#to((times ?? 1) - 1);
    else if (['G', '>', 'M->', 'end'].includes(key)) await (times === undefined ? this.#toEnd() : this.#to(times - 1));
    else if (key === 'p' || key === '%') await this.#toPercent(times ?? 0);
    else if (key === '/' || key === '?') await this.#ask(key);
    else if (key === 'n' || key === 'N') await this.#again(key === 'N', times ?? 1);
    else if (key === '&') await this.#askFilter();
    else if (key === 'F') await this.#follow();
    else if (key === 'right') this.#view.shift += Math.floor(this.#screen.size.columns / 2);
    else if (key === 'left') this.#view.shift = Math.max(0, this.#view.shift - Math.floor(this.#screen.size.columns / 2));
    else if (key === '=' || key === '^G') this.#message = await this.#position();
    else if (key === '-') await this.#toggle();
    else if (key === 'v' || key === '!' || key === '|' || key === 's') this.#message = `${key} is not simulated here`;
    else if (key === 'h' || key === 'H') await this.#help();
    else if (!['r', 'R', '^L', 'resize', '^R'].includes(key)) await this.#screen.write('\x07');
  }

  /** How many lines the filter lets through, reading on until there are `count`. */
  async #available(count: number): Promise<number> {
    await this.#document.ensure(this.#filter ? Number.POSITIVE_INFINITY : count);
    if (!this.#filter) return this.#document.lines.length;
    const filter = this.#filter;
    this.#shown ??= this.#document.lines.flatMap((line, at) => (filter.test(line) ? [at] : []));
    return this.#shown.length;
  }

  #lineNumber(index: number): number {
    return this.#shown ? this.#shown[index]! : index;
  }

  #rows(index: number): string[] {
    const number = this.#lineNumber(index);
    return rowsOf(this.#document.lines[number] ?? '', number + 1, this.#screen.size.columns, this.#view);
  }

  /** The greatest index that still fills the screen from there to the end. */
  async #lastTop(): Promise<number> {
    const total = await this.#available(Number.POSITIVE_INFINITY);
    let rows = 0;
    for (let index = total - 1; index >= 0; index--) {
      rows += this.#rows(index).length;
      if (rows > this.#page) return index + 1;
    }
    return 0;
  }

  async #move(by: number): Promise<void> {
    if (by < 0) {
      this.#top = Math.max(0, this.#top + by);
      return;
    }
    const total = await this.#available(this.#top + by + this.#page + 1);
    const target = this.#top + by;
    this.#top = target + this.#page <= total ? target : Math.max(this.#top, Math.min(target, await this.#lastTop()));
    if (this.#options.flags.has('E') && (await this.#atEnd())) this.#message = '(END)';
  }

  async #to(index: number): Promise<void> {
    const total = await this.#available(index + this.#page + 1);
    this.#top = Math.max(0, Math.min(index, total - 1));
  }

  async #toEnd(): Promise<void> {
    this.#top = await this.#lastTop();
  }

  async #toPercent(percent: number): Promise<void> {
    const total = await this.#available(Number.POSITIVE_INFINITY);
    await this.#to(Math.floor((total * Math.min(percent, 100)) / 100));
  }

  /** Reads a line at the bottom; undefined where it was given up. */
  async #prompt(mark: string): Promise<string | undefined> {
    let text = '';
    for (;;) {
      await this.#screen.write(`\r\x1b[K${mark}${text}`);
      const key = await this.#screen.key();
      if (key === undefined || key === '^C' || key === '^G' || key === 'escape') return undefined;
      if (key === '^M' || key === '^J') return text;
      if (key === '^?' || key === '^H') {
        if (text === '') return undefined;
        text = [...text].slice(0, -1).join('');
      } else if (key === '^U') text = '';
      else if ([...key].length === 1) text += key;
    }
  }

  #compile(text: string): RegExp | undefined {
    const { flags } = this.#options;
    const ignoreCase = flags.has('I') || (flags.has('i') && text === text.toLowerCase());
    try {
      return compileEre(text, ignoreCase ? 'i' : '');
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      this.#message = 'Invalid pattern';
      return undefined;
    }
  }

  async #ask(mark: '/' | '?'): Promise<void> {
    const text = await this.#prompt(mark);
    if (text === undefined) return;
    if (text === '') {
      this.#backward = mark === '?';
      await this.#again(false, 1);
    } else await this.#searchFor(text, mark === '?', mark === '?' ? this.#top - 1 : this.#top);
  }

  async #searchFor(text: string, backward: boolean, from: number): Promise<void> {
    const pattern = this.#compile(text);
    if (!pattern) return;
    this.#view.pattern = pattern;
    this.#backward = backward;
    await this.#search(backward, from);
  }

  async #again(opposite: boolean, times: number): Promise<void> {
    if (!this.#view.pattern) {
      this.#message = 'No previous regular expression';
      return;
    }
    const backward = this.#backward !== opposite;
    for (let at = 0; at < times; at++) await this.#search(backward, this.#top + (backward ? -1 : 1));
  }

  async #search(backward: boolean, from: number): Promise<void> {
    const pattern = this.#view.pattern!;
    const step = backward ? -1 : 1;
    let index = from;
    while (index >= 0 && index < (await this.#available(index + 1))) {
      if (pattern.test(this.#document.lines[this.#lineNumber(index)]!)) {
        this.#top = index;
        return;
      }
      index += step;
    }
    this.#message = 'Pattern not found';
  }

  async #askFilter(): Promise<void> {
    const text = await this.#prompt('&/');
    if (text === undefined) return;
    const inverted = text.startsWith('!');
    const pattern = text === '' ? undefined : this.#compile(inverted ? text.slice(1) : text);
    this.#shown = undefined;
    this.#filter = pattern && inverted ? new RegExp(`^(?!.*(?:${pattern.source}))`, pattern.flags) : pattern;
    this.#view.pattern = inverted ? undefined : pattern;
    this.#top = 0;
  }

  async #toggle(): Promise<void> {
    await this.#screen.write('\r\x1b[K-');
    const key = await this.#screen.key();
    if (key === 'S') this.#view.chop = !this.#view.chop;
    else if (key === 'N') this.#view.numbers = !this.#view.numbers;
    else if (key === 'R') this.#view.colors = !this.#view.colors;
    else if (key === 'i' || key === 'I') {
      const { flags } = this.#options;
      if (!flags.delete(key)) flags.add(key);
    } else this.#message = key === undefined || key.length > 1 ? '' : `There is no -${key} option ("h" for help)`;
  }

  async #follow(): Promise<void> {
    for (;;) {
      await this.#document.grow();
      await this.#toEnd();
      this.#message = 'Waiting for data... (^C or interrupt to abort)';
      await this.#draw();
      if (await this.#screen.pending()) {
        const key = await this.#screen.key();
        if (key === undefined || key === '^C' || key === 'q') return;
      }
      await this.#sys.nanosleep(500);
    }
  }

  async #position(): Promise<string> {
    const total = await this.#available(Number.POSITIVE_INFINITY);
    return `${this.#name === '' ? '' : `${this.#name} `}lines ${this.#top + 1}-${Math.min(total, this.#top + this.#page)}/${total}`;
  }

  async #help(): Promise<void> {
    const help = [
      'q  quit                     h  this help',
      'j, ENTER, down  one line on  k, up  one line back',
      'SPACE, f  one screen on      b  one screen back',
      'd, u  half a screen on, back',
      'g, G  first, last line       N%  to N percent',
      '/pattern, ?pattern  search on, back;  n, N  again, the other way',
      '&pattern  only lines that match',
      'F  wait for more data        -N -S -R -i  change an option',
      ':n :p  next, previous file   =  where one is',
    ];
    await this.#screen.write(`\x1b[H\x1b[J${help.join('\n')}\n\n${reverse('HELP -- Press RETURN when done')}`);
    await this.#screen.key();
  }

  async #atEnd(): Promise<boolean> {
    const total = await this.#available(this.#top + this.#page + 1);
    let rows = 0;
    for (let index = this.#top; index < total && rows <= this.#page; index++) rows += this.#rows(index).length;
    return this.#document.whole && rows <= this.#page;
  }

  async #draw(): Promise<void> {
    const total = await this.#available(this.#top + this.#page + 1);
    const rows: string[] = [];
    for (let index = this.#top; index < total && rows.length < this.#page; index++) rows.push(...this.#rows(index));
    rows.length = Math.min(rows.length, this.#page);
    while (!this.#first && rows.length < this.#page) rows.push('~');
    const body = rows.map(row => `${row}${this.#first ? '' : '\x1b[K'}\n`).join('');
    await this.#screen.write(`${this.#first ? '\r' : '\x1b[H'}${body}\r${await this.#bottom()}\x1b[K`);
    this.#message = '';
    this.#first = false;
  }

  async #bottom(): Promise<string> {
    if (this.#message !== '') return reverse(this.#message);
    if (await this.#atEnd()) return reverse('(END)');
    if (this.#first && this.#name !== '') return reverse(this.#name);
    if (this.#options.flags.has('M')) return reverse(await this.#position());
    return this.#filter ? '& :' : ':';
  }
}

const startCommands = (text: string): string[] => (text === '' ? [] : [text]);
