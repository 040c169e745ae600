import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

/** An RPM's version is that of `uname -r` without the architecture; SLES adds a rebuild count to the package. */
const carries = (version: string, kernel: string): boolean => {
  const plain = kernel.replace(/[-.](?:x86_64|aarch64|default|azure|i686)$/u, '');
  return plain !== '' && version.replace(/^\d+:/u, '').startsWith(plain);
};

export const rule: Rule = insideRule({
  id: 'guest.custom-kernel',
  text: {
    title: 'Kernel that is not the distribution’s',
    why: 'Containers run on the kernel of the node. What somebody built into this kernel, or patched, is not there.',
    remedy:
      'Ask why it was built. Where the reason is a driver or a feature, see whether the node’s kernel has it; else keep the VM.',
  },
  guest: ['system.kernel', 'packages'],
  check: (guest, subject) => {
    const { kernel } = guest.system;
    // Only of distributions' own databases do we know how the kernel's package is called.
    const packages = (guest.packages ?? []).filter(({ manager }) => manager === 'dpkg' || manager === 'rpm');
    if (kernel === null || packages.length === 0) return null;
    const isPackaged = packages.some(({ name, version }) =>
      name.startsWith('linux-image-')
        ? name.endsWith(kernel)
        : /^kernel(?:-|$)/u.test(name) && version !== null && carries(version, kernel),
    );
    return isPackaged ? null : hitAt('obstacle', [subject.guestEvidence('uname -r', kernel)]);
  },
});
