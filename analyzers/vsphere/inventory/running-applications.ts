import { redactSecrets } from '../../../src/lib/redact.ts';
import type { RunningApplication } from '../../../src/model/estate.ts';

/** Threads of the Linux kernel, which VMware Tools list among the processes. */
const kernelThread = /^kworker\//;

/** A guest decides what stands here: no more than this is taken of one VM. */
const mostApplications = 2_000;

/**
 * The applications that VMware Tools publish in guestinfo.appInfo: { "applications": [{ "a": name, "v": version }] }
 * (open-vm-tools, services/plugins/appInfo). Null for what is not that: nothing is known then. Each once, in order.
 */
export function readRunningApplications(json: string | null): RunningApplication[] | null {
  if (json === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const list: unknown =
    typeof value === 'object' && value !== null && 'applications' in value ? value.applications : null;
  if (!Array.isArray(list)) return null;
  const found = new Map<string, RunningApplication>();
  for (const entry of list.slice(0, mostApplications)) {
    const item: unknown = entry;
    if (typeof item !== 'object' || item === null || !('a' in item) || typeof item.a !== 'string') continue;
    if (kernelThread.test(item.a)) continue;
    const version = 'v' in item && typeof item.v === 'string' && item.v !== '' ? redactSecrets(item.v) : null;
    const name = redactSecrets(item.a);
    found.set(`${name}\n${version ?? ''}`, { name, version });
  }
  return [...found.values()];
}
