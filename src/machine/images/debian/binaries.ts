// What /usr/bin and /usr/sbin of the recorded Debian sid host hold: names, sizes in bytes, modes where they are not 0755, and links.
// Programs that are simulated get their real size from here; the rest is what the shell calls "not simulated".

const BIN = `
[:55752 apt:35208 apt-cache:113032 apt-cdrom:27016 apt-config:31040 apt-get:59784 apt-mark:84360 arch:43464 b2sum:63944 base32:47560
base64:47560 basename:43464 basenc:63944 bash:1417520 bashbug:6994 bc:97048 busctl:91240 busybox:2063232 cat:47592 cgclassify:31104
cgcreate:23136 cgdelete:22840 cgexec:22880 cgget:31032 cgset:22840 cgsnapshot:23008 cgxget:31032 cgxset:26936 chage:109672:2755
chcon:76232 chfn:75064:4755 chgrp:80328 chmod:72136 choom:71920 chown:80328 chrt:84208 chsh:57016:4755 cksum:141768 clear:14584
clear_console:14488 cmp:52216 col:39152 colcrt:14568 colrm:35056 column:84208 comm:47560 containerd:41997240
containerd-shim-runc-v2:15338584 cp:154056 csplit:59848 ctr:22861560 curl:342328 cut:51656 dash:129736 date:113096 dd:76272
deb-systemd-helper:24358 deb-systemd-invoke:7400 debconf:2870 debconf-apt-progress:11846 debconf-communicate:623 debconf-copydb:1718
debconf-escape:668 debconf-set-selections:3216 debconf-show:1825 delv:58712 df:101296 diff:151064 diff3:60440 dig:146248 dir:166824
dircolors:55752 dirname:43464 dmesg:98912 dnstap-read:22864 docker:32990296 dpkg:334896 dpkg-deb:186912 dpkg-divert:170776
dpkg-maintscript-helper:21134 dpkg-query:178960 dpkg-realpath:63824 dpkg-split:150000 dpkg-statoverride:92680 dpkg-trigger:100864
du:121288 echo:43464 egrep:41 env:56176 expand:47560 expr:51624 factor:72136 fallocate:39152 false:43464 fgrep:41 file:27200 find:318704
findmnt:106240 flock:43328 fmt:51656 fold:47560 free:31032 fuser:40784 gawk:860640 gawkbug:6783 getconf:31016 getent:35480 getopt:39152
gpasswd:92680:4755 grep:211344 groups:43464 gunzip:2266 gzexe:6412 gzip:105600 hardlink:59728 head:51656 hexdump:67832 host:113472
hostid:43464 hostname:26776 hostnamectl:41000 hugetop:31056 iconv:68032 id:51656 infocmp:67904 install:158160 ionice:35056 ip:766976
ipcmk:39216 ipcrm:88304 ipcs:92400 ischroot:14592 join:59880 journalctl:114160 jq:30800 kernel-install:61648 kill:26936 killall:32720
kubectl:81301008 ldd:5355 less:257568 lessecho:14584 lesskey:26944 lesspipe:9047 lft.db:2489 libcgroup_systemd_idle_thread:14576
link:43464 ln:76240 lnstat:117504 locale:46656 localectl:28464 localedef:314424 logger:64336 login:100592 loginctl:71304 logname:43464
look:18664 ls:166792 lsblk:260336 lscgroup:22880 lscpu:186608 lsipc:121072 lslocks:96928 lsns:104688 lsof:208792 lssubsys:14784
mawk:178856 mcookie:39216 md5sum:51656 mdig:51536 mkdir:88520 mkfifo:76232 mknod:80328 mktemp:47560 more:63728 mount:80112:4755
mountpoint:18664 mv:149960 namei:39152 nc.openbsd:43608 netshaper:125408 netstat:159400 networkctl:177000 nice:47560 nl:51720
nohup:47560 nproc:47560 nsenter:100864 nslookup:113480 nstat:117120 nsupdate:80424 numfmt:76264 od:84456 openssl:1127912 partx:145648
passwd:126280:4755 paste:47560 pathchk:43464 peekfd:14848 perl:4123856 perl5.42.3:4123856 pgrep:47544 pidwait:47544 ping:156136
pinky:59848 pldd:22904 pmap:35160 pr:92680 printenv:43464 printf:72136 prlimit:80640 prtstat:19016 ps:162768 pslog:14792 pstree:36640
ptx:63976 pwd:47560 pwdx:14648 rdma:215576 readlink:55752 realpath:59848 renice:14568 rev:14568 rgrep:30 rm:76232 rmdir:43464
routel:1658 run-parts:31392 runcon:47560 savelog:10487 script:84208 scriptlive:67824 scriptreplay:51440 sdiff:60536 sed:126424 seq:51656
setarch:104968 setpriv:116976 setsid:14568 setterm:47344 sha1sum:51656 sha224sum:55752 sha256sum:55752 sha384sum:55752 sha512sum:55752
shred:68040 shuf:63944 skill:31056 slabtop:31096 sleep:47560 sort:129744 split:72560 sqv:1935072 ss:211816 stat:109000 stdbuf:47560
stty:76232 su:84208:4755 sudo:298320:4755 sum:51664 sync:43464 systemctl:326480 systemd-ac-power:15184 systemd-analyze:271280 systemd-ask-password:28264
systemd-cat:19440 systemd-cgls:23984 systemd-cgtop:40608 systemd-creds:58256 systemd-delta:23432 systemd-detect-virt:19568
systemd-escape:23616 systemd-firstboot:66616 systemd-id128:32376 systemd-inhibit:23728 systemd-machine-id-setup:19848
systemd-mount:58056 systemd-mute-console:23384 systemd-notify:36480 systemd-path:23376 systemd-pty-forward:19528 systemd-run:110064
systemd-socket-activate:27904 systemd-stdio-bridge:23520 systemd-sysext:98288 systemd-sysinstall:69552 systemd-sysusers:69184
systemd-tmpfiles:143488 systemd-tty-ask-password-agent:36072 systemd-vpick:24264 tabs:18672 tac:47560 tail:84456 tar:474664
taskset:76016 tcpdump:1273880 tee:47560 tempfile:14416 test:55720 tic:96608 timedatectl:49280 timeout:47984 tini-static:752504
tload:22856 toe:22768 top:151384 touch:88520 tput:30992 tr:59848 traceproto.db:2884 traceroute-nanog:1617 traceroute.db:77104 tree:97888
true:43464 truncate:47560 tset:30968 tsort:59848 tty:43464 tzselect:21868 uclampset:80112 ul:22760 umount:67824:4755 uname:43464
unexpand:47560 uniq:55752 unlink:43464 unshare:109016 update-alternatives:59712 uptime:18744 users:51656 varlinkctl:65896 vdir:166824
vmstat:40112 w:31032 wall:47344 watch:43360 wc:68048 wcurl:12926 whereis:55536 which.debianutils:1080 who:63944 whoami:43464 xargs:76040
yes:43464 zcat:1904 zcmp:1609 zdiff:6373 zdump:26840 zegrep:29 zfgrep:29 zforce:2007 zgrep:8136 zless:2365 zmore:1768 znew:4851
`;

