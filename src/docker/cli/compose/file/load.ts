// Reading a project: its files found, interpolated, checked, made canonical, merged, extended, and put in order. As compose-go 2's loader.

import { Errno } from '../../../../abi/errno.ts';
import { readText } from '../../../../userland/lib/io.ts';
import type { Cli } from '../../cli.ts';
import { canonicalService, compact, hostPath, mapping, type PathHow, type Tree } from './canonical.ts';
import { checkProject } from './checks.ts';
import { parseDotenv } from './dotenv.ts';
import { interpolate, type Use } from './interpolate.ts';
import { joined, merge } from './merge.ts';
import type { Project, Resource, Service } from './model.ts';
import { validate } from './schema.ts';
import { ComposeError, readYaml } from './yaml.ts';

export interface LoadHow {
  files: readonly string[];
  projectDirectory: string | undefined;
  projectName: string | undefined;
  profiles: readonly string[];
  envFiles: readonly string[];
  /** False leaves variables as they are written. */
  interpolates?: boolean;
  /** Gathers the variables that the files use. */
  uses?: Use[];
}

const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Loads the project that the flags name. Throws ComposeError in compose's words. */
export async function loadProject(cli: Cli, how: LoadHow): Promise<Project> {
  const cwd = await cli.sys.getcwd();
  const files = await findFiles(cli, how, cwd);
  const folder = how.projectDirectory
    ? hostPath(how.projectDirectory, { folder: cwd, home: '' })
    : files[0]!.replace(/\/[^/]*$/, '') || '/';
  const environment = await environmentOf(cli, how, folder, cwd);
  const paths: PathHow = { folder, home: cli.env.HOME ?? '/root' };
  const loader = new Loader(cli, how, environment, paths);
  let tree: Tree = {};
  for (const file of files) tree = merge(tree, await loader.file(file)) as Tree;
  const name = projectName(how.projectName ?? cli.env.COMPOSE_PROJECT_NAME ?? environment.COMPOSE_PROJECT_NAME, tree.name, folder);
  await loader.warn();
  const project = await assemble(cli, tree, name, folder, files, environment);
  selectProfiles(project, [...how.profiles, ...(environment.COMPOSE_PROFILES ?? '').split(',').filter(Boolean)]);
  checkProject(project);
  return project;
}

async function findFiles(cli: Cli, how: LoadHow, cwd: string): Promise<string[]> {
  const listed = how.files.length > 0 ? how.files : (cli.env.COMPOSE_FILE ?? '').split(':').filter(Boolean);
  if (listed.length > 0)
    return listed.map(file => (file === '-' ? '/dev/stdin' : hostPath(file, { folder: cwd, home: cli.env.HOME ?? '' })));
  const start = how.projectDirectory ? hostPath(how.projectDirectory, { folder: cwd, home: '' }) : cwd;
  for (let folder = start; ; folder = folder.replace(/\/[^/]*$/, '') || '/') {
    const found: string[] = [];
    for (const name of NAMES)
      if (await exists(cli, `${folder === '/' ? '' : folder}/${name}`)) found.push(`${folder === '/' ? '' : folder}/${name}`);
    if (found.length > 0) {
      const override = found[0]!.replace(/(\.ya?ml)$/, '.override$1');
      const other = override.replace(/\.yaml$|\.yml$/, ending => (ending === '.yaml' ? '.yml' : '.yaml'));
      const more = (await exists(cli, override)) ? [override] : (await exists(cli, other)) ? [other] : [];
      return [found[0]!, ...more];
    }
    if (folder === '/') throw new ComposeError('no configuration file provided: not found');
  }
}

