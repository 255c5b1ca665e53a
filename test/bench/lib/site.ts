// The built site and, beside it, a bare page with nothing but xterm.js, on a server that counts what it sends, in a headless Chromium.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { chromiumPath } from '../../lib/chromium.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const BARE = join(ROOT, '.cache/bench/bare');
const PROMPT = 'root@dock:~#';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** One visit of a page by a browser that has never been there. */
export interface Visit {
  /** From the navigation to the prompt on the screen. */
  promptMs: number;
  /** What was asked for until then, in bytes as gzip -9 makes them. */
  files: Asked[];
}

interface Asked {
  path: string;
  bytes: number;
  /** Milliseconds since 1970. */
  atMs: number;
}

export interface Site {
  visit(page: 'site' | 'bare'): Promise<Visit>;
  /** The worker's memory once the prompt is there and its boot has ended, after a collection. */
  workerBytes(): Promise<number>;
  close(): Promise<void>;
}

const BARE_FILES: Readonly<Record<string, string>> = {
  'index.html':
    '<!doctype html><meta charset="utf-8"><title>Bare</title><div id="screen"></div><script type="module" src="./main.js"></script>',
  'main.js': `import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
const terminal = new Terminal();
terminal.open(document.querySelector('#screen'));
window.screenText = () => terminal.buffer.active.getLine(0)?.translateToString(true) ?? '';
terminal.write('${PROMPT} ');
`,
};

/** When the prompt was on the screen: since the navigation, and since 1970. */
interface Shown {
  ms: number;
  atMs: number;
}

/** Runs in the page before its own scripts: notes when the prompt is on the screen. */
function watchPrompt(prompt: string): void {
  const page = window as unknown as { screenText?: () => string; slipwayShown?: Shown };
  const text = (): string => {
    const app = document.querySelector('slipway-app') as unknown as { terminal: { text: string } | null } | null;
    return page.screenText?.() ?? app?.terminal?.text ?? '';
  };
  const look = (): void => {
    if (text().includes(prompt)) page.slipwayShown = { ms: performance.now(), atMs: performance.timeOrigin + performance.now() };
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function buildBoth(): Promise<void> {
  mkdirSync(BARE, { recursive: true });
  for (const [name, text] of Object.entries(BARE_FILES)) writeFileSync(join(BARE, name), text);
  await build({ root: ROOT, logLevel: 'error' });
  await build({ root: BARE, configFile: false, base: './', logLevel: 'error', build: { outDir: 'dist', emptyOutDir: true } });
}

/** A server of both pages, gzipped as a static host's would be. */
class CountingServer {
  readonly #server: Server;
  readonly #sizes = new Map<string, { sent: Buffer; type: string }>();
  #asked: Asked[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const file = this.#read(path.endsWith('/') ? `${path}index.html` : path);
      if (!file) {
        response.writeHead(404).end();
        return;
      }
      this.#asked.push({ path, bytes: file.sent.length, atMs: performance.timeOrigin + performance.now() });
      response.writeHead(200, { 'content-type': file.type, 'content-encoding': 'gzip', 'content-length': file.sent.length });
      response.end(file.sent);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>(done => void this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was asked for since the last call. */
  taken(): Asked[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #read(path: string): { sent: Buffer; type: string } | undefined {
    let file = this.#sizes.get(path);
    if (file) return file;
    const [, page, ...rest] = path.split('/');
    try {
      const bytes = readFileSync(join(page === 'bare' ? BARE : ROOT, 'dist', ...rest));
      file = { sent: gzipSync(bytes, { level: 9 }), type: TYPES[extname(path)] ?? 'application/octet-stream' };
    } catch {
      return undefined;
    }
    this.#sizes.set(path, file);
    return file;
  }
}

/** Asks a page's worker over Chromium's own protocol. */
async function workerHeapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const answers = new Map<number, (result: Record<string, number>) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: Record<string, number> };
    if (id !== undefined) answers.get(id)?.(result ?? {});
  });
  const worker = new Promise<string>(found => session.on('Target.attachedToTarget', ({ sessionId }) => found(sessionId)));
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await worker;
  let next = 1;
  const ask = async (method: string): Promise<Record<string, number>> => {
    const id = next++;
    const answer = new Promise<Record<string, number>>(resolve => answers.set(id, resolve));
    await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    return answer;
  };
  await ask('HeapProfiler.collectGarbage');
  const { usedSize = 0, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await ask('Runtime.getHeapUsage');
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

/** Builds both pages and starts the browser. */
export async function openSite(): Promise<Site> {
  await buildBoth();
  const server = new CountingServer();
  const origin = await server.listen();
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });

  const visit = async (name: 'site' | 'bare', then: (page: Page) => Promise<void> = async () => {}): Promise<Visit> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    await page.addInitScript(watchPrompt, PROMPT);
    server.taken();
    await page.goto(`${origin}/${name}/`);
    const shown = await page.waitForFunction(() => (window as unknown as { slipwayShown?: Shown }).slipwayShown);
    const prompt = (await shown.jsonValue()) as Shown;
    const files = server.taken().filter(({ atMs }) => atMs <= prompt.atMs);
    await then(page);
    await context.close();
    return { promptMs: prompt.ms, files };
  };

  return {
    visit: name => visit(name),
    async workerBytes() {
      let bytes = Number.NaN;
      await visit('site', async page => {
        await page.keyboard.type('docker version >/dev/null; echo up-$((40+2))\n');
        const up = (): boolean =>
          (document.querySelector('slipway-app') as unknown as { terminal: { text: string } }).terminal.text.includes('up-42');
        await page.waitForFunction(up);
        bytes = await workerHeapBytes(page);
      });
      return bytes;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
