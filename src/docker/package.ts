// docker.io, docker-cli, docker-buildx, docker-compose, containerd and runc: what Debian installs of Docker, and the module behind each file.

export const files: Record<string, string> = {
  '/usr/bin/containerd': 'docker/containerd',
  '/usr/bin/containerd-shim-runc-v2': 'docker/shim',
  '/usr/bin/docker': 'docker/cli',
  '/usr/bin/docker-compose': '-> ../libexec/docker/cli-plugins/docker-compose',
  '/usr/bin/docker-init': '-> tini-static',
  '/usr/bin/runc': '-> ../sbin/runc',
  '/usr/bin/tini-static': 'docker/tini',
  '/usr/libexec/docker/cli-plugins/docker-buildx': 'docker/cli/buildx',
  '/usr/libexec/docker/cli-plugins/docker-compose': 'docker/cli/compose',
  '/usr/sbin/docker-proxy': 'docker/proxy',
  '/usr/sbin/dockerd': 'docker/daemon',
  '/usr/sbin/runc': 'docker/runc',
};
