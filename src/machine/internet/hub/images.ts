// What the simulated Docker Hub has: the images that workshops use first.

import type { ImageEntry, ImageTree } from '../../../kernel/fs/imagefs.ts';
import type { HubImage } from '../image.ts';
import { alpineTree, busyboxTree, debianSlimTree, debianTree, ubuntuTree } from './distributions.ts';
import { httpdTree, nginxTree, redisTree, whoamiTree } from './servers.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const DEBIAN_STEP = "# debian.sh --arch 'amd64' out/ 'trixie' '@1763337600'";

const copy = (what: string): string => `COPY ${what} # buildkit`;
const hello: ImageTree = { '/hello': { module: 'hello-world', size: 10072 } };

/** nginx on a base: the same steps for Debian and Alpine. */
const nginx = (tags: readonly string[], base: ImageTree, baseStep: string, added: ImageTree): HubImage => ({
  repository: 'library/nginx',
  tags,
  created: '2026-11-18T04:12:31Z',
  steps: [
    { by: baseStep, tree: base },
    { by: 'LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>' },
    { by: 'ENV NGINX_VERSION=1.29.3' },
    { by: 'RUN /bin/sh -c set -x     && groupadd --system --gid 101 nginx … # buildkit', tree: added },
    { by: 'ENTRYPOINT ["/docker-entrypoint.sh"]' },
    { by: 'EXPOSE map[80/tcp:{}]' },
    { by: 'STOPSIGNAL SIGQUIT' },
    { by: 'CMD ["nginx" "-g" "daemon off;"]' },
  ],
  config: {
    Env: [PATH, 'NGINX_VERSION=1.29.3', 'NJS_VERSION=0.9.4', 'NJS_RELEASE=1~trixie', 'PKG_RELEASE=1~trixie', 'DYNPKG_RELEASE=1~trixie'],
    Entrypoint: ['/docker-entrypoint.sh'],
    Cmd: ['nginx', '-g', 'daemon off;'],
    ExposedPorts: { '80/tcp': {} },
    Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
    StopSignal: 'SIGQUIT',
    WorkingDir: '/',
  },
});

const withAlpineUser = (tree: ImageTree): ImageTree => {
  const user: Record<string, ImageEntry> = {
    '/etc/passwd': { text: `${alpineTree['/etc/passwd']!.text}nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\n` },
    '/etc/group': { text: `${alpineTree['/etc/group']!.text}nginx:x:101:nginx\n` },
  };
  return { ...tree, ...user, '/usr/lib/nginx/modules/extra.so': { size: 38_000_000 } };
};

