import { stringify } from 'yaml';
import { defaultSettings, settingSources } from './settings.ts';

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

/** A devirt.yaml with every default and its source as a comment; parsing it gives the defaults. */
export function settingsTemplate(): string {
  const { owners: _owners, overrides: _overrides, waivers: _waivers, ...settings } = defaultSettings();
  const lines: string[] = [];
  const path: string[] = [];
  for (const line of stringify(settings, { lineWidth: 0 }).trimEnd().split('\n')) {
    const match = /^( *)([A-Za-z]\w*):/.exec(line);
    const [, indent, key] = match ?? [];
    if (indent !== undefined && key !== undefined) {
      path.splice(indent.length / 2);
      path[indent.length / 2] = key;
      const known = settingSources[path.join('.')];
      if (known !== undefined) lines.push(`${indent}# ${known.unit}; ${known.source}`);
    }
    lines.push(line);
  }
  return `# devirt.yaml: the only file that you write. Everything else is derived from it and from the sources.
# Each figure is a default with its source; replace it with your own and the report shows it as yours.
${lines.join('\n')}
${examples}`;
}
