// Goal 3: what is downloaded before the prompt works, as gzip -9 makes it.

import type { Goal } from './lib/goal.ts';

const KB = 1000;
const TARGET_KB = 450;

export const download: Goal = {
  number: 3,
  async measure({ site, baselines }) {
    const { files } = await (await site()).visit('site');
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (process.env['BENCH_FILES'])
      for (const file of files.sort((a, b) => b.bytes - a.bytes)) console.log(`${String(file.bytes).padStart(8)} ${file.path}`);
    const what = `downloaded before the prompt, gz, ${files.length} files`;
    return [{ what, measured: bytes / KB, unit: 'kB', target: TARGET_KB, baseline: baselines.v86.downloadBytes / KB, of: 'v86' }];
  },
};