const SBIN = `
add-shell:1053 agetty:142768 arp:67720 arpd:117152 blkdiscard:39152 blkid:153872 blockdev:104688 brctl:43536 bridge:182752 capsh:54600
cgconfigparser:23072 cgrulesengd:31336 chgpasswd:72096 chpasswd:101384 chroot:51656 conntrack:98472 dcb:174616 devlink:256920
docker-proxy:2867224 dockerd:79640312 dpkg-preconfigure:4563 dpkg-reconfigure:4536 dpll:150424 ethtool:1040840 faillock:22776
findfs:14568 fs-idmap:1921408 fsck:67824 fsfreeze:14568 fstab-decode:14576 fstrim:96496 genl:129472 getcap:14576 getpcaps:14576
groupadd:113776 groupdel:101288 groupmod:113736 grpck:72136 grpconv:59688 grpunconv:59688 iconvconfig:31128 ifconfig:83976
installkernel:2711 invoke-rc.d:16517 ipmaddr:19008 ipset:14416 iptables-apply:7052 iptunnel:27192 ipvsadm:72888 ipvsadm-restore:573
ipvsadm-save:744 killall5:26944 ldconfig:997464 losetup:141704 mii-tool:27728 mkfs:14568 mkhomedir_helper:14600 mkswap:149744
nameif:15000 newusers:117680 nfnl_osf:18664 nft:26776 nologin:39152 pam-auth-update:21441 pam_getenv:2890 pam_namespace_helper:467
pam_timestamp_check:14584 pidfd-kill:4138808 plipconfig:14824 policy-rc.d:19 pwck:68024 pwconv:59704 pwhistory_helper:22776
pwunconv:59688 rarp:38024 readprofile:39184 recvtty:4137176 remap-rootfs:3493248 remove-shell:1111 rmt-tar:64704
route:70832 rtacct:117128 rtcwake:59632 rtmon:125312 runc:11226472 runuser:84208 sd-helper:3653112 seccompagent:2942840 service:9212
setcap:14576 shadowconfig:2750 slattach:42184 start-stop-daemon:52688 sulogin:59632 swaplabel:18664 swapoff:76016 swapon:59632
sysctl:35136 tarcat:936 tc:630448 tcptraceroute.db:1593 tipc:174616 unix_chkpwd:43256:2755 unix_update:43256 update-ca-certificates:5672
update-passwd:43512 update-rc.d:18359 update-shells:4066 useradd:159624 userdel:117776 usermod:151304 vdpa:129624 vipw:74472
wipefs:55536 xtables-legacy-multi:95208 xtables-nft-multi:228768 zic:59720 zramctl:149864
`;