export function hubImages(): HubImage[] {
  const debianUser: Record<string, ImageEntry> = {
    '/etc/passwd': { text: `${debianSlimTree['/etc/passwd']!.text}nginx:x:101:101:nginx user:/nonexistent:/bin/false\n` },
    '/etc/group': { text: `${debianSlimTree['/etc/group']!.text}nginx:x:101:\n` },
    '/usr/lib/x86_64-linux-gnu/libperl.so.5.40': { size: 72_000_000 },
  };
  return [
    {
      repository: 'library/hello-world',
      tags: ['latest', 'linux'],
      created: '2026-08-08T19:05:17Z',
      steps: [{ by: copy('hello /'), tree: hello }, { by: 'CMD ["/hello"]' }],
      config: { Env: [PATH], Cmd: ['/hello'], WorkingDir: '/' },
    },
    {
      repository: 'library/busybox',
      tags: ['latest', '1.37', 'stable', 'glibc'],
      created: '2026-09-26T21:31:42Z',
      steps: [{ by: 'BusyBox 1.37.0 (glibc), Debian 13', tree: busyboxTree }],
      config: { Env: [PATH], Cmd: ['sh'], WorkingDir: '/' },
    },
    {
      repository: 'library/alpine',
      tags: ['latest', '3', '3.22', '3.22.2'],
      created: '2026-10-08T11:04:56Z',
      steps: [{ by: 'ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit', tree: alpineTree }, { by: 'CMD ["/bin/sh"]' }],
      config: { Env: [PATH], Cmd: ['/bin/sh'], WorkingDir: '/' },
    },
    {
      repository: 'library/debian',
      tags: ['latest', 'trixie', '13', 'stable'],
      created: '2026-11-17T00:00:00Z',
      steps: [{ by: DEBIAN_STEP, tree: debianTree }, { by: 'CMD ["bash"]' }],
      config: { Env: [PATH], Cmd: ['bash'], WorkingDir: '/' },
    },
    {
      repository: 'library/ubuntu',
      tags: ['latest', '24.04', 'noble'],
      created: '2026-10-13T20:45:11Z',
      steps: [{ by: 'ARG RELEASE' }, { by: 'ADD file:… in / ', tree: ubuntuTree }, { by: 'CMD ["/bin/bash"]' }],
      config: { Env: [PATH], Cmd: ['/bin/bash'], Labels: { 'org.opencontainers.image.version': '24.04' }, WorkingDir: '/' },
    },
    nginx(['latest', '1.29', '1.29.3', 'mainline', 'stable'], debianSlimTree, DEBIAN_STEP, { ...nginxTree, ...debianUser }),
    nginx(
      ['alpine', '1.29-alpine', 'mainline-alpine', 'stable-alpine'],
      alpineTree,
      'ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit',
      withAlpineUser(nginxTree),
    ),
    {
      repository: 'library/httpd',
      tags: ['latest', '2.4', '2'],
      created: '2026-11-18T02:07:45Z',
      steps: [
        { by: DEBIAN_STEP, tree: debianSlimTree },
        { by: 'ENV HTTPD_PREFIX=/usr/local/apache2' },
        { by: 'RUN /bin/sh -c set -eux; … # buildkit', tree: httpdTree },
        { by: 'STOPSIGNAL SIGWINCH' },
        { by: copy('httpd-foreground /usr/local/bin/') },
        { by: 'EXPOSE map[80/tcp:{}]' },
        { by: 'CMD ["httpd-foreground"]' },
      ],
      config: {
        Env: [
          'PATH=/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          'HTTPD_PREFIX=/usr/local/apache2',
          'HTTPD_VERSION=2.4.65',
        ],
        Cmd: ['httpd-foreground'],
        ExposedPorts: { '80/tcp': {} },
        StopSignal: 'SIGWINCH',
        WorkingDir: '/usr/local/apache2',
      },
    },
    {
      repository: 'library/redis',
      tags: ['latest', '8', '8.2'],
      created: '2026-11-18T03:15:02Z',
      steps: [
        { by: DEBIAN_STEP, tree: debianSlimTree },
        { by: 'RUN /bin/sh -c set -eux; … # buildkit', tree: redisTree },
        { by: 'VOLUME [/data]' },
        { by: 'WORKDIR /data' },
        { by: 'EXPOSE map[6379/tcp:{}]' },
        { by: 'CMD ["redis-server"]' },
      ],
      config: {
        Env: [PATH, 'REDIS_DOWNLOAD_URL=https://github.com/redis/redis/archive/refs/tags/8.2.3.tar.gz'],
        Cmd: ['redis-server'],
        ExposedPorts: { '6379/tcp': {} },
        Volumes: { '/data': {} },
        WorkingDir: '/data',
      },
    },
    {
      repository: 'traefik/whoami',
      tags: ['latest', 'v1.11', 'v1.11.0'],
      created: '2026-04-14T14:21:24Z',
      steps: [
        { by: copy('/usr/share/zoneinfo /usr/share/zoneinfo') },
        { by: copy('whoami /'), tree: whoamiTree },
        { by: 'ENTRYPOINT ["/whoami"]' },
        { by: 'EXPOSE map[80/tcp:{}]' },
      ],
      config: { Env: [PATH], Entrypoint: ['/whoami'], ExposedPorts: { '80/tcp': {} }, WorkingDir: '/' },
    },
  ];
}