async function exists(cli: Cli, path: string): Promise<boolean> {
  try {
    return (await cli.sys.stat(path)).kind !== 'directory';
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

async function environmentOf(cli: Cli, how: LoadHow, folder: string, cwd: string): Promise<Record<string, string>> {
  const given = how.envFiles.length > 0 ? how.envFiles : (cli.env.COMPOSE_ENV_FILES ?? '').split(',').filter(Boolean);
  const files = given.map(file => hostPath(file, { folder: cwd, home: cli.env.HOME ?? '' }));
  if (files.length === 0 && (await exists(cli, `${folder}/.env`))) files.push(`${folder}/.env`);
  let values: Record<string, string> = {};
  for (const file of files) {
    const text = await textOf(cli, file, words => `couldn't find env file: ${file}${words === '' ? '' : ''}`);
    values = { ...values, ...parseDotenv(text, name => cli.env[name] ?? values[name]) };
  }
  return { ...values, ...cli.env };
}

async function textOf(cli: Cli, path: string, words: (strerror: string) => string): Promise<string> {
  try {
    return await readText(cli.sys, path);
  } catch (error) {
    if (error instanceof Errno) throw new ComposeError(words(error.message.toLowerCase()));
    throw error;
  }
}

/** A name in the form that projects have: lower case, no dots. */
export const normalName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
    .replace(/^[_-]+/, '');

function projectName(given: string | undefined, inFile: unknown, folder: string): string {
  if (given !== undefined && given !== '') {
    if (normalName(given) !== given) {
      throw new ComposeError(
        `invalid project name ${JSON.stringify(given)}: must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`,
      );
    }
    return given;
  }
  if (typeof inFile === 'string' && inFile !== '') return normalName(inFile);
  const name = normalName(folder.split('/').at(-1) ?? '');
  if (name === '') throw new ComposeError('project name must not be empty');
  return name;
}

class Loader {
  readonly #cli: Cli;
  readonly #how: LoadHow;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #paths: PathHow;
  readonly #warnings = new Set<string>();

  constructor(cli: Cli, how: LoadHow, environment: Readonly<Record<string, string>>, paths: PathHow) {
    this.#cli = cli;
    this.#how = how;
    this.#environment = environment;
    this.#paths = paths;
  }

  /** Prints what is doubtful, as logrus does. */
  async warn(): Promise<void> {
    if (this.#warnings.size === 0) return;
    const { warning } = await import('../warning.ts');
    for (const words of this.#warnings) await warning(this.#cli, words);
  }

  /** One file's tree, its services canonical. */
  async file(path: string, paths: PathHow = this.#paths): Promise<Tree> {
    const text = await textOf(this.#cli, path, words => `open ${path}: ${words}`);
    const raw = readYaml(text, path);
    if (raw === null || raw === undefined || Array.isArray(raw)) throw new ComposeError('empty compose file');
    if (typeof raw !== 'object') throw new ComposeError('top-level object must be a mapping');
    let tree = raw as Tree;
    if (this.#how.interpolates !== false) tree = this.#interpolated(tree);
    validate(tree, path);
    if (tree.version !== undefined) {
      this.#warnings.add(
        `${path}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
      );
      delete tree.version;
    }
    if (this.#how.interpolates === false) return tree;
    const included = await this.#includes(tree, path);
    const services: Tree = {};
    for (const [name, service] of Object.entries((tree.services ?? {}) as Record<string, Tree>))
      services[name] = canonicalService(name, service, paths);
    const canonical: Tree = { ...tree, services };
    for (const part of ['networks', 'volumes', 'secrets', 'configs']) {
      if (tree[part] !== undefined) canonical[part] = this.#resources(part, (tree[part] ?? {}) as Tree, paths);
    }
    await this.#extend(services, path, paths);
    return merge(included, canonical) as Tree;
  }

  #interpolated(tree: Tree): Tree {
    const variables = {
      get: (name: string) => this.#environment[name],
      missing: (name: string) => {
        this.#warnings.add(`The ${JSON.stringify(name)} variable is not set. Defaulting to a blank string.`);
      },
    };
    return interpolate(tree, variables, this.#how.uses) as Tree;
  }

  async #includes(tree: Tree, path: string): Promise<Tree> {
    let all: Tree = {};
    for (const item of (tree.include ?? []) as (string | { path: string | string[]; project_directory?: string })[]) {
      const given = typeof item === 'string' ? [item] : [item.path].flat();
      for (const file of given) {
        const whole = hostPath(file, { ...this.#paths, folder: path.replace(/\/[^/]*$/, '') });
        const folder = whole.replace(/\/[^/]*$/, '') || '/';
        all = merge(all, await this.file(whole, { ...this.#paths, folder })) as Tree;
      }
    }
    delete tree.include;
    return all;
  }

  #resources(part: string, tree: Tree, paths: PathHow): Tree {
    return Object.fromEntries(
      Object.entries(tree).map(([name, value]) => {
        const resource: Tree = { ...((value ?? {}) as Tree) };
        if (resource.labels !== undefined) resource.labels = mapping(resource.labels);
        if (resource.driver_opts !== undefined) resource.driver_opts = mapping(resource.driver_opts);
        if (typeof resource.file === 'string') resource.file = hostPath(resource.file, paths);
        if (typeof resource.external === 'object' && resource.external !== null) {
          this.#warnings.add(`${part}.${name}: external.name is deprecated. Please set name and external: true`);
          resource.name = (resource.external as { name?: string }).name ?? resource.name;
          resource.external = true;
        }
        return [name, resource];
      }),
    );
  }

  async #extend(services: Tree, path: string, paths: PathHow): Promise<void> {
    for (const name of Object.keys(services)) services[name] = await this.#extended(services, name, path, paths, []);
  }

  async #extended(services: Tree, name: string, path: string, paths: PathHow, seen: readonly string[]): Promise<Tree> {
    const service = services[name] as Tree;
    if (service.extends === undefined) return service;
    const given = (typeof service.extends === 'string' ? { service: service.extends } : service.extends) as {
      service: string;
      file?: string;
    };
    if (seen.includes(`${path}:${name}`)) throw new ComposeError('Circular reference');
    let from = services;
    let file = path;
    if (given.file !== undefined) {
      file = hostPath(given.file, paths);
      from = ((await this.file(file, { ...paths, folder: file.replace(/\/[^/]*$/, '') || '/' })).services ?? {}) as Tree;
    }
    if (!Object.hasOwn(from, given.service)) {
      throw new ComposeError(
        `cannot extend service ${JSON.stringify(name)} in ${file}: service ${JSON.stringify(given.service)} not found`,
      );
    }
    const base = await this.#extended(from, given.service, file, paths, [...seen, `${path}:${name}`]);
    const { extends: _extends, ...own } = service;
    return merge({ ...base, name }, own) as Tree;
  }
}

type Resources = Record<string, Resource>;

async function assemble(
  cli: Cli,
  tree: Tree,
  name: string,
  workingDir: string,
  files: string[],
  environment: Record<string, string>,
): Promise<Project> {
  const services: Record<string, Service> = {};
  for (const [key, service] of Object.entries((tree.services ?? {}) as Record<string, Service>))
    services[key] = await finish(cli, service, environment);
  const project: Project = {
    name,
    workingDir,
    files,
    services: Object.fromEntries(Object.entries(services).sort(([a], [b]) => (a < b ? -1 : 1))),
    disabled: {},
    networks: {},
    volumes: {},
    secrets: {},
    configs: {},
    extensions: Object.fromEntries(Object.entries(tree).filter(([key]) => key.startsWith('x-'))),
    environment,
  };
  const named = (part: 'networks' | 'volumes' | 'secrets' | 'configs'): Resources =>
    Object.fromEntries(
      Object.entries((tree[part] ?? {}) as Record<string, Tree>).map(([key, value]) => [
        key,
        { ...value, name: (value.name as string | undefined) ?? (value.external === true ? key : `${name}_${key}`) } as Resource,
      ]),
    );
  project.networks = named('networks');
  project.volumes = named('volumes');
  project.secrets = named('secrets');
  project.configs = named('configs');
  const usesDefault = Object.values(project.services).some(service => service.networks && Object.hasOwn(service.networks, 'default'));
  if (usesDefault && !Object.hasOwn(project.networks, 'default')) project.networks.default = { name: `${name}_default` };
  return project;
}

/** A service with what follows from the rest: its environment files, its default network, what its links depend on. */
async function finish(cli: Cli, given: Service, environment: Readonly<Record<string, string>>): Promise<Service> {
  const service = { ...given };
  let values: Record<string, string | null> = {};
  for (const { path, required } of service.env_file ?? []) {
    if (!(await exists(cli, path))) {
      if (required === false) continue;
      throw new ComposeError(`env file ${path} not found: stat ${path}: no such file or directory`);
    }
    values = { ...values, ...parseDotenv(await readText(cli.sys, path), name => environment[name]) };
  }
  for (const [key, value] of Object.entries(service.environment ?? {})) values[key] = value ?? environment[key] ?? null;
  if (Object.keys(values).length > 0) service.environment = values;
  delete service.env_file;
  if (service.build?.args) {
    const args = Object.entries(service.build.args).map(([key, value]) => [key, value ?? environment[key]] as const);
    service.build = {
      ...service.build,
      args: Object.fromEntries(args.filter(([, value]) => value !== undefined)) as Record<string, string>,
    };
  }
  if (service.networks === undefined && service.network_mode === undefined) service.networks = { default: null };
  else if (service.networks && Object.keys(service.networks).length === 0 && !service.network_mode) service.networks = { default: null };
  const implied = impliedDependencies(service);
  if (Object.keys(implied).length > 0) service.depends_on = { ...implied, ...service.depends_on };
  if (service.ports) service.ports = joined([], service.ports, 'ports') as Service['ports'];
  return compact(service) as unknown as Service;
}

function impliedDependencies(service: Service): NonNullable<Service['depends_on']> {
  const out: NonNullable<Service['depends_on']> = {};
  const add = (name: string): void => {
    out[name] = { condition: 'service_started', restart: true, required: true };
  };
  for (const link of service.links ?? []) add(link.split(':')[0]!);
  for (const key of ['network_mode', 'ipc', 'pid', 'uts']) {
    const match = /^service:(.+)$/.exec(String(service[key] ?? ''));
    if (match) add(match[1]!);
  }
  for (const from of (service.volumes_from as string[] | undefined) ?? []) if (!from.startsWith('container:')) add(from.split(':')[0]!);
  return out;
}

function selectProfiles(project: Project, profiles: readonly string[]): void {
  for (const [name, service] of Object.entries(project.services)) {
    const own = service.profiles ?? [];
    if (own.length === 0 || profiles.includes('*') || own.some(profile => profiles.includes(profile))) continue;
    project.disabled[name] = service;
    delete project.services[name];
  }
}
