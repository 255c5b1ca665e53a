// npm test: everything there is to check, in order of cost; ends with "N passed, N failed". --quick leaves the browsers out, --check runs
// types, lint and structure alone. A stage that is one command counts as one test; vitest and Playwright count their own.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const quick = process.argv.includes('--quick');
const checkOnly = process.argv.includes('--check');
const REPORTS = '.cache/test-reports';
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

let passed = 0;
let failed = 0;

/** Runs a command with its output shown. */
function run(name, command, args) {
  process.stdout.write(`\n── ${name}\n`);
  const startedMs = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: false });
  process.stdout.write(
    `── ${name}: ${status === 0 ? 'ok' : `FAILED (${status})`}, ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`,
  );
  return status === 0;
}

function stage(name, command, args) {
  if (run(name, command, args)) passed++;
  else failed++;
}

const report = path => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

function vitest(name, args) {
  const path = `${REPORTS}/${name}.json`;
  const ok = run(name, 'npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${path}`, ...args]);
  const result = report(path);
  passed += result?.numPassedTests ?? 0;
  failed += result?.numFailedTests ?? 0;
  if (!ok && !result?.numFailedTests) failed++;
}

function playwright() {
  const ok = run('browser', 'npx', ['playwright', 'test']);
  const stats = report('.cache/browser-results.json')?.stats;
  passed += stats?.expected ?? 0;
  failed += (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  if (!ok && !stats?.unexpected) failed++;
}

stage('types', 'npx', ['tsc', '-p', 'tsconfig.json']);
stage('types of the world', 'npx', ['tsc', '-p', 'tsconfig.world.json']);
stage('format and lint', 'npx', ['biome', 'check', '.']);
stage('promises', 'npx', [
  'oxlint',
  '--type-aware',
  '-A',
  'all',
  '-D',
  'typescript/no-floating-promises',
  '-D',
  'typescript/no-misused-promises',
  'src',
  'workers',
]);
if (checkOnly) vitest('structure', ['test/architecture.test.ts', 'test/tidy.test.ts']);
else vitest('tests', []);
if (!quick && !checkOnly) {
  if (run('build', 'npx', ['vite', 'build'])) {
    passed++;
    playwright();
  } else failed++;
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
