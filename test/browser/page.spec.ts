// The built page in a real browser: boot, type, read, interrupt, tabs, reload, failure.

import { expect, type Page, test } from '@playwright/test';

interface AppElement extends HTMLElement {
  terminal: { text: string } | null;
}

const screenText = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector<AppElement>('slipway-app')?.terminal?.text ?? '');
const expectScreen = async (page: Page, pattern: RegExp, timeout = 20_000): Promise<void> => {
  await expect.poll(() => screenText(page), { timeout }).toMatch(pattern);
};
const typeLine = async (page: Page, line: string): Promise<void> => {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
};
const PROMPT = /root@dock:~# ?$/;

test.beforeEach(async ({ page }) => {
  await page.goto('./');
  await expectScreen(page, PROMPT);
});

test('boots to a prompt and answers a command', async ({ page }) => {
  await typeLine(page, 'docker network ls');
  await expectScreen(page, /NETWORK ID +NAME +DRIVER +SCOPE\n[0-9a-f]{12} +bridge +bridge +local/);
});

test('keys typed before the shell is there are not lost', async ({ page }) => {
  await page.reload();
  await page.waitForSelector('sandbox-terminal');
  await page.locator('sandbox-terminal .xterm-helper-textarea').focus();
  await typeLine(page, 'echo early-$((40+2))');
  await expectScreen(page, /early-42\n/);
});

test('Ctrl-C ends a command that floods the terminal', async ({ page }) => {
  await typeLine(page, 'yes');
  await expectScreen(page, /y\ny\ny\n/);
  await page.keyboard.press('Control+c');
  await expectScreen(page, /\^C\nroot@dock:~# ?$/);
});

test('text that comes without keys arrives, whatever its script', async ({ page }) => {
  await page.keyboard.insertText('echo 안녕-$((6*7))');
  await page.keyboard.press('Enter');
  await expectScreen(page, /\n안녕-42\n/);
});

test('what is typed ahead behind a line is for the program that the line starts', async ({ page }) => {
  await page.keyboard.type('cat > /tmp/ahead\nfirst\nsecond\n');
  await page.keyboard.press('Control+d');
  await typeLine(page, 'wc -l /tmp/ahead');
  await expectScreen(page, /\n2 \/tmp\/ahead\n/);
});

test('a second tab is a second terminal of the same machine', async ({ page }) => {
  await typeLine(page, 'touch /tmp/here');
  await page.getByRole('button', { name: 'New terminal' }).click();
  await expectScreen(page, PROMPT);
  await typeLine(page, 'ls /tmp; tty');
  await expectScreen(page, /here\n\/dev\/pts\/\d+/);
});

test('the size of the window is the size of the terminal', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 500 });
  await typeLine(page, 'stty size');
  await expectScreen(page, /\n\d+ \d+\n/);
  const [rows, columns] = (await screenText(page))
    .match(/\n(\d+) (\d+)\n/)!
    .slice(1)
    .map(Number) as [number, number];
  await page.setViewportSize({ width: 600, height: 400 });
  await typeLine(page, 'clear; stty size');
  await expect.poll(async () => Number((await screenText(page)).match(/(\d+) (\d+)\n/)?.[2])).toBeLessThan(columns);
  expect(Number((await screenText(page)).match(/(\d+) (\d+)\n/)![1])).toBeLessThan(rows);
});

test('exit offers a new shell', async ({ page }) => {
  await typeLine(page, 'exit');
  await page.getByRole('button', { name: 'Open a new shell' }).click();
  await expectScreen(page, PROMPT);
});

test('a worker that fails is shown, with a restart', async ({ page }) => {
  const worker = page.workers()[0]!;
  void worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('thrown by a test');
    });
  });
  await expect(page.getByRole('alertdialog')).toContainText('thrown by a test');
  await page.getByRole('button', { name: 'Restart the machine' }).click();
  await expectScreen(page, PROMPT);
});

test('Korean is one switch away', async ({ page }) => {
  await page.getByRole('button', { name: 'Switch to Korean' }).click();
  await expect(page.getByRole('status')).toContainText('실행 중');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
});
