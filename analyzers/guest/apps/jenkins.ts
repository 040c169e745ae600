import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'jenkins',
  title: 'Jenkins',
  role: 'build server',
  evidence: {
    units: ['jenkins'],
    packages: ['jenkins'],
    programs: { java: ['jenkins.war'] },
    ports: [8080],
    files: ['/etc/default/jenkins', '/var/lib/jenkins/config.xml'],
  },
  users: ['jenkins'],
  officialImage: 'docker.io/jenkins/jenkins',
  unverified: true,
  recognise: atPlaces({
    packages: ['jenkins'],
    configuration: ['/etc/default/jenkins', '/var/lib/jenkins/config.xml'],
    data: ['/var/lib/jenkins'],
    scratch: ['/var/cache/jenkins'],
  }),
};