/** Links as "name>target"; a leading slash stands for /usr/sbin. */
const LINKS = `
awk>/etc/alternatives/awk captoinfo>tic ctstat>lnstat dnsdomainname>hostname docker-compose>../libexec/docker/cli-plugins/docker-compose
docker-init>tini-static domainname>hostname hd>hexdump i386>setarch infotocap>tic iptables-xml>../sbin/xtables-legacy-multi
ld.so>../lib64/ld-linux-x86-64.so.2 lessfile>lesspipe lft>/etc/alternatives/lft linux32>setarch linux64>setarch
nawk>/etc/alternatives/nawk nc>/etc/alternatives/nc netcat>/etc/alternatives/netcat nisdomainname>hostname pager>/etc/alternatives/pager
pidof>../sbin/killall5 ping4>ping ping6>ping pkill>pgrep pstree.x11>pstree rbash>bash reset>tset rtstat>lnstat run0>systemd-run
runc>../sbin/runc sh>dash snice>skill systemd-confext>systemd-sysext systemd-umount>systemd-mount
traceproto>/etc/alternatives/traceproto traceroute>/etc/alternatives/traceroute traceroute6>/etc/alternatives/traceroute6
traceroute6.db>traceroute.db uncompress>gunzip which>/etc/alternatives/which x86_64>setarch ypdomainname>hostname
/arptables>/etc/alternatives/arptables /arptables-nft>xtables-nft-multi /arptables-nft-restore>xtables-nft-multi
/arptables-nft-save>xtables-nft-multi /arptables-restore>/etc/alternatives/arptables-restore
/arptables-save>/etc/alternatives/arptables-save /arptables-translate>xtables-nft-multi /ebtables>/etc/alternatives/ebtables
/ebtables-nft>xtables-nft-multi /ebtables-nft-restore>xtables-nft-multi /ebtables-nft-save>xtables-nft-multi
/ebtables-restore>/etc/alternatives/ebtables-restore /ebtables-save>/etc/alternatives/ebtables-save
/ebtables-translate>xtables-nft-multi /getty>agetty /ip>../bin/ip /ip6tables>/etc/alternatives/ip6tables /ip6tables-apply>iptables-apply
/ip6tables-legacy>xtables-legacy-multi /ip6tables-legacy-restore>xtables-legacy-multi /ip6tables-legacy-save>xtables-legacy-multi
/ip6tables-nft>xtables-nft-multi /ip6tables-nft-restore>xtables-nft-multi /ip6tables-nft-save>xtables-nft-multi
/ip6tables-restore>/etc/alternatives/ip6tables-restore /ip6tables-restore-translate>xtables-nft-multi
/ip6tables-save>/etc/alternatives/ip6tables-save /ip6tables-translate>xtables-nft-multi /ipset-translate>ipset
/iptables>/etc/alternatives/iptables /iptables-legacy>xtables-legacy-multi /iptables-legacy-restore>xtables-legacy-multi
/iptables-legacy-save>xtables-legacy-multi /iptables-nft>xtables-nft-multi /iptables-nft-restore>xtables-nft-multi
/iptables-nft-save>xtables-nft-multi /iptables-restore>/etc/alternatives/iptables-restore /iptables-restore-translate>xtables-nft-multi
/iptables-save>/etc/alternatives/iptables-save /iptables-translate>xtables-nft-multi /rmt>/etc/alternatives/rmt
/tcptraceroute>/etc/alternatives/tcptraceroute /traceroute>/etc/alternatives/traceroute.sbin /vigr>vipw
/xtables-monitor>xtables-nft-multi
`;

export interface Binary {
  sizeBytes: number;
  mode: number;
}

const table = (text: string, folder: string): [string, Binary][] =>
  text
    .trim()
    .split(/\s+/)
    .map(word => {
      const [name, size, mode] = word.split(':') as [string, string, string?];
      return [`${folder}/${name}`, { sizeBytes: Number(size), mode: Number.parseInt(mode ?? '755', 8) }];
    });

/** Regular files by path. */
export const binaries: ReadonlyMap<string, Binary> = new Map([...table(BIN, '/usr/bin'), ...table(SBIN, '/usr/sbin')]);

/** Symbolic links by path. */
export const binaryLinks: ReadonlyMap<string, string> = new Map(
  LINKS.trim()
    .split(/\s+/)
    .map(word => {
      const [name, target] = word.split('>') as [string, string];
      return [name.startsWith('/') ? `/usr/sbin${name}` : `/usr/bin/${name}`, target];
    }),
);
