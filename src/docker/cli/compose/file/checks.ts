// What a project must be: references that exist, no cycles, no contradictions. As compose-go 2's loader and validation packages.

import { type Project, type Service, scaleOf } from './model.ts';
import { ComposeError } from './yaml.ts';

const invalid = (words: string): never => {
  throw new ComposeError(`${words}: invalid compose project`);
};

/** Throws ComposeError in compose's words. */
export function checkProject(project: Project): void {
  for (const [name, service] of Object.entries(project.services)) checkService(project, name, service);
  checkCycles(project);
}

function checkService(project: Project, name: string, service: Service): void {
  if (!service.image && !service.build && !service.provider)
    invalid(`service ${JSON.stringify(name)} has neither an image nor a build context specified`);
  if (service.networks && service.network_mode && Object.keys(service.networks).length > 0) {
    invalid(`service ${name} declares mutually exclusive \`network_mode\` and \`networks\``);
  }
  for (const network of Object.keys(service.networks ?? {})) {
    if (!Object.hasOwn(project.networks, network)) invalid(`service ${JSON.stringify(name)} refers to undefined network ${network}`);
  }
  for (const [other, { required }] of Object.entries(service.depends_on ?? {})) {
    if (required && !Object.hasOwn(project.services, other))
      invalid(`service ${JSON.stringify(name)} depends on undefined service ${JSON.stringify(other)}`);
  }
  for (const volume of service.volumes ?? []) {
    if (volume.type === 'volume' && volume.source && !Object.hasOwn(project.volumes, volume.source)) {
      invalid(`service ${JSON.stringify(name)} refers to undefined volume ${volume.source}`);
    }
  }
  for (const { source } of service.secrets ?? []) {
    if (!Object.hasOwn(project.secrets, source)) invalid(`service ${JSON.stringify(name)} refers to undefined secret ${source}`);
  }
  for (const { source } of service.configs ?? []) {
    if (!Object.hasOwn(project.configs, source)) invalid(`service ${JSON.stringify(name)} refers to undefined config ${source}`);
  }
  if (service.container_name && scaleOf(service) > 1) {
    invalid(
      `services.${service.scale === undefined ? 'deploy.replicas' : 'scale'}: can't set container_name and ${name} as container name must be unique`,
    );
  }
  const limits = service.deploy?.resources?.limits;
  const pairs: [string, unknown, unknown][] = [
    ['cpus', service.cpus, limits?.cpus],
    ['mem_limit', service.mem_limit, limits?.memory],
    ['pids_limit', service.pids_limit, limits?.pids],
  ];
  for (const [key, own, deployed] of pairs) {
    if (own === undefined || deployed === undefined || String(own) === String(deployed)) continue;
    const other = key === 'mem_limit' ? 'memory' : key === 'pids_limit' ? 'pids' : key;
    invalid(`services.${name}: can't set distinct values on '${key}' and 'deploy.resources.limits.${other}'`);
  }
}

function checkCycles(project: Project): void {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const at = path.indexOf(name);
    if (at >= 0) throw new ComposeError(`dependency cycle detected: ${[...path.slice(at), name].join(' -> ')}`);
    if (done.has(name)) return;
    for (const other of Object.keys(project.services[name]?.depends_on ?? {})) visit(other, [...path, name]);
    done.add(name);
  };
  for (const name of Object.keys(project.services)) visit(name, []);
}

/** Services so that each comes after those it depends on. */
export function inOrder(project: Project, wanted: Iterable<string> = Object.keys(project.services)): string[] {
  const order: string[] = [];
  const visit = (name: string): void => {
    if (order.includes(name) || !Object.hasOwn(project.services, name)) return;
    for (const other of Object.keys(project.services[name]!.depends_on ?? {})) visit(other);
    order.push(name);
  };
  const set = new Set(wanted);
  for (const name of Object.keys(project.services)) if (set.has(name)) visit(name);
  return order;
}

/** The services named, with all that they depend on; all of them where none is named. Throws where one does not exist. */
export function selectServices(project: Project, names: readonly string[], how: { deps?: boolean } = {}): string[] {
  for (const name of names) {
    if (!Object.hasOwn(project.services, name)) {
      if (Object.hasOwn(project.disabled, name)) project.services[name] = project.disabled[name]!;
      else throw new ComposeError(`no such service: ${name}`);
    }
  }
  if (names.length === 0) return inOrder(project);
  return how.deps === false ? inOrder(project).filter(name => names.includes(name)) : inOrder(project, names);
}
