import type { ServerApplication } from '../recognition/application.ts';
import { interpreterOf } from '../recognition/command-line.ts';
import { upstreamVersion } from '../recognition/describe.ts';
import { ownSoftware } from '../recognition/own-software.ts';

/** What no other file knows: its unit, binary, ports, files and the trees around it make an application all the same. */
export const application: ServerApplication = {
  kind: 'server',
  id: 'service',
  title: 'Service',
  role: 'service',
  // Nothing points to it: it is what remains.
  evidence: {},
  officialImage: null,
  unverified: false,
  recognise: (service, view) => {
    const { files, ...known } = ownSoftware(service, view);
    const { executable, unit } = service;
    const interpreted = executable !== null && interpreterOf(executable) !== null;
    const [name] = known.packages ?? [];
    const owner = name === undefined || interpreted ? null : view.package(name);
    return [
      {
        ...known,
        ...(unit?.description ? { title: unit.description } : {}),
        version: owner?.version === null || owner === null ? null : upstreamVersion(owner.version),
        evidence: [
          executable === null
            ? `unit ${unit?.name ?? service.name}: no file of ours knows it, and its executable was not readable`
            : `no file of ours knows ${executable}${owner === null ? '' : ` of package ${owner.name}`}`,
          ...(files.length > 0
            ? [
                `it names or holds ${files.length === 1 ? 'a configuration file' : `${files.length} configuration files`}`,
              ]
            : []),
        ],
      },
    ];
  },
};
