// The page: a bar with tabs and switches, the terminals, and what is said when the machine fails.

import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SandboxTerminal } from './components/sandbox-terminal.ts';
import { MachineController, type WorkerMaker } from './controllers/machine-controller.ts';
import './components/sandbox-terminal.ts';
import { browserLanguage, type Language, type StringName, say } from './strings.ts';

let workerMaker: WorkerMaker | undefined;

/** Told by the page's entry before the element is made. */
export function useWorker(make: WorkerMaker): void {
  workerMaker = make;
}

const remembered = (name: string): string | undefined => {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined; // Storage may be denied (a sandboxed frame): the page works without.
  }
};

const remember = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // As above.
  }
};

interface Tab {
  id: number;
  ended: boolean;
}

export class SlipwayApp extends LitElement {
  static override properties = {
    language: { state: true },
    theme: { state: true },
    tabs: { state: true },
    active: { state: true },
    copied: { state: true },
  };

  declare language: Language;
  declare theme: 'light' | 'dark';
  declare tabs: Tab[];
  declare active: number;
  declare copied: boolean;

  readonly #machine: MachineController;
  #nextTab = 2;

  constructor() {
    super();
    const language = remembered('slipway-language');
    this.language = language === 'ko' || language === 'en' ? language : browserLanguage(navigator.languages);
    const theme = remembered('slipway-theme');
    this.theme = theme === 'light' || theme === 'dark' ? theme : matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
    this.tabs = [{ id: 1, ended: false }];
    this.active = 1;
    this.copied = false;
    this.#machine = new MachineController(this, workerMaker!, { boot: 'workshop', seed: 1 });
  }

  static override styles = css`
    :host { display: flex; flex-direction: column; height: 100dvh; background: var(--slipway-background); color: var(--slipway-text); font: 14px/1.4 system-ui, "Noto Sans KR", sans-serif; }
    header { display: flex; align-items: stretch; gap: 0.25rem; min-height: 2.5rem; background: var(--slipway-bar); border-bottom: 1px solid var(--slipway-line); padding: 0 0.5rem; flex-wrap: wrap; }
    h1 { font-size: 1rem; margin: auto 0.75rem auto 0.25rem; letter-spacing: 0.01em; }
    [role="tablist"] { display: flex; align-items: stretch; }
    .tab { display: flex; align-items: stretch; border-bottom: 2px solid transparent; }
    .tab:has([aria-selected="true"]) { border-bottom-color: var(--slipway-accent); background: var(--slipway-background); }
    button { font: inherit; color: inherit; background: none; border: 0; padding: 0.375rem 0.625rem; cursor: pointer; border-radius: 4px; }
    button:hover { background: var(--slipway-hover); }
    button:focus-visible { outline: 2px solid var(--slipway-accent); outline-offset: -2px; }
    .close { padding: 0.25rem 0.375rem; color: var(--slipway-muted); }
    .state { margin: auto 0.5rem auto auto; display: flex; gap: 0.5rem; align-items: center; color: var(--slipway-muted); }
    .dot { width: 0.625rem; height: 0.625rem; border-radius: 50%; background: #b38600; }
    .dot.running { background: #2f9e62; }
    .dot.failed { background: #d1453b; }
    main { flex: 1; position: relative; min-height: 0; }
    sandbox-terminal, .ended { position: absolute; inset: 0; }
    sandbox-terminal[hidden] { display: block; visibility: hidden; }
    .ended { display: grid; place-content: end center; padding: 1rem; pointer-events: none; }
    .ended div { pointer-events: auto; }
    .card { background: var(--slipway-bar); border: 1px solid var(--slipway-line); border-radius: 8px; padding: 0.75rem 1rem; }
    .primary { background: var(--slipway-accent); color: var(--slipway-on-accent); }
    .primary:hover { background: var(--slipway-accent); filter: brightness(1.1); }
    dialog { max-width: min(44rem, 92vw); color: inherit; }
    pre { overflow: auto; max-height: 40vh; padding: 0.75rem; background: var(--slipway-background); border: 1px solid var(--slipway-line); border-radius: 4px; }
    @media (max-width: 40rem) { .state span:not(.dot) { display: none; } }
  `;

