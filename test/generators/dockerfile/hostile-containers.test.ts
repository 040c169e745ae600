import { DockerfileParser } from 'dockerfile-ast';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { contextItems } from '../../../generators/dockerfile/context-items.ts';
import { dockerfile, noImageReason } from '../../../generators/dockerfile/dockerfile.ts';
import { readme } from '../../../generators/dockerfile/readme.ts';
import type { Container } from '../../../src/model/container.ts';
import { hostileText } from '../../src/lib/hostile-text.ts';

const path = hostileText.map((text) => `/${text}`);
const basis = { method: 'test', explanation: 'test', evidence: [] };

/** A container in which every text is the guest's. */
const hostileContainer = fc.record({
  title: hostileText,
  version: hostileText,
  package: hostileText,
  observedVersion: hostileText,
  file: path,
  origin: hostileText,
  user: hostileText,
  argument: hostileText,
  variable: hostileText,
  value: hostileText,
  folder: path,
  signal: hostileText,
  application: fc.constantFrom('nginx', 'constructor', '__proto__'),
});

function containerOf(given: typeof hostileContainer extends fc.Arbitrary<infer T> ? T : never): Container {
  return {
    image: 'registry.example/devirt/a/b:v1',
    application: given.application,
    title: given.title,
    instance: given.title,
    version: given.version,
    role: given.title,
    includes: [given.title],
    kind: 'Deployment',
    kindReason: given.origin,
    base: {
      image: 'docker.io/library/debian:bookworm-slim',
      distribution: 'debian',
      release: '12',
      packageManager: 'apt',
      reason: 'test',
      choices: [],
    },
    officialImage: 'docker.io/library/nginx',
    packages: [
      { name: given.package, observedVersion: given.observedVersion },
      { name: 'nginx', observedVersion: given.observedVersion },
    ],
    files: [
      { path: given.file, why: 'content', sizeBytes: 1, secret: false, origin: given.origin },
      { path: given.folder, why: 'configuration', sizeBytes: null, secret: true, origin: given.origin },
    ],
    user: { name: given.user, uid: 990, gid: 991 },
    command: ['/usr/sbin/a', given.argument],
    prepare: [['/bin/true', given.argument]],
    workingDirectory: given.folder,
    environment: [{ name: given.variable, value: given.value }],
    secrets: [{ kind: given.title, place: given.file, key: given.variable }],
    stopSignal: given.signal,
    terminationGraceSeconds: 30,
    ports: [{ name: 'tcp-80', port: 80, protocol: 'TCP', address: null }],
    scratch: [given.folder],
    logs: [given.folder, '/var/log/nginx'],
    probe: null,
    schedule: null,
    sizing: { cpuRequestMilli: 1, memoryRequestMiB: 1, memoryLimitMiB: 1, cpuBasis: basis, memoryBasis: basis },
    peers: [],
    notes: [given.origin],
    evidence: [given.origin],
  };
}

/** Instructions in the order in which a Dockerfile of ours has them, each as often as it may be there. */
const order =
  /^FROM RUN RUN RUN (?:RUN )*(?:COPY )?RUN (?:ENV )?(?:WORKDIR )?EXPOSE (?:STOPSIGNAL )?USER CMD (?:LABEL ){5}$/;

it('a guest never adds an instruction, a user or a base', () => {
  fc.assert(
    fc.property(hostileContainer, fc.boolean(), (given, pinPackages) => {
      const container = containerOf(given);
      const input = {
        namespace: 'a',
        workload: 'b',
        vm: given.title,
        container,
        volumes: [given.folder],
        context: contextItems(container, []),
        pinPackages,
        version: '0.0.0',
      };
      expect(noImageReason(container)).toBeNull();
      const text = dockerfile(input);
      const instructions = DockerfileParser.parse(text).getInstructions();
      expect(`${instructions.map((each) => each.getKeyword()).join(' ')} `).toMatch(order);
      const argumentsOf = (keyword: string): (string | null)[] =>
        instructions.filter((each) => each.getKeyword() === keyword).map((each) => each.getArgumentsContent());
      expect(argumentsOf('FROM')).toEqual(['docker.io/library/debian:bookworm-slim']);
      expect(argumentsOf('USER')).toEqual(['990:991']);
      // Nothing that hadolint reads but what is ours.
      const read = new Set(text.match(/^\s*#\s*hadolint.*$/gm));
      expect(read).toEqual(new Set(['# hadolint ignore=DL3059', ...(pinPackages ? [] : ['# hadolint ignore=DL3008'])]));
      expect(
        readme(input)
          .split('\n')
          .filter((line) => line.startsWith('# ')),
      ).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});
