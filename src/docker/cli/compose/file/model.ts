// What a compose project is once its files are read: canonical, every short form made long. As compose-go 2's types.

export interface ServicePort {
  mode: string;
  host_ip?: string;
  target: number;
  published?: string;
  protocol: string;
  name?: string;
  app_protocol?: string;
}

export interface ServiceVolume {
  type: string;
  source?: string;
  target: string;
  read_only?: boolean;
  consistency?: string;
  bind?: { propagation?: string; create_host_path?: boolean; selinux?: string; recursive?: string };
  volume?: { nocopy?: boolean; subpath?: string; labels?: Record<string, string> };
  tmpfs?: { size?: string | number; mode?: number };
  image?: { subpath?: string };
}

export interface Dependency {
  condition: string;
  restart?: boolean;
  required: boolean;
}

export interface ServiceNetwork {
  aliases?: string[];
  ipv4_address?: string;
  ipv6_address?: string;
  link_local_ips?: string[];
  mac_address?: string;
  driver_opts?: Record<string, string>;
  priority?: number;
  gw_priority?: number;
}

export interface FileReference {
  source: string;
  target?: string;
  uid?: string;
  gid?: string;
  mode?: string | number;
}

export interface Build {
  context?: string;
  dockerfile?: string;
  dockerfile_inline?: string;
  args?: Record<string, string | null>;
  labels?: Record<string, string>;
  target?: string;
  no_cache?: boolean;
  pull?: boolean;
  network?: string;
  extra_hosts?: string[];
  tags?: string[];
  shm_size?: string | number;
  secrets?: FileReference[];
  platforms?: string[];
  [more: string]: unknown;
}

export interface HealthCheck {
  test?: string[];
  timeout?: string;
  interval?: string;
  retries?: number;
  start_period?: string;
  start_interval?: string;
  disable?: boolean;
}

export interface Deploy {
  mode?: string;
  replicas?: number;
  resources?: {
    limits?: { cpus?: string | number; memory?: string; pids?: number };
    reservations?: { cpus?: string | number; memory?: string };
  };
  restart_policy?: { condition?: string; max_attempts?: number };
  [more: string]: unknown;
}

export interface Service {
  name: string;
  profiles?: string[];
  build?: Build;
  command?: string[] | null;
  entrypoint?: string[] | null;
  container_name?: string;
  depends_on?: Record<string, Dependency>;
  deploy?: Deploy;
  environment?: Record<string, string | null>;
  env_file?: { path: string; required?: boolean; format?: string }[];
  expose?: string[];
  healthcheck?: HealthCheck;
  image?: string;
  labels?: Record<string, string>;
  links?: string[];
  network_mode?: string;
  networks?: Record<string, ServiceNetwork | null>;
  ports?: ServicePort[];
  pull_policy?: string;
  restart?: string;
  scale?: number;
  secrets?: FileReference[];
  configs?: FileReference[];
  volumes?: ServiceVolume[];
  tty?: boolean;
  stdin_open?: boolean;
  attach?: boolean;
  [more: string]: unknown;
}

export interface Resource {
  name: string;
  external?: boolean;
  driver?: string;
  driver_opts?: Record<string, string>;
  labels?: Record<string, string>;
  [more: string]: unknown;
}

export interface NetworkResource extends Resource {
  ipam?: {
    driver?: string;
    config?: { subnet?: string; gateway?: string; ip_range?: string; aux_addresses?: Record<string, string> }[];
    options?: Record<string, string>;
  };
  internal?: boolean;
  attachable?: boolean;
  enable_ipv6?: boolean;
  enable_ipv4?: boolean;
}

export interface FileResource extends Resource {
  file?: string;
  environment?: string;
  content?: string;
}

export interface Project {
  name: string;
  workingDir: string;
  files: string[];
  services: Record<string, Service>;
  /** Services that a profile keeps out. */
  disabled: Record<string, Service>;
  networks: Record<string, NetworkResource>;
  volumes: Record<string, Resource>;
  secrets: Record<string, FileResource>;
  configs: Record<string, FileResource>;
  extensions: Record<string, unknown>;
  /** The variables of .env and the environment. */
  environment: Record<string, string>;
}

/** How many containers a service is to have. */
export const scaleOf = (service: Service): number => service.scale ?? service.deploy?.replicas ?? 1;
