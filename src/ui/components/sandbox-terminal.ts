// One terminal: xterm.js in a shadow root, joined to a shell on the machine. Sends raw bytes and sizes; prints what comes back.

import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import xtermStyles from '@xterm/xterm/css/xterm.css?inline';
import * as Comlink from 'comlink';
import { css, html, LitElement, type PropertyValues, unsafeCSS } from 'lit';
import type { TerminalPort } from '../../port/machine.ts';
import type { MachineHandle } from '../controllers/machine-controller.ts';

const DARK: ITheme = {
  background: '#10151c',
  foreground: '#d7dee8',
  cursor: '#7fd1c7',
  selectionBackground: '#2c4a63',
  black: '#1b232d',
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
  white: '#d7dee8',
  brightBlack: '#7d8a99',
  brightRed: '#ffa198',
  brightGreen: '#a5f3ad',
  brightYellow: '#f2cc60',
  brightBlue: '#a5d6ff',
  brightMagenta: '#e2c5ff',
  brightCyan: '#b3f0ff',
  brightWhite: '#ffffff',
};
const LIGHT: ITheme = {
  background: '#fbfcfd',
  foreground: '#1f2933',
  cursor: '#0b6e63',
  selectionBackground: '#bcd9ee',
  black: '#1f2933',
  red: '#b3261e',
  green: '#1a7f37',
  yellow: '#7d5a00',
  blue: '#0a5cad',
  magenta: '#7b3fb5',
  cyan: '#046c74',
  white: '#5b6775',
  brightBlack: '#5b6775',
  brightRed: '#c9372c',
  brightGreen: '#1f8a3f',
  brightYellow: '#8a6300',
  brightBlue: '#0b66c3',
  brightMagenta: '#8a4bc7',
  brightCyan: '#057a83',
  brightWhite: '#1f2933',
};

export class SandboxTerminal extends LitElement {
  static override properties = {
    machine: { attribute: false },
    theme: { type: String },
    label: { type: String },
  };

  declare machine: MachineHandle | undefined;
  declare theme: 'light' | 'dark';
  declare label: string;

  #terminal: Terminal | undefined;
  #fit: FitAddon | undefined;
  #port: Comlink.Remote<TerminalPort> | undefined;
  #opened: MachineHandle | undefined;
  #resized: ResizeObserver | undefined;
  /** Keys typed before the shell is there: kept, in order. */
  #typed: Uint8Array[] = [];

  static override styles = [
    unsafeCSS(xtermStyles),
    css`
      :host { display: block; position: relative; overflow: hidden; background: var(--slipway-background); }
      #screen { position: absolute; inset: 0.5rem 0 0.25rem 0.75rem; }
      .xterm { height: 100%; }
      .xterm .xterm-viewport { background-color: var(--slipway-background); }
    `,
  ];

  override render() {
    return html`<div id="screen" role="group" aria-label=${this.label}></div>`;
  }

  override firstUpdated(): void {
    const terminal = new Terminal({
      convertEol: false,
      cursorBlink: true,
      fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace',
      fontSize: 14,
      lineHeight: 1.15,
      scrollback: 10_000,
      screenReaderMode: true,
      theme: this.theme === 'dark' ? DARK : LIGHT,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    const screen = this.renderRoot.querySelector<HTMLElement>('#screen')!;
    terminal.open(screen);
    this.#terminal = terminal;
    this.#fit = fit;
    const encoder = new TextEncoder();
    terminal.onData(text => this.#send(encoder.encode(text)));
    this.#heedInsertions(terminal, text => this.#send(encoder.encode(text)));
    terminal.onBinary(text => this.#send(Uint8Array.from(text, char => char.charCodeAt(0))));
    terminal.onResize(({ rows, cols }) => void this.#port?.resize({ rows, columns: cols }));
    this.#resized = new ResizeObserver(() => this.#refit());
    this.#resized.observe(screen);
    this.#refit();
    this.dispatchEvent(new CustomEvent('terminal-ready', { bubbles: true, composed: true }));
  }

  /** Text that comes without a key (dictation, an emoji picker, a phone's suggestion): xterm leaves it out where a screen reader is served. */
  #heedInsertions({ textarea }: Terminal, insert: (text: string) => void): void {
    let keyIsDown = false;
    textarea?.addEventListener('keydown', () => (keyIsDown = true), true);
    textarea?.addEventListener('keyup', () => (keyIsDown = false), true);
    textarea?.addEventListener('input', event => {
      const { data, inputType } = event as InputEvent;
      if (inputType === 'insertText' && data && !keyIsDown) insert(data);
    });
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('theme') && this.#terminal) this.#terminal.options.theme = this.theme === 'dark' ? DARK : LIGHT;
    if (this.machine && this.machine !== this.#opened) void this.#open(this.machine);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
    void this.#port?.close();
    this.#terminal?.dispose();
  }

  override focus(): void {
    this.#terminal?.focus();
  }

  /** The visible text and the scrollback, line by line: for tests and for copying all. */
  get text(): string {
    const buffer = this.#terminal?.buffer.active;
    if (!buffer) return '';
    return Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '')
      .join('\n')
      .trimEnd();
  }

  async #open(machine: MachineHandle): Promise<void> {
    const again = this.#opened !== undefined;
    this.#opened = machine;
    const terminal = this.#terminal!;
    if (again) terminal.reset();
    const size = { rows: terminal.rows, columns: terminal.cols };
    const onOutput = (bytes: Uint8Array): Promise<void> => new Promise(written => terminal.write(bytes, written));
    const onExit = (): void => {
      this.dispatchEvent(new CustomEvent('terminal-exit', { bubbles: true, composed: true }));
    };
    const port = (await machine.remote.openTerminal(
      size,
      Comlink.proxy(onOutput),
      Comlink.proxy(onExit),
    )) as unknown as Comlink.Remote<TerminalPort>;
    this.#port = port;
    if (size.rows !== terminal.rows || size.columns !== terminal.cols) void port.resize({ rows: terminal.rows, columns: terminal.cols });
    for (const bytes of this.#typed.splice(0)) void port.write(bytes);
  }

  #send(bytes: Uint8Array): void {
    if (this.#port) void this.#port.write(bytes);
    else this.#typed.push(bytes);
  }

  #refit(): void {
    // A hidden tab has no size: fitting it would send the shell a window of one column.
    if (this.offsetWidth > 0 && this.offsetHeight > 0) this.#fit?.fit();
  }
}

customElements.define('sandbox-terminal', SandboxTerminal);
