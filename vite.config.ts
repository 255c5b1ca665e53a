import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type Plugin, runnerImport } from 'vite';

const SOURCE = resolve(import.meta.dirname, 'src');

/**
 * `virtual:programs`: what the packages install (their package.ts), and for each module its own lazy chunk. Made from the lists, so that a
 * program is added by its file and its line in package.ts alone.
 */
function programs(): Plugin {
  const name = 'virtual:programs';
  const modulesOf = async (list: string): Promise<string[]> => {
    const { module } = await runnerImport<{ files: Record<string, string>; imageModules?: string[] }>(list);
    return [...Object.values(module.files).filter(id => !id.startsWith('-> ')), ...(module.imageModules ?? [])];
  };
  const fileOf = (id: string): string | undefined => {
    const base = join(SOURCE, id.startsWith('docker/') ? id : `userland/${id}`);
    return [`${base}.ts`, join(base, 'main.ts')].find(existsSync);
  };
  return {
    name: 'slipway-programs',
    resolveId: id => (id === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined;
      const folders = [...readdirSync(join(SOURCE, 'userland')).map(folder => join(SOURCE, 'userland', folder)), join(SOURCE, 'docker')];
      const lists = folders
        .map(folder => join(folder, 'package.ts'))
        .filter(existsSync)
        .sort();
      const named = await Promise.all(lists.map(modulesOf));
      const modules = [...new Set(named.flat())].flatMap(module => (fileOf(module) ? [[module, fileOf(module)!]] : []));
      return [
        ...lists.map((list, at) => `import { files as files${at} } from ${JSON.stringify(list)};`),
        `export const files = { ${lists.map((_, at) => `...files${at}`).join(', ')} };`,
        'export const modules = {',
        ...modules.map(([module, file]) => `  ${JSON.stringify(module)}: () => import(${JSON.stringify(file)}),`),
        '};',
      ].join('\n');
    },
  };
}

/** The programs that the boot runs until the first prompt (src/machine/port.ts), and what only they share: one file to download, not forty. */
const BOOT = /\/src\/userland\/(?:bash|dash|hostname|iproute2\/ip|procps\/sysctl|coreutils\/(?:touch|sleep|id))(?:\/|\.ts$)/;

export default defineConfig({
  // Relative addresses: the built site works in any folder of any static host.
  base: './',
  plugins: [programs()],
  worker: {
    format: 'es',
    plugins: () => [programs()],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'boot', test: BOOT }] } } },
  },
  build: { target: 'es2022', chunkSizeWarningLimit: 1000 },
});
