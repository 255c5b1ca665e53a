// The page's entry. The worker is started first: it boots while the terminal's code loads.

import './theme.css';

const makeWorker = (): Worker =>
  new Worker(new URL('../../workers/machine.worker.ts', import.meta.url), { type: 'module', name: 'machine' });
let first: Worker | undefined = makeWorker();

const { useWorker } = await import('./app.ts');
useWorker(() => {
  const worker = first ?? makeWorker();
  first = undefined;
  return worker;
});
document.body.append(document.createElement('slipway-app'));
