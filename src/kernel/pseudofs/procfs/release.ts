// What the kernel calls itself: uname(2)'s release and version, /proc/version.

export const KERNEL_RELEASE = '6.18.44-fc-v657';
export const KERNEL_VERSION = '#1 SMP PREEMPT_DYNAMIC @0';
export const VERSION_LINE = `Linux version ${KERNEL_RELEASE} (builder@sandboxing) (gcc (GCC) 15.3.0, GNU ld (GNU Binutils) 2.46) ${KERNEL_VERSION}\n`;
export const COMMAND_LINE = 'console=ttyS0 quiet reboot=k panic=1 nomodule random.trust_cpu=1 swiotlb=noforce psi=1\n';