  #say(name: StringName, values?: Readonly<Record<string, string | number>>): string {
    return say(this.language, name, values);
  }

  override render() {
    const { state } = this.#machine;
    return html`
      <header>
        <h1>${this.#say('title')}</h1>
        <div role="tablist" aria-label=${this.#say('terminals')} @keydown=${this.#tabKey}>
          ${repeat(
            this.tabs,
            tab => tab.id,
            tab => this.#renderTab(tab),
          )}
        </div>
        <button @click=${this.#addTab} aria-label=${this.#say('newTerminal')} title=${this.#say('newTerminal')}>+</button>
        <div class="state" role="status"><span class="dot ${state.phase}"></span><span>${this.#say(state.phase)}</span></div>
        <button @click=${this.#toggleTheme} aria-label=${this.#say(this.theme === 'dark' ? 'themeLight' : 'themeDark')}
          title=${this.#say(this.theme === 'dark' ? 'themeLight' : 'themeDark')}>${this.theme === 'dark' ? '☀' : '☾'}</button>
        <button @click=${this.#toggleLanguage} lang=${this.language === 'en' ? 'ko' : 'en'} aria-label=${this.#say('languageLabel')}>${this.#say('language')}</button>
      </header>
      <main @terminal-ready=${this.#focusActive}>
        ${repeat(
          this.tabs,
          tab => `${tab.id}`,
          tab => this.#renderTerminal(tab),
        )}
        ${state.phase === 'failed' ? this.#renderFailure(state.message, state.trace) : nothing}
      </main>`;
  }

  #renderTab(tab: Tab) {
    const n = tab.id;
    return html`<div class="tab" role="presentation">
      <button role="tab" id="tab-${n}" aria-selected=${this.active === n} aria-controls="panel-${n}" tabindex=${this.active === n ? 0 : -1}
        @click=${() => this.#select(n)}>${this.#say('terminal', { n })}</button>
      ${this.tabs.length > 1 ? html`<button class="close" @click=${() => this.#closeTab(n)} aria-label=${this.#say('closeTerminal', { n })}>×</button>` : nothing}
    </div>`;
  }

  #renderTerminal(tab: Tab) {
    return html`
      <sandbox-terminal id="panel-${tab.id}" role="tabpanel" aria-labelledby="tab-${tab.id}" ?hidden=${tab.id !== this.active}
        .machine=${tab.ended ? undefined : this.#machine.machine} .theme=${this.theme} .label=${this.#say('terminal', { n: tab.id })}
        @terminal-exit=${() => this.#ended(tab.id)}></sandbox-terminal>
      ${
        tab.ended && tab.id === this.active
          ? html`<div class="ended"><div class="card" role="alert">${this.#say('ended')}
            <button class="primary" @click=${() => this.#reopen(tab.id)}>${this.#say('openAgain')}</button></div></div>`
          : nothing
      }`;
  }

  #renderFailure(message: string, trace: string) {
    const report = `${message}\n${trace}`;
    return html`<dialog open class="card" role="alertdialog" aria-label=${this.#say('failed')}>
      <h2>${this.#say('failed')}</h2>
      <p>${this.#say('failedHelp')}</p>
      <pre tabindex="0">${report}</pre>
      <button class="primary" @click=${() => this.#machine.start()}>${this.#say('restart')}</button>
      <button @click=${() => this.#copy(report)}>${this.#say(this.copied ? 'copied' : 'copyReport')}</button>
    </dialog>`;
  }

  override updated(): void {
    document.documentElement.lang = this.language;
    document.documentElement.dataset['theme'] = this.theme;
  }

  /** The terminal in front, for tests and for the embed. */
  get terminal(): SandboxTerminal | null {
    return this.renderRoot.querySelector<SandboxTerminal>(`#panel-${this.active}`);
  }

  #focusActive(): void {
    this.terminal?.focus();
  }

  #select(id: number): void {
    this.active = id;
    void this.updateComplete.then(() => this.#focusActive());
  }

  #addTab(): void {
    const id = this.#nextTab++;
    this.tabs = [...this.tabs, { id, ended: false }];
    this.#select(id);
  }

  #closeTab(id: number): void {
    const at = this.tabs.findIndex(tab => tab.id === id);
    this.tabs = this.tabs.filter(tab => tab.id !== id);
    if (this.active === id) this.#select(this.tabs[Math.max(0, at - 1)]!.id);
  }

  #ended(id: number): void {
    this.tabs = this.tabs.map(tab => (tab.id === id ? { ...tab, ended: true } : tab));
  }

  /** A fresh terminal in the place of the ended one. */
  #reopen(id: number): void {
    const fresh = this.#nextTab++;
    this.tabs = this.tabs.map(tab => (tab.id === id ? { id: fresh, ended: false } : tab));
    this.#select(fresh);
  }

  #tabKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = this.tabs.findIndex(tab => tab.id === this.active);
    this.active = this.tabs[(at + step + this.tabs.length) % this.tabs.length]!.id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${this.active}`)?.focus());
    event.preventDefault();
  }

  #toggleTheme(): void {
    this.theme = this.theme === 'dark' ? 'light' : 'dark';
    remember('slipway-theme', this.theme);
  }

  #toggleLanguage(): void {
    this.language = this.language === 'en' ? 'ko' : 'en';
    remember('slipway-language', this.language);
  }

  async #copy(report: string): Promise<void> {
    await navigator.clipboard.writeText(report);
    this.copied = true;
  }
}

customElements.define('slipway-app', SlipwayApp);
