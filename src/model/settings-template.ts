import { stringify } from 'yaml';
import { defaultSettings, settingSources, type SettingSource } from './settings.ts';

const examples = `# Owners: tables that you keep elsewhere, a CMDB's export or the worksheet that \`devirt worksheet\` writes.
# owners: [cmdb.csv, worksheet-filled.xlsx]
# Overrides: your decision, which counts before every rule. All given fields must match; * and ? are wildcards.
# overrides:
#   - match: { name: "web-*", cluster: "Production" }
#     disposition: containerize        # containerize, rehost, replace, retain or retire
#     reason: stateless, image exists in the team's registry
#   - match: { folder: "/DC1/vm/Legacy/*" }
#     disposition: retire
#     reason: owner confirmed on 2026-11-02
# Waivers: a finding that you have judged and accept.
# waivers:
#   - rule: forklift.vmware.snapshot.detected
#     match: { name: "build-*" }
#     reason: rebuilt nightly
#     until: 2027-03-31
`;

const savingsHint = `# Savings: what they are computed from; \`devirt init --assumptions\` writes all of it, with ranges and sources.
# savings:
#   contract: { pricePerCoreYear: 60 }
`;

/** Unit, source, its date, range, and who says otherwise. */
function comment({ unit, source, date, low, high, rangeIsFactor, conflict }: SettingSource): string {
  return [
    `${unit}; ${source}`,
    ...(date === undefined ? [] : [date]),
    ...(low === undefined || high === undefined || low === high
      ? []
      : [`range of assumed cases ${low} to ${high}${rangeIsFactor === true ? ' times the value' : ''}`]),
    ...(conflict === undefined ? [] : [`otherwise: ${conflict}`]),
  ].join('; ');
}

/**
 * A devirt.yaml with every default and its source as a comment; parsing it gives the defaults. What savings are computed
 * from is left out unless asked for: it is as long as all the rest.
 */
export function settingsTemplate(withAssumptions: boolean): string {
  const { owners: _owners, overrides: _overrides, waivers: _waivers, savings, ...others } = defaultSettings();
  const settings = withAssumptions ? { ...others, savings } : others;
  const lines: string[] = [];
  const path: string[] = [];
  for (const line of stringify(settings, { lineWidth: 0 }).trimEnd().split('\n')) {
    const match = /^( *)([A-Za-z]\w*):/.exec(line);
    const [, indent, key] = match ?? [];
    if (indent !== undefined && key !== undefined) {
      path.splice(indent.length / 2);
      path[indent.length / 2] = key;
      const known = settingSources[path.join('.')];
      if (known !== undefined) lines.push(`${indent}# ${comment(known)}`);
    }
    lines.push(line);
  }
  return `# devirt.yaml: the only file that you write. Everything else is derived from it and from the sources.
# Each figure is a default with its source; replace it with your own and the report shows it as yours.
${lines.join('\n')}
${withAssumptions ? '' : savingsHint}${examples}`;
}
