// A worker of the replay: runs one case at a time and sends back what its commands printed.
import './register.mjs';
import { parentPort } from 'node:worker_threads';

const { runCommands } = await import('./session.ts');
parentPort.on('message', async ({ setup, seed, commands }) => {
  try {
    parentPort.postMessage(await runCommands(setup, seed, commands));
  } catch (error) {
    parentPort.postMessage([{ output: `${error?.stack ?? error}\n`, status: -1 }]);
  }
});
