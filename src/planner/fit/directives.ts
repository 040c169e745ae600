import { DevirtError, exitCode } from '../../lib/errors.ts';
import type { Settings } from '../../model/settings.ts';
import { compileMatch } from './match.ts';
import type { ReadyOverride, ReadyWaiver } from './rule.ts';

/** The overrides of devirt.yaml in their order, compiled once. */
export function readyOverrides(settings: Settings): readonly ReadyOverride[] {
  return settings.overrides.map((override, index) => ({
    setting: `overrides[${index}]`,
    override,
    matches: compileMatch(override.match),
  }));
}

/**
 * The waivers of devirt.yaml by the rule that they waive, compiled once.
 * Throws a DevirtError where a waiver names a rule that does not exist: it would silently waive nothing.
 */
export function readyWaivers(
  settings: Settings,
  ruleIds: ReadonlySet<string>,
): ReadonlyMap<string, readonly ReadyWaiver[]> {
  const ready = new Map<string, ReadyWaiver[]>();
  for (const [index, waiver] of settings.waivers.entries()) {
    const setting = `waivers[${index}]`;
    if (!ruleIds.has(waiver.rule)) {
      throw new DevirtError(
        `devirt.yaml: ${setting}.rule names the rule "${waiver.rule}", which does not exist`,
        'Use the id that the finding shows, for example "os.end-of-life"; assessment.json lists all ids under "rules".',
        exitCode.usage,
      );
    }
    const entry: ReadyWaiver = { setting, waiver, matches: compileMatch(waiver.match) };
    const others = ready.get(waiver.rule);
    if (others === undefined) ready.set(waiver.rule, [entry]);
    else others.push(entry);
  }
  return ready;
}
