import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'gitlab',
  title: 'GitLab',
  role: 'source code server',
  evidence: {
    units: ['gitlab-runsvdir', 'gitlab*'],
    packages: ['gitlab-ce', 'gitlab-ee', 'gitlab'],
    executables: ['/opt/gitlab/embedded/bin/runsvdir', '/opt/gitlab/embedded/bin/*'],
    ports: [80, 443],
    files: ['/etc/gitlab/gitlab.rb'],
  },
  users: ['git'],
  officialImage: 'docker.io/gitlab/gitlab-ce',
  unverified: true,
  recognise: atPlaces({
    command: null,
    packages: ['gitlab-ce'],
    configuration: ['/etc/gitlab/'],
    content: [],
    data: ['/var/opt/gitlab', '/etc/gitlab'],
    logs: ['/var/log/gitlab'],
  }),
};
